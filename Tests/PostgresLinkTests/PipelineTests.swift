import PostgresLink
import Testing

extension WithServer {
  @Suite("Pipelines") struct PipelineTests {
    let connection: PostgresConnection

    init() throws {
      connection = try ServerRoom.connect()
      try connection.execute(
        script: """
          CREATE TABLE notes (key int8 PRIMARY KEY, value int8 NOT NULL);
          CREATE TABLE late (key int8 UNIQUE DEFERRABLE INITIALLY DEFERRED);
          INSERT INTO notes VALUES (1, 10), (2, 20)
          """)
    }

    @Test("Every statement's rows come in order, from one transaction")
    func order() throws {
      var pipeline = PostgresPipeline()
      let first = pipeline.add(Self.insert, .init(3, 30))
      let second = pipeline.add(Self.transaction)
      let third = pipeline.add(Self.sum)
      let fourth = pipeline.add(Self.transaction)
      let rows = try connection.run(pipeline)
      #expect(rows.count == 4)
      #expect(rows[first].count == 0)
      #expect(rows[first].concerned == 1)
      #expect(try rows[third].integer(0, 0) == 60)
      #expect(try rows[second].text(0, 0) == rows[fourth].text(0, 0))
    }

    @Test("A statement is prepared once a connection")
    func preparedOnce() throws {
      for _ in 0..<3 {
        var pipeline = PostgresPipeline()
        for _ in 0..<3 { pipeline.add(Self.sum) }
        _ = try connection.run(pipeline)
      }
      let count = PostgresStatement(
        "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%sum(value)%'")
      // Itself, and the one it counts.
      #expect(try connection.count(count) == 2)
    }

    @Test("No statements: no rows")
    func empty() throws { #expect(try connection.run(PostgresPipeline()).isEmpty) }

    @Test("One that fails undoes those before it and ends those after it", arguments: 0..<4)
    func allOrNothing(_ place: Int) throws {
      var pipeline = PostgresPipeline()
      for index in 0..<4 {
        if index == place {
          pipeline.add(Self.divide, .init(0))
        } else {
          pipeline.add(Self.insert, .init(100 + Int64(index), 1))
        }
      }
      #expect(
        throws: PostgresError.refused(sqlState: "22012", message: "division by zero")
      ) { try connection.run(pipeline) }
      #expect(try connection.count(Self.sum) == 30)
      // What was not prepared because of it is prepared now.
      _ = try connection.run(Self.insert, .init(3, 30))
      #expect(try connection.run(Self.divide, .init(2)).integer(0, 0) == 0)
      #expect(try connection.count(Self.sum) == 60)
    }

    @Test("The first of several errors is thrown")
    func first() throws {
      var pipeline = PostgresPipeline()
      pipeline.add(Self.insert, .init(1, 1))
      pipeline.add(Self.divide, .init(0))
      #expect(throws: PostgresError.uniqueViolation(constraint: "notes_pkey")) {
        try connection.run(pipeline)
      }
    }

    @Test("A commit that fails is an error, and nothing is done")
    func commit() throws {
      let late = PostgresStatement("INSERT INTO late VALUES ($1::int8)")
      var pipeline = PostgresPipeline()
      pipeline.add(Self.insert, .init(3, 30))
      pipeline.add(late, .init(7))
      pipeline.add(late, .init(7))
      #expect(throws: PostgresError.uniqueViolation(constraint: "late_key_key")) {
        try connection.run(pipeline)
      }
      #expect(try connection.count(Self.sum) == 30)
    }

    @Test("A transaction that a failing pipeline has begun is ended")
    func ownTransaction() throws {
      var pipeline = PostgresPipeline()
      pipeline.add(PostgresStatement("BEGIN ISOLATION LEVEL REPEATABLE READ"))
      pipeline.add(Self.insert, .init(3, 30))
      pipeline.add(Self.divide, .init(0))
      pipeline.add(PostgresStatement("COMMIT"))
      #expect(throws: PostgresError.self) { try connection.run(pipeline) }
      #expect(try connection.count(Self.sum) == 30)
    }

    @Test("More than any buffer holds goes both ways at once")
    func large() throws {
      let echo = PostgresStatement("SELECT $1::bytea")
      var pipeline = PostgresPipeline()
      for index in 0..<64 {
        var parameters = PostgresParameters()
        parameters.append([UInt8](repeating: UInt8(index), count: 1 << 20))
        pipeline.add(echo, parameters)
      }
      let rows = try connection.run(pipeline)
      #expect(rows.count == 64)
      for (index, row) in rows.enumerated() {
        let bytes = try row.bytes(0, 0)
        #expect(bytes.count == 1 << 20)
        #expect(bytes.first == UInt8(index))
        #expect(bytes.last == UInt8(index))
      }
    }

    static let sum = PostgresStatement("SELECT sum(value)::int8 FROM notes")
    static let insert = PostgresStatement("INSERT INTO notes VALUES ($1::int8, $2::int8)")
    static let divide = PostgresStatement("SELECT 1 / $1::int8")
    static let transaction = PostgresStatement("SELECT pg_current_xact_id()::text")
  }
}
