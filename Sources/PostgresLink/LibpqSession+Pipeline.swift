import CPostgres

extension LibpqSession {
  /// Sends every statement and one Sync, then reads every result: until the Sync the server keeps
  /// all of it in one transaction.
  mutating func run(_ pipeline: borrowing PostgresPipeline) throws(PostgresError) -> [PostgresRows]
  {
    for step in pipeline.steps where step.parameters.bytes.count > PostgresLimits.parameterBytes {
      throw .tooLarge
    }
    try begin()
    guard !pipeline.steps.isEmpty else { return [] }
    guard PQenterPipelineMode(connection) == 1 else { throw lost() }
    var fresh: [PostgresStatement: String] = [:]
    var answers: [Answer] = []
    for step in pipeline.steps { try send(step, &fresh, &answers) }
    guard PQpipelineSync(connection) == 1 else { throw lost() }
    let outcome = try collect(answers)
    guard PQexitPipelineMode(connection) == 1 else { throw lost() }
    if let error = outcome.error {
      try endTransaction()
      throw noted(error)
    }
    // As when someone cancels the wait for a standby: done here, and no more is known.
    if let warning = warnings.last {
      _ = lost()
      throw .connectionLost(warning)
    }
    return outcome.rows
  }

  /// A pipeline may have begun a transaction of its own, which the error has not ended.
  private mutating func endTransaction() throws(PostgresError) {
    guard PQtransactionStatus(connection) != PQTRANS_IDLE else { return }
    let result = PQexec(connection, "ROLLBACK")
    defer { PQclear(result) }
    guard PQresultStatus(result) == PGRES_COMMAND_OK else { throw lost() }
  }

  /// What the server will answer.
  private enum Answer {
    case prepared(PostgresStatement, name: String)
    case rows
  }

  private mutating func send(
    _ step: PostgresPipeline.Step, _ fresh: inout [PostgresStatement: String],
    _ answers: inout [Answer]
  ) throws(PostgresError) {
    let statement = step.statement
    let name = prepared[statement] ?? fresh[statement] ?? "k\(prepared.count + fresh.count)"
    if prepared[statement] == nil, fresh[statement] == nil {
      guard PQsendPrepare(connection, name, statement.sql, 0, nil) == 1 else { throw lost() }
      fresh[statement] = name
      answers.append(.prepared(statement, name: name))
    }
    guard send(name, step.parameters) else { throw lost() }
    answers.append(.rows)
  }

  /// - Returns: whether libpq took it; it has copied the values then.
  private func send(_ name: String, _ parameters: PostgresParameters) -> Bool {
    let ranges = parameters.ranges
    let lengths = ranges.map { Int32($0?.count ?? 0) }
    let formats = [Int32](repeating: 1, count: ranges.count)
    return parameters.bytes.withUnsafeBytes { bytes in
      let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let values = ranges.map { range in range.flatMap { start?.advanced(by: $0.lowerBound) } }
      return PQsendQueryPrepared(
        connection, name, Int32(ranges.count), values, lengths, formats, 1) == 1
    }
  }

  /// Reads up to the answer to the Sync.
  private mutating func collect(
    _ answers: [Answer]
  ) throws(PostgresError) -> (rows: [PostgresRows], error: PostgresError?) {
    var rows: [PostgresRows] = []
    var error: PostgresError?
    for answer in answers {
      guard let result = try next() else { throw lost() }
      switch (PQresultStatus(result), answer) {
      case (PGRES_COMMAND_OK, .prepared(let statement, let name)):
        prepared[statement] = name
        PQclear(result)
      case (PGRES_COMMAND_OK, .rows), (PGRES_TUPLES_OK, .rows), (PGRES_EMPTY_QUERY, .rows):
        rows.append(PostgresRows(result))
      case (PGRES_PIPELINE_ABORTED, _): PQclear(result)
      default: try fail(result, &error)
      }
      // Nil ends what belongs to one statement.
      while let extra = try next() { try fail(extra, &error) }
    }
    try awaitSync(&error)
    return (rows, error)
  }

  /// The commit itself can fail: that stands, ended by nil, before the answer to the Sync.
  private mutating func awaitSync(_ error: inout PostgresError?) throws(PostgresError) {
    var ends = 0
    while ends < 2 {
      guard let result = try next() else {
        ends += 1
        continue
      }
      if PQresultStatus(result) == PGRES_PIPELINE_SYNC { return PQclear(result) }
      try fail(result, &error)
    }
    throw lost()
  }

  private mutating func next() throws(PostgresError) -> OpaquePointer? {
    let result = PQgetResult(connection)
    if PQstatus(connection) != CONNECTION_OK {
      PQclear(result)
      throw lost()
    }
    return result
  }

  /// Keeps the first error: those after it follow from it.
  private mutating func fail(
    _ result: OpaquePointer, _ error: inout PostgresError?
  ) throws(PostgresError) {
    defer { PQclear(result) }
    let found = PostgresError(result: result)
    if case .connectionLost = found { throw noted(found) }
    error = error ?? found
  }
}
