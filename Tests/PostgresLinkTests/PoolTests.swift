import PostgresLink
import Synchronization
import Testing

extension WithServer {
  @Suite("Pools") struct PoolTests {
    let conninfo: String
    let watcher: PostgresConnection

    init() throws {
      conninfo = try ServerRoom.database()
      watcher = try PostgresConnection(conninfo)
    }

    @Test("A connection that is given back is lent again")
    func reuse() throws {
      let pool = PostgresPool(conninfo, size: 4, patience: .init())
      let first = try pool.withConnection(Self.process)
      #expect(try pool.withConnection(Self.process) == first)
      #expect(throws: PostgresError.self) {
        try pool.withConnection { (connection) throws(PostgresError) in
          try connection.execute(script: "nonsense")
        }
      }
      #expect(try pool.withConnection(Self.process) == first)
      #expect(try watcher.count(Self.clients) == 2)
      pool.closeIdle()
      try waitUntil("it stays open") { try watcher.count(Self.clients) == 1 }
    }

    @Test("No more are lent than there are")
    func bound() throws {
      let pool = PostgresPool(conninfo, size: 2, patience: .init(lentMilliseconds: 50))
      try pool.withConnection { (first) throws(PostgresError) in
        try pool.withConnection { (second) throws(PostgresError) in
          _ = #expect(throws: PostgresError.busy) {
            try pool.withConnection { _ throws(PostgresError) in }
          }
        }
        // One is free again.
        let isAnother = try pool.withConnection { (second) throws(PostgresError) in
          second !== first
        }
        #expect(isAnother)
      }
    }

    @Test("Many callers share few connections")
    func sharing() throws {
      let pool = PostgresPool(conninfo, size: 3, patience: .init())
      let callers = (0..<8).map { _ in
        Aside {
          var most: Int64 = 0
          for _ in 0..<25 {
            let count = try pool.withConnection { (connection) throws(PostgresError) in
              try connection.run(Self.clients).integer(0, 0)
            }
            most = max(most, count)
          }
          return most
        }
      }
      let most = try callers.map { try $0.value() }.max() ?? 0
      // The watcher is one more.
      #expect((2...4).contains(most))
    }

    @Test("A connection that ended while it waited is not lent")
    func endedIdle() throws {
      let pool = PostgresPool(conninfo, size: 1, patience: .init())
      let first = try pool.withConnection(Self.process)
      try watcher.terminate(first)
      try waitUntil("it does not end") { try watcher.count(Self.clients) == 1 }
      #expect(try pool.withConnection(Self.process) != first)
    }

    static let clients = PostgresStatement(
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend'
      """)

    static func process(_ connection: PostgresConnection) throws(PostgresError) -> Int64 {
      try connection.run(PostgresConnection.ownProcess).integer(0, 0)
    }
  }
}
