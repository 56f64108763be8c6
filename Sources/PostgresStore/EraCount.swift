import PostgresLink

/// How full the part of `closed` is that is written to at the moment. Whoever has filled it begins the
/// next; a process that has not noticed yet writes to the old one, and nothing is lost by that.
struct EraCount: Sendable {
  private(set) var number: Int64 = 0
  private var keys = 0

  /// As the database has it.
  mutating func note(_ era: Int64) {
    guard era > number else { return }
    number = era
    keys = 0
  }

  /// Counts keys that this process has written.
  /// - Returns: the era that is full now.
  mutating func add(_ count: Int) -> Int64? {
    keys += count
    guard keys >= Self.largest else { return nil }
    keys = 0
    return number
  }

  /// Some 120 MB of index.
  private static let largest = 4_000_000

  static let advance = PostgresStatement(
    "UPDATE meta SET value = value + 1 WHERE key = 'era' AND value = $1::int8")
}
