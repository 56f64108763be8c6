import Glibc
import LedgerLink
import Settlement

extension Drill {
  /// One load: what has no answer yet, and a share of what has. One of the ledgers is killed meanwhile,
  /// and the others go on; or, twice, the server that all of them use.
  mutating func attempt(kills: Bool) throws {
    // A kill while one is opened may be followed by a check, which ends the others.
    while let ledger = ledgers.firstIndex(where: { $0 == nil }) { try open(ledger, mayKill: kills) }
    let chosen = chooseUploads()
    guard kills else {
      _ = try load(chosen, .never) {}
      return
    }
    if let database, database.failovers < DrillDatabase.most,
      report.kills * (DrillDatabase.most + 1) >= settings.kills * (database.failovers + 1)
    {
      return try failOver(database, under: chosen)
    }
    let plan = KillPlan(uploads: chosen.count, lasting: answering * 5 / 4, by: &generator)
    let victim = Int.random(in: ledgers.indices, using: &generator)
    guard plan != .never, let child = ledgers[victim] else {
      let clock = ContinuousClock()
      let start = clock.now
      _ = try load(chosen, .never) {}
      answering = Self.mean(answering, clock.now - start)
      return
    }
    let missing = try load(chosen, plan, killing: victim) { child.signal(SIGKILL) }
    try bury(victim)
    if missing > 0 { report.killsUnderLoad += 1 }
    if try look() > 0 { report.killsBeforeAnswer += 1 }
  }

  /// The server dies under load, its standby takes over, and the ledgers go on with that.
  private mutating func failOver(_ database: DrillDatabase, under chosen: [Int]) throws {
    let moment = Int.random(in: 0...answering, using: &generator)
    let number = database.failovers + 1
    report.unavailable += try load(chosen, .after(microseconds: moment), mayBeAway: true) {
      database.failOver(number)
    }
    try database.renew()
    report.failovers += 1
    _ = try look()
  }

  /// - Returns: how many uploads were newly found booked without an answer.
  private mutating func look() throws -> Int {
    let unanswered = try inspect().filter { town.purses[$0].upload?.isKnownBooked == false }
    for index in unanswered { town.purses[index].upload?.isKnownBooked = true }
    report.bookedUnanswered += unanswered.count
    return unanswered.count
  }

  private mutating func chooseUploads() -> [Int] {
    var chosen: [Int] = []
    for (index, purse) in town.purses.enumerated() {
      guard let upload = purse.upload else { continue }
      if upload.grant == nil {
        if upload.wasSent { report.sentAgain += 1 }
      } else {
        guard Int.random(in: 0..<100, using: &generator) < Self.repeatedPercent else { continue }
        report.repeated += 1
      }
      chosen.append(index)
      town.purses[index].upload?.wasSent = true
    }
    return chosen.shuffled(using: &generator)
  }

  /// Sends uploads and notes what comes.
  /// - Parameters:
  ///   - victim: the ledger that need not answer.
  ///   - mayBeAway: the ledgers may say that their store cannot be reached.
  /// - Returns: how many have no answer.
  private mutating func load(
    _ chosen: [Int], _ plan: KillPlan, killing victim: Int? = nil, mayBeAway: Bool = false,
    strike: @escaping @Sendable () -> Void
  ) throws -> Int {
    let answers = try Volley.fire(
      chosen.compactMap { town.purses[$0].upload?.packet },
      at: ledgers.indices.map { .unix(path: settings.socket($0)) }, plan, strike: strike)
    var missing = 0
    for (place, answer) in answers.enumerated() {
      let index = chosen[place]
      switch answer {
      case .success(.grant(let outcome)): try note(outcome.grant, of: index)
      case .success(.refusal(let refusal)) where mayBeAway && refusal.mayPass: missing += 1
      case .success(.refusal(let refusal)):
        throw DrillFailure("an upload was refused: \(refusal.message)")
      case .failure(.lost) where place % ledgers.count == victim: missing += 1
      default: throw DrillFailure("an upload was answered with \(answer): \(complaints)")
      }
    }
    return missing
  }

  private mutating func note(_ grant: [UInt8], of index: Int) throws {
    report.acknowledged += 1
    let known = town.purses[index].upload?.grant
    guard known == nil || known == grant else {
      throw DrillFailure("the same upload was answered with another grant")
    }
    town.purses[index].upload?.grant = grant
  }

  /// In percent, of the uploads that have an answer.
  private static var repeatedPercent: Int { 30 }
}
