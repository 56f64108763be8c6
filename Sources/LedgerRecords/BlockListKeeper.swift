import Settlement

/// Keeps the block list that ledgers on one store give out: they have one, and not each its own (FLD-7).
public protocol BlockListKeeper: Sendable {
  /// Brings a ledger's list and what is kept together.
  /// - Returns: the list to go on with, if others have changed it meanwhile; its parts are to be signed.
  func exchange(_ list: BlockListInForce) -> BlockListInForce?
}
