import PostgresLink
import PrivatePostgres
import Testing

extension WithServer {
  @Suite("Errors") struct ErrorTests {
    let conninfo: String
    let connection: PostgresConnection

    init() throws {
      conninfo = try ServerRoom.database()
      connection = try PostgresConnection(conninfo)
      try connection.execute(
        script: """
          CREATE TABLE notes (key int8 CONSTRAINT notes_key PRIMARY KEY, value int8 NOT NULL);
          INSERT INTO notes VALUES (1, 10), (2, 20)
          """)
    }

    @Test("A fault in SQL is refused with the server's words, and the connection goes on")
    func syntax() throws {
      #expect(
        throws: PostgresError.refused(
          sqlState: "42P01", message: #"relation "nowhere" does not exist"#)
      ) { try connection.run(PostgresStatement("SELECT * FROM nowhere")) }
      #expect(throws: PostgresError.self) { try connection.execute(script: "nonsense") }
      #expect(try connection.count(Self.sum) == 30)
    }

    @Test(
      "STO-22: a result that the server does not know itself is a lost connection, to be asked for")
    func unknownResult() throws {
      let pool = PostgresPool(conninfo, size: 1, patience: .init())
      let first = try pool.withConnection { (connection) throws(PostgresError) in
        try connection.run(Self.process).integer(0, 0)
      }
      #expect(throws: PostgresError.connectionLost("result is ambiguous")) {
        try pool.withConnection { (connection) throws(PostgresError) in
          try connection.execute(
            script: """
              DO $$ BEGIN RAISE EXCEPTION 'result is ambiguous' USING ERRCODE = '40003'; END $$
              """)
        }
      }
      // Whatever may still be under way there, nobody goes on with it.
      let next = try pool.withConnection { (connection) throws(PostgresError) in
        try connection.run(Self.process).integer(0, 0)
      }
      #expect(next != first)
    }

    @Test("A key that is there names its constraint")
    func uniqueViolation() throws {
      #expect(throws: PostgresError.uniqueViolation(constraint: "notes_key")) {
        try connection.run(Self.insert, .init(1, 11))
      }
      #expect(try connection.count(Self.sum) == 30)
    }

    @Test("Two who change one row: the second does not serialise")
    func serialisation() throws {
      let other = try PostgresConnection(conninfo)
      try connection.execute(script: "BEGIN ISOLATION LEVEL REPEATABLE READ; TABLE notes")
      _ = try other.run(Self.update, .init(1, 11))
      let error = #expect(throws: PostgresError.self) {
        try connection.run(Self.update, .init(1, 12))
      }
      guard case .serialisationFailure = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      try connection.execute(script: "ROLLBACK")
      #expect(try connection.count(Self.sum) == 31)
    }

    @Test("Of two who wait for each other one does not serialise, and the other goes on")
    func deadlock() throws {
      let other = try PostgresConnection(conninfo)
      let (mine, theirs) = (try connection.process(), try other.process())
      for one in [connection, other] { try one.execute(script: "SET deadlock_timeout = '50ms'") }
      try connection.execute(script: "BEGIN; UPDATE notes SET value = 1 WHERE key = 1")
      try other.execute(script: "BEGIN; UPDATE notes SET value = 2 WHERE key = 2")
      let waiting = Aside { try other.run(Self.update, .init(1, 3)) }
      let watcher = try PostgresConnection(conninfo)
      try waitUntil("nobody waits") {
        try watcher.run(Self.blocks, .init(mine, theirs)).integer(0, 0) == 1
      }
      let ends = [
        Result { try connection.run(Self.update, .init(2, 4)) },
        Result { try waiting.value() },
      ]
      let failures = ends.compactMap { end -> PostgresError? in
        if case .failure(let error) = end { error as? PostgresError } else { nil }
      }
      guard failures.count == 1, case .serialisationFailure = failures[0] else {
        Issue.record("\(failures)")
        return
      }
    }

    @Test("A full disk is told as such")
    func diskFull() throws {
      let error = #expect(throws: PostgresError.self) {
        try connection.execute(
          script: "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 1000)) TO '/dev/full'")
      }
      guard case .diskFull = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }

    @Test("Where nothing may be changed, a change is refused")
    func readOnly() throws {
      let reader = try PostgresConnection(
        conninfo, setUp: "SET default_transaction_read_only = on")
      let error = #expect(throws: PostgresError.self) { try reader.run(Self.insert, .init(3, 30)) }
      guard case .readOnly = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try connection.count(Self.sum) == 30)
    }

    @Test("Parameters over the limit are not sent")
    func tooLarge() throws {
      var parameters = PostgresParameters()
      parameters.append([UInt8](repeating: 0, count: PostgresLimits.parameterBytes + 1))
      #expect(throws: PostgresError.tooLarge) {
        try connection.run(PostgresStatement("SELECT $1::bytea"), parameters)
      }
      #expect(try connection.count(Self.sum) == 30)
    }

    @Test("What the new connection's set-up meets is thrown")
    func setUp() throws {
      #expect(throws: PostgresError.self) { try PostgresConnection(conninfo, setUp: "SET nothing") }
    }

    static let process = PostgresStatement("SELECT pg_backend_pid()::int8")
    static let sum = PostgresStatement("SELECT sum(value)::int8 FROM notes")
    static let insert = PostgresStatement("INSERT INTO notes VALUES ($1::int8, $2::int8)")
    static let update = PostgresStatement(
      "UPDATE notes SET value = $2::int8 WHERE key = $1::int8 RETURNING value")
    static let blocks = PostgresStatement(
      "SELECT ($1::int8::int4 = ANY (pg_blocking_pids($2::int8::int4)))::int4::int8")
  }
}

@Suite("Without a server") struct NoServerTests {
  @Test(
    "A server that is not there cannot be reached",
    arguments: [
      "host=127.0.0.1 port=1", "host=/nowhere", "postgres://127.0.0.1:1,127.0.0.1:2/x",
    ])
  func unreachable(_ conninfo: String) {
    let error = #expect(throws: PostgresError.self) { try PostgresConnection(conninfo) }
    guard case .unreachable(let sentence) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(sentence.contains("connection to server"))
  }

  @Test("Settings that libpq does not read are told")
  func conninfo() {
    #expect(throws: PostgresError.unreachable(#"invalid connection option "nonsense""#)) {
      try PostgresConnection("nonsense=1")
    }
  }
}
