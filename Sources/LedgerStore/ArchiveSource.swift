import LedgerRecords
import Settlement
import Synchronization
import Wire

/// Finds what is closed in the records of batches. All that is open is in memory.
final class ArchiveSource: BookSource {
  let keepsBalancesInMemory = true
  let keepsOpenInMemory = true
  private let core: StoreCore
  /// Why something could not be looked up.
  private let failure = Mutex<(any Error)?>(nil)

  init(_ core: StoreCore) { self.core = core }

  /// The reason once something could not be looked up: nothing applied since may be made durable.
  func check() throws { if let error = failure.withLock({ $0 }) { throw error } }

  func payment(_ digest: Digest) -> PaymentRow? {
    first(ArchiveKey.of(digest)) { $0.payments.first { $0.key == digest }?.row }
  }

  func payments(naming request: Digest) -> [Digest] {
    all(ArchiveKey.of(request)) { batch in
      batch.payments.filter { $0.row.payment.request == request }.map(\.key)
    }
  }

  func upload(_ key: UploadKey) -> [UInt8]? {
    first(ArchiveKey.of(key.serial)) { $0.uploads.first { $0.key == key }?.row }
  }

  func uploads(of serial: Serial) -> [UploadKey] {
    all(ArchiveKey.of(serial)) { $0.uploads.map(\.key).filter { $0.serial == serial } }
  }

  func acceptance(_ digest: Digest) -> [UInt8]? {
    first(ArchiveKey.of(digest)) { $0.acceptances.first { $0.key == digest }?.row }
  }

  func evidence(_ digest: Digest) -> EvidenceRow? {
    first(ArchiveKey.of(digest)) { $0.evidence.first { $0.key == digest }?.row }
  }

  // In memory, and so never asked for here.
  func account(_ name: String) -> Amount? { nil }
  func purse(_ serial: Serial) -> PurseRow? { nil }
  func isOpen(_ digest: Digest, at place: PaymentPlace) -> Bool { false }
  func place(_ place: PaymentPlace) -> Digest? { nil }
  func openPayments(by payer: Serial) -> [Digest] { [] }
  func waitingPayments() -> [Digest] { [] }
  func refusal(_ key: RefusalKey) -> RefusalRow? { nil }

  /// The latest batch that has it decides.
  private func first<Value>(_ key: UInt64, _ pick: (BookChanges) -> Value?) -> Value? {
    var found: Value?
    visit(key) { batch in
      found = pick(batch)
      return found == nil
    }
    return found
  }

  private func all<Value: Hashable>(_ key: UInt64, _ pick: (BookChanges) -> [Value]) -> [Value] {
    var found: [Value] = []
    visit(key) { batch in
      for value in pick(batch) where !found.contains(value) { found.append(value) }
      return true
    }
    return found
  }

  private func visit(_ key: UInt64, _ body: (BookChanges) -> Bool) {
    do {
      try core.visit(key, body)
    } catch {
      failure.withLock { $0 = $0 ?? error }
    }
  }
}
