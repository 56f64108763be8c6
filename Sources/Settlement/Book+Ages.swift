import Wire

/// Unexplained value by its age: who watches a float looks for what stays.
public struct AgedValue: Equatable, Sendable {
  /// Less than so many days old; nil for all that is older.
  public var days: UInt32?
  public var purses = 0
  public var value = Amount.zero
}

extension Book {
  /// Advances outstanding, by the age of the oldest of each purse: under a day, a week, 30 days, 90
  /// days, older. What was advanced to a convicted or closed purse is explained.
  public func unexplainedByAge(at time: LedgerTime) -> [AgedValue] {
    var ages = [1, 7, 30, 90, nil].map { AgedValue(days: $0) }
    for (_, row) in purses.all where !row.advance.isZero && !row.isExplained {
      let since = row.advancedSince ?? time
      let place = ages.firstIndex { age in
        age.days.map { time < since.adding(days: $0) } ?? true
      }
      guard let place else { continue }
      ages[place].purses += 1
      ages[place].value = ages[place].value.adding(row.advance) ?? .largest
    }
    return ages
  }
}
