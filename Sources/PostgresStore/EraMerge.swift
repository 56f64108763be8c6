import PostgresLink

/// Eras of `closed` that become one: a look-up asks every era, so there must be few of them however long
/// the history is (STO-7).
///
/// Eight eras of one size make one of the next size, in slices of their keys, each in a transaction of its
/// own: a look-up finds a key in its old era or in its new one. It may end anywhere, and whoever
/// begins it again goes on.
struct EraMerge: Equatable {
  let sources: [Int64]
  let target: Int64

  /// What is to be merged first: the smallest. Nil when nothing is.
  /// - Parameter current: the era that is written to; it stays.
  init?(of eras: [Int64], current: Int64) {
    let levels = Dictionary(grouping: eras.filter { $0 != current }, by: Self.level)
    let full = levels.filter { $0.value.count >= Self.fanOut }
    guard let level = full.keys.min(), let all = full[level] else { return nil }
    sources = Array(all.sorted().prefix(Self.fanOut))
    target = ((level + 1) << Self.levelShift) | (sources[0] & Self.numberMask)
  }

  /// Bounds of each slice of the keys.
  /// - Parameter eraKeys: of an era as it is written.
  func slices(eraKeys: Int) -> [ClosedRange<Int64>] {
    let keys = Double(eraKeys) * Self.power(Self.level(target))
    let count = UInt64(max(1, (keys / Self.keysInSlice).rounded(.up)))
    let width = UInt64.max / count
    return (0..<count).map { place in
      let first = place * width
      let last = place == count - 1 ? UInt64.max : first + width - 1
      return Self.signed(first)...Self.signed(last)
    }
  }

  /// The database orders keys as signed numbers.
  private static func signed(_ key: UInt64) -> Int64 {
    Int64(bitPattern: key ^ (1 << 63))
  }

  private static func level(_ era: Int64) -> Int64 { era >> levelShift }

  private static func power(_ level: Int64) -> Double {
    (0..<level).reduce(1) { product, _ in product * Double(fanOut) }
  }

  static let fanOut = 8
  private static let keysInSlice = 20_000.0
  /// Above it an era's number has how often it was merged, below it the number of its first one.
  private static let levelShift: Int64 = 40
  private static let numberMask: Int64 = (1 << levelShift) - 1

  /// One slice: sources, target, first key, last key. Nothing is done, and nothing returned, while another
  /// ledger is at it or after it was done.
  static let moveSlice = PostgresStatement(
    """
    WITH turn AS (
      SELECT era FROM eras WHERE era = ($1::int8[])[1] FOR UPDATE SKIP LOCKED),
    gone AS (
      DELETE FROM closed_keys c USING turn
      WHERE c.era = ANY ($1::int8[]) AND c.key BETWEEN $3::int8 AND $4::int8
      RETURNING c.key, c.batch),
    kept AS (
      INSERT INTO closed_keys SELECT $2::int8, g.key, g.batch FROM gone g ORDER BY g.key
      ON CONFLICT DO NOTHING)
    SELECT count(*) FROM turn
    """)

  /// The target is asked from now on.
  static let list = PostgresStatement(
    "INSERT INTO eras VALUES ($1::int8) ON CONFLICT DO NOTHING")

  /// The sources are not asked any more. It waits for whoever still writes to one of them.
  static let unlist = PostgresStatement("DELETE FROM eras WHERE era = ANY ($1::int8[])")

  /// What came in after its slice was moved: sources, target.
  static let moveRest = PostgresStatement(
    """
    WITH gone AS (
      DELETE FROM closed_keys WHERE era = ANY ($1::int8[]) RETURNING key, batch)
    INSERT INTO closed_keys SELECT $2::int8, g.key, g.batch FROM gone g ON CONFLICT DO NOTHING
    """)

  static let all = PostgresStatement(
    "SELECT era, (SELECT value FROM meta WHERE key = 'era') FROM eras")
}
