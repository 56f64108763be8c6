import LedgerLink
import Settlement

extension Drill {
  /// One load: what has no answer yet, and a share of what has.
  mutating func attempt(kills: Bool) throws {
    if ledger == nil { try open(mayKill: kills) }
    guard let ledger else { return }
    let chosen = chooseUploads()
    let plan =
      kills
      ? KillPlan(uploads: chosen.count, lasting: answering * 5 / 4, by: &generator) : .never
    let clock = ContinuousClock()
    let start = clock.now
    let answers = try Volley.fire(
      chosen.compactMap { town.purses[$0].upload?.packet }, at: .unix(path: settings.socket),
      killing: ledger, plan)
    let missing = try note(answers, of: chosen)
    guard plan != .never else {
      guard missing == 0 else {
        throw DrillFailure("the ledger ended by itself: \(kontant.complaint)")
      }
      answering = Self.mean(answering, clock.now - start)
      return
    }
    try bury(ledger)
    if missing > 0 { report.killsUnderLoad += 1 }
    let unanswered = try inspect().filter { town.purses[$0].upload?.isKnownBooked == false }
    for index in unanswered { town.purses[index].upload?.isKnownBooked = true }
    if !unanswered.isEmpty { report.killsBeforeAnswer += 1 }
    report.bookedUnanswered += unanswered.count
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

  /// - Returns: how many have no answer.
  private mutating func note(_ answers: [Volley.Answer], of chosen: [Int]) throws -> Int {
    var missing = 0
    for (index, answer) in zip(chosen, answers) {
      switch answer {
      case .success(.grant(let outcome)):
        report.acknowledged += 1
        let known = town.purses[index].upload?.grant
        guard known == nil || known == outcome.grant else {
          throw DrillFailure("the same upload was answered with another grant")
        }
        town.purses[index].upload?.grant = outcome.grant
      case .failure(.lost), .failure(.nothingListens): missing += 1
      case .success(.refusal(let refusal)):
        throw DrillFailure("an upload was refused: \(refusal.message)")
      default: throw DrillFailure("an upload was answered with \(answer)")
      }
    }
    return missing
  }

  /// In percent, of the uploads that have an answer.
  private static var repeatedPercent: Int { 30 }
}
