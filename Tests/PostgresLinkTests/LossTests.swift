import PostgresLink
import PrivatePostgres
import Testing

extension WithServer {
  /// Connections and servers that go away.
  @Suite("Loss") struct LossTests {
    @Test("A connection ended under way is lost, and what was under way is undone")
    func terminated() throws {
      let conninfo = try ServerRoom.database()
      let (connection, watcher) = (
        try PostgresConnection(conninfo), try PostgresConnection(conninfo)
      )
      try watcher.execute(script: Self.table)
      let process = try connection.process()
      var pipeline = PostgresPipeline()
      pipeline.add(Self.insert, .init(1))
      pipeline.add(Self.sleep)
      let aside = Aside { [pipeline] in try connection.run(pipeline) }
      try waitUntil("it does not begin") {
        try watcher.run(Self.isSleeping, .init(process)).integer(0, 0) == 1
      }
      try watcher.terminate(process)
      let error = #expect(throws: PostgresError.self) { try aside.value() }
      guard case .connectionLost = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(!connection.isAlive)
      #expect(throws: PostgresError.unreachable("the connection has ended")) {
        try connection.process()
      }
      #expect(try watcher.count(Self.count) == 0)
    }

    @Test("A wait for a standby that somebody cancels is no success")
    func cancelledWait() throws {
      let server = try PostgresServer(settings: ["synchronous_standby_names": "nobody"])
      let watcher = try PostgresConnection(
        server.conninfo(), setUp: "SET synchronous_commit = local")
      try watcher.execute(script: Self.table)
      let connection = try PostgresConnection(server.conninfo())
      let process = try connection.process()
      let aside = Aside { try connection.run(Self.insert, .init(1)) }
      try waitUntil("it does not wait") {
        try watcher.run(Self.isWaiting, .init(process)).integer(0, 0) == 1
      }
      _ = try watcher.run(Self.cancel, .init(process))
      let error = #expect(throws: PostgresError.self) { try aside.value() }
      guard case .connectionLost(let sentence) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(sentence.contains("canceling wait for synchronous replication"))
      // It is there all the same: that is why nobody may guess.
      #expect(try watcher.count(Self.count) == 1)
    }

    @Test("A pool goes on after its server was restarted")
    func restarted() throws {
      let server = try PostgresServer()
      let pool = PostgresPool(server.conninfo(), size: 2, patience: .init())
      try pool.withConnection { (connection) throws(PostgresError) in
        try connection.execute(script: Self.table)
      }
      try server.stop()
      // It comes back while the pool tries.
      let aside = Aside {
        try pool.withConnection { (connection) throws(PostgresError) in
          try connection.run(Self.insert, .init(1)).concerned
        }
      }
      try server.start()
      #expect(try aside.value() == 1)
    }

    @Test("A server that stays away cannot be reached, when the patience is at its end")
    func away() throws {
      let server = try PostgresServer()
      let pool = PostgresPool(
        server.conninfo(), size: 1, patience: .init(awayMilliseconds: 100))
      try server.kill()
      let error = #expect(throws: PostgresError.self) {
        try pool.withConnection { _ throws(PostgresError) in }
      }
      guard case .unreachable = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      // The place in the pool is free all the same.
      try server.start()
      try pool.withConnection { (connection) throws(PostgresError) in
        try connection.execute(script: "SELECT")
      }
    }

    @Test("The primary dies, its standby takes over: what was committed is there, the pool goes on")
    func promoted() throws {
      let primary = try PostgresServer()
      let standby = try primary.makeStandby()
      let watcher = try PostgresConnection(primary.conninfo())
      try watcher.execute(script: Self.table)
      try watcher.execute(script: PostgresServer.synchronousStandbys)
      try watcher.execute(script: "SELECT pg_reload_conf()")
      try waitUntil("the standby does not follow") { try watcher.count(Self.synchronous) == 1 }
      let pool = PostgresPool(
        PostgresServer.conninfo(of: [primary, standby]), size: 2, patience: .init())
      for key in 1...20 {
        try pool.withConnection { (connection) throws(PostgresError) in
          _ = try connection.run(Self.insert, .init(Int64(key)))
        }
      }
      let reader = try PostgresConnection(standby.conninfo())
      let error = #expect(throws: PostgresError.self) { try reader.run(Self.insert, .init(99)) }
      guard case .readOnly = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      try primary.kill()
      try standby.promote()
      let count = try pool.withConnection { (connection) throws(PostgresError) in
        _ = try connection.run(Self.insert, .init(21))
        return try connection.run(Self.count).integer(0, 0)
      }
      #expect(count == 21)
    }

    static let table = "CREATE TABLE notes (key int8 PRIMARY KEY)"
    static let insert = PostgresStatement("INSERT INTO notes VALUES ($1::int8)")
    static let count = PostgresStatement("SELECT count(*) FROM notes")
    static let sleep = PostgresStatement("SELECT pg_sleep(60)")
    static let cancel = PostgresStatement("SELECT pg_cancel_backend($1::int8::int4)")
    static let isSleeping = PostgresStatement(
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE pid = $1::int8::int4 AND wait_event = 'PgSleep'
      """)
    static let isWaiting = PostgresStatement(
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE pid = $1::int8::int4 AND wait_event = 'SyncRep'
      """)
    static let synchronous = PostgresStatement(
      "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
  }
}
