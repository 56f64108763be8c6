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

  func payment(_ digest: Digest) -> PaymentRow? { attempt { try $0.closedPayment(digest) } ?? nil }

  func payments(naming request: Digest) -> [Digest] {
    attempt { try $0.closedPayments(naming: request) } ?? []
  }

  func upload(_ key: UploadKey) -> [UInt8]? { attempt { try $0.upload(key) } ?? nil }
  func uploads(of serial: Serial) -> [UploadKey] { attempt { try $0.uploads(of: serial) } ?? [] }
  func visitUploads(of serial: Serial, _ body: (UploadKey, [UInt8]) -> Bool) {
    attempt { try $0.visitUploads(of: serial, body) }
  }
  func acceptance(_ digest: Digest) -> [UInt8]? { attempt { try $0.acceptance(digest) } ?? nil }
  func evidence(_ digest: Digest) -> EvidenceRow? { attempt { try $0.evidence(digest) } ?? nil }

  // In memory, and so never asked for here.
  func account(_ name: String) -> Amount? { nil }
  func purse(_ serial: Serial) -> PurseRow? { nil }
  func isOpen(_ digest: Digest, at place: PaymentPlace) -> Bool { false }
  func place(_ place: PaymentPlace) -> Digest? { nil }
  func openPayments(by payer: Serial) -> [Digest] { [] }
  func waitingPayments() -> [Digest] { [] }
  func refusal(_ key: RefusalKey) -> RefusalRow? { nil }

  @discardableResult
  private func attempt<Value>(_ body: (StoreCore) throws -> Value) -> Value? {
    do {
      return try body(core)
    } catch {
      failure.withLock { $0 = $0 ?? error }
      return nil
    }
  }
}
