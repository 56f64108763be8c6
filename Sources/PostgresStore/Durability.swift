import LedgerRecords
import PostgresLink

/// Whether a commit of this server is on disk when it says so.
enum Durability {
  /// - Throws: `notDurable` with the setting that is wrong.
  static func check(_ pool: PostgresPool) throws(LedgerStoreError) {
    let rows = try explaining { () throws(PostgresError) in
      try pool.reading { (connection) throws(PostgresError) in
        try connection.run(settings)
      }
    }
    for index in 0..<rows.count {
      let (name, value) = try explaining { () throws(PostgresError) in
        (try rows.text(index, 0), try rows.text(index, 1))
      }
      guard allowed[name]?.contains(value) ?? true else { throw .notDurable("\(name) = \(value)") }
    }
  }

  /// `local` and `remote_write` would do without the standby's disk.
  private static let allowed: [String: Set<String>] = [
    "fsync": ["on"], "full_page_writes": ["on"], "synchronous_commit": ["on", "remote_apply"],
  ]

  /// Other engines that speak PostgreSQL's language may lack some, and are durable in their own way.
  private static let settings = PostgresStatement(
    """
    SELECT n.name, current_setting(n.name, true)
    FROM unnest('{fsync,full_page_writes,synchronous_commit}'::text[]) AS n(name)
    WHERE current_setting(n.name, true) IS NOT NULL
    """)
}
