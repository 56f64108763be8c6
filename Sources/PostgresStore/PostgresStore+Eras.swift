import LedgerRecords
import PostgresLink

extension PostgresStore {
  /// Merges eras as long as there is something to merge.
  /// - Returns: how many merges it has brought to their end.
  @discardableResult
  func mergeEras() throws -> Int {
    var done = 0
    while let merge = try nextMerge(), try run(merge) { done += 1 }
    return done
  }

  private func nextMerge() throws -> EraMerge? {
    let rows = try archive.run(EraMerge.all, PostgresParameters())
    return try explaining { () throws(PostgresError) in
      var eras: [Int64] = []
      for index in 0..<rows.count { eras.append(try rows.integer(index, 0)) }
      return rows.count == 0 ? nil : EraMerge(of: eras, current: try rows.integer(0, 1))
    }
  }

  /// - Returns: whether it was brought to its end, and not left to another ledger.
  private func run(_ merge: EraMerge) throws -> Bool {
    _ = try archive.run(EraMerge.list, PostgresParameters(merge.target))
    for slice in merge.slices(eraKeys: eraKeys) {
      var parameters = sources(of: merge)
      parameters.append(slice.lowerBound)
      parameters.append(slice.upperBound)
      let rows = try archive.run(EraMerge.moveSlice, parameters)
      let hadTurn = try explaining { () throws(PostgresError) in try rows.integer(0, 0) } == 1
      guard hadTurn else { return false }
    }
    var (old, end) = (PostgresParameters(), PostgresPipeline())
    old.append(array: merge.sources)
    end.add(EraMerge.unlist, old)
    end.add(EraMerge.moveRest, sources(of: merge))
    try explaining { () throws(PostgresError) in
      _ = try pool.withConnection { (connection) throws(PostgresError) in
        try connection.run(end)
      }
    }
    return true
  }

  private func sources(of merge: EraMerge) -> PostgresParameters {
    var parameters = PostgresParameters()
    parameters.append(array: merge.sources)
    parameters.append(merge.target)
    return parameters
  }
}
