import PostgresLink
import Testing

extension WithServer {
  @Suite("Types") struct TypeTests {
    let connection: PostgresConnection

    init() throws { connection = try ServerRoom.connect() }

    @Test("An int8 comes back", arguments: [0, 1, -1, Int64.max, Int64.min, 0x0102_0304_0506_0708])
    func integer(_ value: Int64) throws {
      let rows = try connection.run(
        PostgresStatement("SELECT $1::int8, $1::int8::text"), .init(value))
      #expect(try rows.integer(0, 0) == value)
      #expect(try rows.text(0, 1) == "\(value)")
    }

    @Test("Bytes come back", arguments: [0, 1, 256, 1 << 20])
    func bytes(_ count: Int) throws {
      let value = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      var parameters = PostgresParameters()
      parameters.append(value)
      let rows = try connection.run(
        PostgresStatement("SELECT $1::bytea, length($1::bytea)::int8"), parameters)
      #expect(try rows.bytes(0, 0) == value)
      #expect(try rows.integer(0, 1) == Int64(value.count))
    }

    @Test("Text comes back", arguments: ["", "öre", "€ 😀", "a'b\"c\\d\n"])
    func text(_ value: String) throws {
      var parameters = PostgresParameters()
      parameters.append(value)
      let rows = try connection.run(
        PostgresStatement("SELECT $1::text, length($1::text)::int8"), parameters)
      #expect(try rows.text(0, 0) == value)
      #expect(try rows.integer(0, 1) == Int64(value.unicodeScalars.count))
    }

    @Test("Arrays come back, and are arrays to the server", arguments: [0, 1, 2, 1_000])
    func arrays(_ count: Int) throws {
      let integers = (0..<count).map { Int64($0) * -1_000_000_007 }
      let byteArrays = (0..<count).map { [UInt8](repeating: UInt8($0 % 251), count: $0 % 40) }
      let texts = (0..<count).map { "ö\($0)" }
      var parameters = PostgresParameters()
      parameters.append(array: integers)
      parameters.append(array: byteArrays)
      parameters.append(array: texts)
      let rows = try connection.run(Self.echo, parameters)
      #expect(try rows.integers(0, 0) == integers)
      #expect(try rows.byteArrays(0, 1) == byteArrays)
      #expect(try rows.texts(0, 2) == texts)
      #expect(try rows.integer(0, 3) == Int64(count))
      #expect(try rows.integer(0, 4) == Int64(byteArrays.reduce(0) { $0 + $1.count }))
      #expect(try rows.text(0, 5) == texts.joined(separator: ","))
    }

    static let echo = PostgresStatement(
      """
      SELECT $1::int8[], $2::bytea[], $3::text[], cardinality($1::int8[])::int8,
        (SELECT coalesce(sum(length(b)), 0) FROM unnest($2::bytea[]) b)::int8,
        array_to_string($3::text[], ',')
      """)

    @Test("NULL is told from empty, and is no value")
    func null() throws {
      var parameters = PostgresParameters()
      parameters.appendNull()
      parameters.append([UInt8]())
      let rows = try connection.run(
        PostgresStatement("SELECT $1::bytea, $2::bytea AS empty, NULL::int8 AS none"), parameters)
      #expect(rows.isNull(0, 0))
      #expect(!rows.isNull(0, 1))
      #expect(try rows.bytes(0, 1).isEmpty)
      #expect(throws: PostgresError.unexpectedAnswer("column none: NULL")) {
        try rows.integer(0, 2)
      }
    }

    @Test("A value of another type is refused with the column's name")
    func otherType() throws {
      let rows = try connection.run(
        PostgresStatement("SELECT 1::int4 AS small, 'x'::text AS word, ARRAY[1]::int4[] AS list"))
      #expect(throws: PostgresError.unexpectedAnswer("column small: not a int8")) {
        try rows.integer(0, 0)
      }
      #expect(throws: PostgresError.unexpectedAnswer("column word: not a bytea")) {
        try rows.bytes(0, 1)
      }
      #expect(throws: PostgresError.unexpectedAnswer("column list: not a int8[]")) {
        try rows.integers(0, 2)
      }
      #expect(throws: PostgresError.unexpectedAnswer("column 3: missing")) { try rows.text(0, 3) }
      #expect(throws: PostgresError.unexpectedAnswer("row 1 of 1 rows")) { try rows.text(1, 1) }
    }

    @Test("An array with NULL or of two dimensions is refused")
    func otherArrays() throws {
      let rows = try connection.run(
        PostgresStatement("SELECT ARRAY[1, NULL]::int8[] AS holes, ARRAY[[1],[2]]::int8[] AS grid"))
      #expect(
        throws: PostgresError.unexpectedAnswer("column holes: an array that is not a plain int8[]")
      ) { try rows.integers(0, 0) }
      #expect(
        throws: PostgresError.unexpectedAnswer("column grid: an array that is not a plain int8[]")
      ) { try rows.integers(0, 1) }
    }

    @Test("Text with a NUL is refused, and the connection goes on")
    func nul() throws {
      var parameters = PostgresParameters()
      parameters.append("a\0b")
      let statement = PostgresStatement("SELECT $1::text")
      let error = #expect(throws: PostgresError.self) { try connection.run(statement, parameters) }
      guard case .refused(sqlState: "22021", _) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      var good = PostgresParameters()
      good.append("ab")
      #expect(try connection.run(statement, good).text(0, 0) == "ab")
    }
  }
}
