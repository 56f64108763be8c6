/// Statements that are sent together and answered together: one round trip, one transaction, all or
/// nothing. When one fails, those before it are undone and those after it are not begun.
public struct PostgresPipeline: Sendable {
  struct Step: Sendable {
    var statement: PostgresStatement
    var parameters: PostgresParameters
  }

  private(set) var steps: [Step] = []

  public init() {}

  public var count: Int { steps.count }

  /// - Returns: where its rows will stand among the pipeline's results.
  @discardableResult
  public mutating func add(
    _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters()
  ) -> Int {
    steps.append(Step(statement: statement, parameters: parameters))
    return steps.count - 1
  }
}
