import PostgresLink

/// How full the part of `closed` is that is written to at the moment. Whoever has filled it begins the
/// next one.
struct EraCount: Sendable {
  /// Keys of an era.
  let largest: Int
  private(set) var number: Int64 = 0
  private var keys = 0

  init(largest: Int) { self.largest = largest }

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
    guard keys >= largest else { return nil }
    keys = 0
    return number
  }

  static let advance = PostgresStatement(
    """
    WITH next AS (
      UPDATE meta SET value = value + 1 WHERE key = 'era' AND value = $1::int8 RETURNING value)
    INSERT INTO eras SELECT value FROM next
    """)
}
