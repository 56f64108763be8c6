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

  /// Plays seeds of the hunt for false accusations.
  /// - Throws: `WorldFailure` with the first seed that is refuted.
  public static func runHunts(from first: UInt64, count: Int) throws -> WorldReport {
    var report = WorldReport()
    for i in 0..<count { report.add(try RandomWorld.runHunt(seed: first + UInt64(i))) }
    return report
  }

  /// Searches every story under the default answer to the liquidity question, each up to a share of
  /// `maxStates`, the smallest first; the counts are the same on any machine.
  /// - Parameter deadline: ends the search sooner.
  /// - Throws: `ExplorerFailure`.
  public static func explore(
    maxStates: Int, deadline: ContinuousClock.Instant? = nil
  ) throws -> WorldReport {
    var report = WorldReport()
    for (index, (name, story)) in Story.all.enumerated() {
      // What a small story leaves of its share goes to those that follow.
      let share = (maxStates - report.states) / (Story.all.count - index)
      var seen = try explore(story, name, maxStates: share, deadline: deadline)
      seen.stories = [
        StoryReport(
          name: name, states: seen.states, transitions: seen.transitions,
          isExhausted: !seen.isBounded)
      ]
      report.add(seen)
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
