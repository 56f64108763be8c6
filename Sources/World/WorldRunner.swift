import Settlement

/// Runs worlds and adds up what they saw: what `kontant world` and the tests call.
public enum WorldRunner {
  /// Plays seeds one after the other.
  /// - Throws: `WorldFailure` with the first seed that is refuted.
  public static func runSeeds(from first: UInt64, count: Int) throws -> WorldReport {
    var report = WorldReport()
    for i in 0..<count { report.add(try RandomWorld.run(seed: first + UInt64(i))) }
    return report
  }

  /// Searches every story under the default answer to the liquidity question, each up to a share of
  /// `maxStates`; the counts are the same on any machine.
  /// - Parameter deadline: ends the search sooner.
  /// - Throws: `ExplorerFailure`.
  public static func explore(
    maxStates: Int, deadline: ContinuousClock.Instant? = nil
  ) throws -> WorldReport {
    var report = WorldReport()
    for (name, story) in Story.all {
      report.add(
        try explore(story, name, maxStates: maxStates / Story.all.count, deadline: deadline))
    }
    return report
  }

  static func explore(
    _ story: Story, _ name: String, maxStates: Int, deadline: ContinuousClock.Instant? = nil,
    liquidity: Liquidity = .evidenceAndPool, canary: Canary? = nil
  ) throws -> WorldReport {
    var explorer = Explorer(story: story, mostStates: maxStates, deadline: deadline)
    do {
      return try explorer.search(liquidity, canary: canary)
    } catch {
      throw ExplorerFailure(story: name, violation: error, steps: explorer.path)
    }
  }
}

/// The search has found a way to break an invariant: the story and the steps.
public struct ExplorerFailure: Error, Sendable, CustomStringConvertible {
  public var story: String
  public var violation: Violation
  public var steps: [Step]

  public var description: String { "\(story), step \(steps.count): \(violation)" }
}
