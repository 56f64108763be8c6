extension PurseRow {
  /// Most ranges of entries that the ledger never saw, so that a purse with a ring has a row of one size
  /// however long it lives (STO-6).
  package static let mostUnseen = 64

  /// Notes a range that comes after all before. Of too many the two oldest become one, with what lies
  /// between (SYN-8): that blames nobody.
  package mutating func addUnseen(_ range: ClosedRange<UInt64>) {
    unseen.append(range)
    guard unseen.count > Self.mostUnseen else { return }
    let oldest = unseen.removeFirst()
    unseen[0] = oldest.lowerBound...unseen[0].upperBound
  }
}
