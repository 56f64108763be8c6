import Settlement
import Synchronization
import Wire

/// What has left a ledger's memory, found again by plain search.
final class ModelArchive: BookSource {
  let keepsBalancesInMemory = true
  let keepsOpenInMemory = true

  private struct Rows: Sendable {
    var payments: [Digest: PaymentRow] = [:]
    var uploads: [UploadKey: [UInt8]] = [:]
    var acceptances: [Digest: [UInt8]] = [:]
    var evidence: [Digest: EvidenceRow] = [:]
  }

  private let rows: Mutex<Rows>

  convenience init() { self.init(Rows()) }

  private init(_ rows: sending Rows) { self.rows = Mutex(rows) }

  /// One with the same rows.
  var copy: ModelArchive {
    let now = rows.withLock { $0 }
    return ModelArchive(now)
  }

  func add(_ changes: BookChanges) {
    rows.withLock { rows in
      for (digest, row) in changes.payments where row.isClosed { rows.payments[digest] = row }
      for (key, bytes) in changes.uploads { rows.uploads[key] = bytes }
      for (digest, bytes) in changes.acceptances { rows.acceptances[digest] = bytes }
      for (digest, row) in changes.evidence { rows.evidence[digest] = row }
    }
  }

  func payment(_ digest: Digest) -> PaymentRow? { rows.withLock { $0.payments[digest] } }

  func payments(naming request: Digest) -> [Digest] {
    rows.withLock { rows in
      rows.payments.filter { $0.value.payment.request == request }.map(\.key)
        .sorted { $0.word.a < $1.word.a }
    }
  }

  func upload(_ key: UploadKey) -> [UInt8]? { rows.withLock { $0.uploads[key] } }

  func uploads(of serial: Serial) -> [UploadKey] {
    rows.withLock { rows in rows.uploads.keys.filter { $0.serial == serial } }
  }

  func acceptance(_ digest: Digest) -> [UInt8]? { rows.withLock { $0.acceptances[digest] } }
  func evidence(_ digest: Digest) -> EvidenceRow? { rows.withLock { $0.evidence[digest] } }

  // In memory, and so never asked for here.
  func account(_ name: String) -> Amount? { nil }
  func purse(_ serial: Serial) -> PurseRow? { nil }
  func place(_ place: PaymentPlace) -> Digest? { nil }
  func isOpen(_ digest: Digest, at place: PaymentPlace) -> Bool { false }
  func openPayments(by payer: Serial) -> [Digest] { [] }
  func waitingPayments() -> [Digest] { [] }
  func refusal(_ key: RefusalKey) -> RefusalRow? { nil }
}
