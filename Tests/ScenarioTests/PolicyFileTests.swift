import Foundation
import Home
import Money
import Scenario
import Settlement
import Testing
import Wire

/// Policies as files that an analyst writes (FLD-30 to FLD-32).
@Suite("A policy's file") struct PolicyFileTests {
  static let whole = """
    name: island
    currency: SEK
    id: 40
    operations: 12
    largest-payment: 1,500
    largest-balance: 3,000.50
    reuse: yes
    pin-rule: above
    pin-above: 200
    days-since-sync: 30
    direct: yes
    evidence-rule: best-effort
    evidence-bytes: 1024
    rotation: 5
    valid-until: 2027-02-28 18:30
    interim: yes
    suite: EdDSA
    """

  static func problem(_ text: String) -> String? {
    do {
      _ = try PolicyFile(text, file: "p.yaml")
      return nil
    } catch {
      return error.description
    }
  }

  @Test("FLD-30: every field is read, amounts in units of the currency") func read() throws {
    let file = try PolicyFile(Self.whole, file: "p.yaml")
    let policy = file.policy
    #expect(file.name == "island")
    #expect(policy.id == 40 && policy.operations == 12 && policy.suite == .edDSA)
    #expect(policy.largestPayment == Amount(minorUnits: 150_000))
    #expect(policy.largestBalance == Amount(minorUnits: 300_050))
    #expect(policy.pinRule == .above && policy.pinAbove == Amount(minorUnits: 20_000))
    #expect(policy.interim && policy.reuse && policy.direct && !policy.sweep)
    #expect(policy.validUntil?.seconds == 1_803_839_400)
    #expect(policy.rotation == 5)
  }

  @Test("FLD-30: a preset to start from, whose limits can be taken away") func like() throws {
    let text = "name: open\nlike: ekrona-card\ncurrency: SEK\nid: 41\noperations: none\n"
    let policy = try PolicyFile(text, file: "p.yaml").policy
    #expect(policy.operations == nil && policy.largestBalance != nil && policy.id == 41)
  }

  @Test(
    "FLD-30: what is wrong is said with its line",
    arguments: [
      ("name: x\ncurrency: SEK\nid: 7\noperatons: 3\n", "p.yaml:4:1", "did you mean `operations`"),
      ("name: x\ncurrency: SEK\n", "p.yaml:1:1", "needs `id`"),
      ("name: x\ncurrency: SEK\nid: 0\n", "p.yaml:3:5", "1 to 65535"),
      ("name: x\ncurrency: SEX\nid: 7\n", "p.yaml:2:11", "three letters"),
      ("name: X y\ncurrency: SEK\nid: 7\n", "p.yaml:1:7", "small letters"),
      ("name: x\ncurrency: SEK\nid: 7\nlargest-payment: 1.234\n", "p.yaml:4:18", "decimals"),
      ("name: x\ncurrency: SEK\nid: 7\nsum-sent: -5\n", "p.yaml:4:11", "negative"),
      ("name: x\ncurrency: SEK\nid: 7\ninterim: yes\n", "p.yaml:4:10", "valid-until"),
      ("name: x\ncurrency: SEK\nid: 7\nvalid-until: 2027-02-29\n", "p.yaml:4:14", "is no day"),
      ("name: x\ncurrency: SEK\nid: 7\nfixed: yes\nvalid-until: 2027-02-28\n", "p.yaml:4:8", "end"),
      ("name: x\ncurrency: SEK\nid: 7\nreuse: yes\nsweep: yes\n", "p.yaml:5:8", "only without"),
      ("name: x\ncurrency: SEK\nid: 7\npin-rule: above\n", "p.yaml:4:11", "needs `pin-above`"),
      ("name: x\ncurrency: SEK\nid: 7\nreuse: none\n", "p.yaml:4:8", "is no limit"),
      (
        "name: x\ncurrency: SEK\nid: 7\nevidence-bytes: 9999\nevidence-rule: required\n",
        "p.yaml:4:17", "4096"
      ),
      ("", "p.yaml:1:1", "empty"), ("- 1\n", "p.yaml:1:1", "needs"),
      ("name: [", "p.yaml", "not YAML"),
    ])
  func wrong(text: String, place: String, words: String) throws {
    let problem = try #require(Self.problem(text))
    #expect(problem.hasPrefix(place), "\(problem)")
    #expect(problem.contains(words), "\(problem)")
  }

  @Test("FLD-31: what is shown reads back to the same policy", arguments: PolicyPreset.allCases)
  func readsBack(preset: PolicyPreset) throws {
    let currency = try #require(Currency(letters: "KWD"))
    let policy = preset.policy(number: 3, time: .unknown, currency: currency)
    let text = PolicyText.lines(policy, name: "back", currency: currency).joined(separator: "\n")
    #expect(try PolicyFile(text, file: "p.yaml").policy == policy)
  }

  @Test("FLD-31: a day is written and read alike") func days() throws {
    for seconds in [0, 86_399, 951_782_400, 1_803_839_400, 4_107_542_340, 13_574_563_200]
      as [UInt64]
    {
      let minute = LedgerTime(seconds: seconds / 60 * 60)
      #expect(CalendarDay(CalendarDay.text(minute))?.time == minute)
    }
    for text in [
      "", "2026", "2026-13-01", "2026-00-10", "2026-4-1", "2026-04-31", "2026-04-01 24:00", "x",
    ] {
      #expect(CalendarDay(text) == nil)
    }
  }

  @Test("FLD-32: publishing numbers policies, and refuses what purses could not follow")
  func publish() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/policies-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let currency = try #require(Currency(letters: "SEK"))
    try Home.create(
      path: folder, currency: currency, liquidity: .evidenceAndPool,
      now: LedgerTime(seconds: 1_700_000_000), keys: .unsafeFile)
    let home = try Home(path: folder)
    var policy = PolicyPreset.staged.policy(number: 0, time: .unknown, currency: currency)
    #expect(try home.publish(policy, name: "staged").number == 2)
    policy.interim = true
    policy.validUntil = home.now.adding(days: 3)
    #expect(try home.publish(policy, name: "storm").number == 3)
    policy.validUntil = home.now.adding(days: 1)
    #expect(throws: HomeError.interimEndsSooner("storm")) {
      try home.publish(policy, name: "storm")
    }
    policy.validUntil = LedgerTime(seconds: 1_700_000_000)
    #expect(throws: HomeError.policyHasEnded("storm")) { try home.publish(policy, name: "storm") }
    policy.validUntil = nil
    policy.interim = false
    policy.number = 3
    #expect(throws: HomeError.policyNumber(3, last: 3)) { try home.publish(policy, name: "staged") }
    policy.number = 0
    policy.ring = true
    #expect(throws: HomeError.policyChangesKind("staged")) {
      try home.publish(policy, name: "staged")
    }
    policy.ring = false
    policy.fixed = true
    #expect(try home.publish(policy, name: "staged").number == 4)
    policy.fixed = false
    #expect(throws: HomeError.policyIsFixed("staged")) {
      try home.publish(policy, name: "staged")
    }
    policy.id = 99
    policy.interim = true
    policy.validUntil = home.now.adding(days: 3)
    #expect(throws: HomeError.interimWithoutRegular(99)) {
      try home.publish(policy, name: "storm")
    }
    #expect(try home.policyID(named: "staged") == 3)
    // What was published is in force when the home is opened again.
    let numbers = home.policies.filter { $0.content.id == 3 }.map(\.content.number)
    #expect(numbers == [3, 4])
  }
}
