import Foundation
import Home
import Money
import Payment
import Purse
import Settlement
import Wire

/// Plays a scenario in a home of its own, with real purses in device files, real signatures and a
/// real ledger in SQLite.
public final class ScenarioRunner {
  let scenario: Scenario
  let answer: LiquidityAnswer
  let home: Home
  var purses: [String: PurseOnStage] = [:]
  /// In the order in which they were issued, for the tables.
  var order: [String] = []
  /// Payments kept by name, and payments torn by payer.
  var kept: [String: PaymentRun] = [:]
  var torn: [String: PaymentRun] = [:]
  /// Decisions on the payers' phones that their purses have not seen.
  var decisions: [String: [PaymentRun]] = [:]
  /// What a purse could not decide and its holder's phone hands to the ledger.
  var forLedger: [String: [Packet]] = [:]
  /// What was shown to a purse's host, by purse (SUS-10).
  var sightings: [String: Sightings] = [:]
  var policyNumbers: UInt16 = 100
  /// What holders wish to have offline, by purse.
  var topUps: [String: TopUp] = [:]
  var result: StepResult

  /// What the runner knows of a purse beside its device.
  struct PurseOnStage {
    var kind: DeviceKind
    var account: String
    var copyOf: String?
    /// What its wallet knows of keys since it was issued or last synced.
    var introduction = Introduction()
    /// The serial that a backup put back has closed, or is going to.
    var closed: Serial?
  }

  /// Makes the home.
  /// - Parameter folder: must not be a home yet; it stays.
  public init(_ scenario: Scenario, answer: LiquidityAnswer, folder: String) throws {
    self.scenario = scenario
    self.answer = answer
    try Home.create(
      path: folder, currency: scenario.currency, liquidity: answer.liquidity,
      now: LedgerTime(seconds: UInt64(Date().timeIntervalSince1970)), keys: .unsafeFile,
      suite: scenario.suite)
    home = try Home(path: folder)
    result = StepResult(
      scenario: scenario.file, liquidity: answer.rawValue, currency: scenario.currency.letters,
      number: 0, line: 0, verb: "", title: "")
  }

  /// Plays all steps of this answer.
  /// - Parameter onStep: called after each step, so that a reader sees it at once.
  public func play(_ onStep: (StepResult) -> Void) throws {
    var number = 0
    for step in scenario.steps where step.under?.contains(answer) ?? true {
      if !["say", "compare", "expect"].contains(step.verb) { number += 1 }
      onStep(try play(step, number: number))
    }
  }

  /// Plays one step. Throws `ScenarioFailure` when it comes out otherwise than expected.
  func play(_ step: Step, number: Int) throws -> StepResult {
    result = StepResult(
      scenario: scenario.file, liquidity: answer.rawValue, currency: scenario.currency.letters,
      number: number, line: step.place.line, verb: step.verb, title: title(of: step.action))
    do {
      try perform(step.action, at: step.place)
      if let expected = step.refused {
        throw problem(step.place, "expected a refusal, \(expected), and the step was done")
      }
    } catch let refusal as Refusal {
      result.refused = refusal.name
      result.notes.append("refused: \(refusal.words)")
      let found = "\(refusal.name): \(refusal.words)"
      guard let expected = step.refused else {
        throw problem(
          step.place,
          "the step was refused, \(found); if that is meant, write `refused: \(refusal.name)` "
            + "beside `\(step.verb)`")
      }
      if expected != refusal.name {
        throw problem(step.place, "expected the refusal \(expected), found \(found)")
      }
    }
    guard home.ledger.book.isBalanced else {
      throw problem(step.place, "the ledger's books do not balance after this step")
    }
    result.purses = try holdings()
    result.ledger = ledgerView()
    return result
  }

  func problem(_ place: Place, _ message: String) -> ScenarioFailure {
    ScenarioFailure(problems: [
      ScenarioProblem(file: scenario.file, place: place, message: message)
    ])
  }

  private func perform(_ action: Action, at place: Place) throws {
    do {
      switch action {
      case .say, .compare: break
      case .open(let account, let money): try open(account, money)
      case .issue(let issue): try self.issue(issue)
      case .load(let purse, let amount): try load(purse, amount)
      case .pay(let order): try pay(order)
      case .accept(let message, let wrongPIN, let torn):
        try accept(message, wrongPIN: wrongPIN, torn: torn, at: place)
      case .refuse(let message): try refuse(message, at: place)
      case .take(let purse): try take(purse, at: place)
      case .resume(let purse): try resume(purse, at: place)
      case .sync(let purse, let carries, let torn):
        try sync(purse, carries: carries, torn: torn, at: place)
      case .unload(let purse, let amount): try unload(purse, amount)
      case .transfer(let from, let to, let amount): try transfer(amount, from: from, to: to)
      case .clone(let card, let copy): try clone(card, as: copy)
      case .copyFile(let purse): try copyFile(purse)
      case .putBack(let purse): try putBack(purse, at: place)
      case .backUp(let purse): try backUp(purse, at: place)
      case .restore(let purse): try restore(purse, at: place)
      case .markRestored(let purse): try markRestored(purse, at: place)
      case .update(let purse, let version):
        try Device.update(home.devicePath(purse), to: version)
      case .floor(let like, let version, let days):
        try floor(like, version, days: days, at: place)
      case .breakOpen(let card, let adds): try breakOpen(card, adds: adds)
      case .renewKey(let role): try renew(role)
      case .wait(let days): try home.advance(seconds: days * 86_400)
      case .emergency(let like, let days, let changes):
        try emergency(like, days: days, changes, at: place)
      case .topUp(let purse, let target): topUps[purse] = TopUp(target: target)
      case .report(let purse, let kind, let other): try report(purse, kind, by: other)
      case .found(let purse): try report(purse, .found, by: nil)
      case .refund(let purse): try refund(purse)
      case .cap(let amount): try home.set(holdingCap: amount)
      case .bearers(let name): try home.set(bears: true, policyID: try policyID(of: name))
      case .cashOutCap(let name, let cap):
        try home.set(cashOutCap: cap, policyID: try policyID(of: name))
      case .prove(let purse): try prove(purse, at: place)
      case .expect(let expectations): try check(expectations)
      }
    } catch let error as PurseError {
      throw Refusal(error)
    } catch let error as LedgerError {
      throw Refusal(error)
    } catch HomeError.notTheLatest {
      throw Refusal.notTheLatest
    }
  }

  static let pin = Array("1234".utf8)
  static let wrongPIN = Array("9999".utf8)

  func device(_ name: String) throws -> Device { try home.device(name) }

  /// Opens a device for one tap; phones and terminals are at hand without one.
  func tap(_ name: String, wrongPIN: Bool = false, torn: TornPoint? = nil) throws -> Tap {
    if purses[name]?.kind == .card { result.taps += 1 }
    return Tap(try device(name), pin: wrongPIN ? Self.wrongPIN : Self.pin, torn: torn)
  }
}
