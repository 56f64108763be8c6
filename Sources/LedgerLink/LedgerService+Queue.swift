import LedgerEngine
import Settlement

extension LedgerService {
  /// A ledger behind its queue.
  /// - Parameters:
  ///   - figures: what the ledger tells of itself, a JSON object.
  ///   - explain: the ledger's errors in words.
  public init<Crypto>(
    _ queue: LedgerQueue<Crypto>, figures: @escaping @Sendable () -> String = { "{}" },
    explain: @escaping @Sendable (LedgerError) -> ServiceRefusal
  ) {
    self.init(figures: figures) { upload, answer in
      do throws(QueueError) {
        try queue.offer(upload) { result in
          switch result {
          case .success(let settled): answer(settled.mapError(explain))
          case .failure(let error): answer(.failure(ServiceRefusal(error)))
          }
        }
      } catch {
        answer(.failure(ServiceRefusal(error)))
      }
    }
  }
}

extension ServiceRefusal {
  init(_ error: QueueError) {
    switch error {
    case .busy: self = .busy
    case .halted: self = .halted
    case .unavailable: self = .unavailable
    }
  }
}
