import Settlement
import Wire

/// What a server serves: something that takes an upload and answers later.
public struct LedgerService: Sendable {
  public typealias Answer = @Sendable (Result<SyncOutcome, ServiceRefusal>) -> Void

  /// Takes an upload in. The answer is called once, from any thread, at once or when the upload's
  /// changes are durable (SRV-4). After a refusal as halted nothing more is offered.
  let offer: @Sendable (Packet, @escaping Answer) -> Void

  /// What the ledger tells of itself: a JSON object.
  let figures: @Sendable () -> String

  public init(
    figures: @escaping @Sendable () -> String = { "{}" },
    offer: @escaping @Sendable (Packet, @escaping Answer) -> Void
  ) {
    self.offer = offer
    self.figures = figures
  }
}
