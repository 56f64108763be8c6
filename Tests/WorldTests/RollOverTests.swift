import Money
import Payment
import Purse
import Settlement
import Testing
import Wire

@testable import World

/// Keys of the bank that change while purses are offline; and purses that sign with different suites.
@Suite("Keys that change in the world") struct RollOverTests {
  private static func stage() throws -> Stage {
    let currency = try #require(Currency(letters: "SEK"))
    let policy = PolicyPreset.fully.policy(number: 1, time: ModelBank.start, currency: currency)
    var stage = Stage(
      currency: currency.code, liquidity: .evidenceAndPool, policies: [policy])
    for name in ["Alice", "Dora"] {
      try stage.issue(name, policy: policy, money: Amount(units: 1_000))
    }
    return stage
  }

  private static func sync(_ name: String, _ stage: inout Stage) throws -> SyncOutcome {
    let outcome = try stage.bank.ledger.sync(try stage.upload(name), time: stage.time)
    for lesson in outcome.lessons { _ = try? stage.run(name, .learnAuthority(lesson)) }
    try stage.apply(name, outcome.grant)
    return outcome
  }

  private static func certificate(_ name: String, _ stage: Stage) throws -> [UInt8] {
    try #require(stage.purses[name]?.certificateMessage)
  }

  @Test(
    "KEY-23: a grant that has waited while its certificate's issuer was replaced brings that issuer"
  )
  func waited() throws {
    var stage = try Self.stage()
    stage.bank.rollOver(.issuer, time: stage.time)
    let lost = try stage.bank.ledger.sync(try stage.upload("Alice"), time: stage.time)
    let second = stage.bank.issuer
    stage.bank.rollOver(.issuer, time: stage.time)
    let outcome = try Self.sync("Alice", &stage)
    #expect(outcome.lessons.last == [UInt8](second))
    #expect(lost.grant == outcome.grant)
    let issuer = stage.purses["Alice"]?.currentCertificate?.content.issuer
    #expect(issuer == second.content.id)
    // The next one is of the issuer in force.
    _ = try Self.sync("Alice", &stage)
    #expect(
      stage.purses["Alice"]?.currentCertificate?.content.issuer == stage.bank.issuer.content.id)
  }

  @Test("KEY-24: who learns a succession from a wallet knows the older issuers again")
  func forgotten() throws {
    var stage = try Self.stage()
    stage.bank.rollOver(.issuer, time: stage.time)
    _ = try Self.sync("Dora", &stage)
    stage.bank.rollOver(.root, time: stage.time)
    let alice = try Self.certificate("Alice", stage)
    let succession = try #require(stage.bank.keys.successions.first)
    var alone = stage
    try alone.run("Dora", .learnAuthority([UInt8](succession)))
    #expect(throws: PurseError.unknownIssuer) {
      try alone.run("Dora", .check(certificate: alice))
    }
    // Carol's card is of the day; her wallet has what came with it.
    var packet = Packet(kind: .address, message: alice)
    let carol = ModelIntroduction(
      lessons: stage.bank.ledger.rules.lessons,
      for: try #require(stage.purses["Dora"]?.currentCertificate).content,
      after: ModelIntroduction())
    packet.authority = carol.authority
    packet.documents = carol.documents
    for lesson in packet.lessons { _ = try? stage.run("Dora", .learnAuthority(lesson)) }
    try stage.run("Dora", .check(certificate: alice))
    #expect(packet.lessons.first == [UInt8](succession))
    #expect(packet.lessons.count == 3)
  }

  @Test("KEY-23: a wallet keeps what it has of its issuer where a grant brings another one only")
  func kept() throws {
    let stage = try Self.stage()
    let own = try #require(stage.purses["Alice"]?.currentCertificate).content
    var before = ModelIntroduction()
    before.authority = [UInt8](stage.bank.issuer)
    var bank = stage.bank
    bank.rollOver(.issuer, time: stage.time)
    let after = ModelIntroduction(lessons: bank.ledger.rules.lessons, for: own, after: before)
    #expect(after.authority == before.authority)
  }

  @Test(
    "KEY-20 to KEY-25, SUI-6, SUI-21: worlds whose keys change, and whose purses are of three suites, refuse nobody for it",
    arguments: 0..<4)
  func worlds(_ part: UInt64) throws {
    var report = WorldReport()
    for i in 0..<UInt64(12) {
      report.add(try RandomWorld.run(seed: 2_002 + 4 * (part * 12 + i)))
    }
    #expect(report.rollOvers > 10)
    #expect(report.suitesApart > 0)
    #expect(report.payments > 20)
  }
}
