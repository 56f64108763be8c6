import Payment

/// A purse in a card, whatever way leads to it, with the count of what it has cost.
public protocol CardAccess: PurseAccess {
  var meter: CardMeter { get }
  /// Has the card tell what it has signed and verified, for the meter. Not counted itself.
  mutating func countOperations()
}

extension CardPurse: CardAccess {}
