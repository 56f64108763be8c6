import Wire

/// What happens to rules and block lists on their way to purses (docs/spec/field.md).
public enum NewsStep: Equatable, Sendable {
  /// Time passes, in minutes: what it ends has ended.
  case wait(UInt32)
  /// The ledger publishes the policy of a person's identifier with a new number; with minutes, an interim
  /// one that ends after them.
  case publish(like: Int, minutes: UInt32?)
  /// The operator has the block list made anew.
  case renewList
  /// A letter that went down beside a grant reaches its purse.
  case take(letter: Int)
  /// Anything that the ledger ever signed reaches a purse: somebody has kept it.
  case bring(Int, to: Int)
  /// Two devices meet, and one gives the other what it lacks.
  case meet(Int, Int)
  /// Something that the ledger did not sign, or should not have, reaches a purse.
  case forge(Int, NewsForgery, to: Int)
}

/// What somebody makes of a message of the ledger's, to have it taken.
public enum NewsForgery: CaseIterable, Sendable {
  case anotherKey, higherNumber, altered, truncated
  /// Signed by the ledger's key, which was stolen, and dated after its end; or for another currency.
  case afterKey, anotherCurrency
}

/// All that a ledger has published, for whoever brings it again.
struct PublishedNews: Sendable {
  var messages: [[UInt8]] = []
  /// Number of the newest list; and whom the first part of every list names.
  var list: UInt32 = 0
  var names: [UInt32: Set<Serial>] = [:]

  mutating func note(_ message: [UInt8]) {
    if let list = try? Signed<BlockList>(message.span.bytes).content {
      self.list = max(self.list, list.number)
      guard list.part == 0, names[list.number] == nil else { return }
      names[list.number] = Set((0..<list.serials.count).map { list.serials[$0] })
    }
    messages.append(message)
  }
}

/// The latest rules that a purse was seen to have.
struct SeenNews: Sendable {
  var list: UInt32 = 0
  var policy: UInt32 = 0
  /// Of the regular policy, which holds again when an interim one ends; and that end.
  var regular: UInt32 = 0
  var end: LedgerTime?
}
