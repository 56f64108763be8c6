/// Runs worlds and adds up what they saw: what `kontant world` and the tests call.
public enum WorldRunner {
  /// Plays seeds one after the other.
  /// - Throws: `WorldFailure` with the first seed that is refuted.
  public static func runSeeds(from first: UInt64, count: Int) throws -> WorldReport {
    var report = WorldReport()
    for i in 0..<count { report.add(try RandomWorld.run(seed: first + UInt64(i))) }
    return report
  }
}
