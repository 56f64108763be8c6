import Money
import Settlement
import Testing
import Wire
import World

@Suite struct HoldingTests {
  /// Two accounts of one person, a card on each.
  private func person(cap units: UInt64?) throws -> Town {
    var town = try Town(["Anna", "Bob"], load: 0)
    town.stage.bank.ledger.rules.holdingCap = units.map(Town.sek)
    let first = try #require(town.stage.serial("Anna"))
    try town.stage.bank.ledger.openAccount("Shop of Anna")
    try town.stage.bank.ledger.issue(
      Town.sek(1_000), to: "Shop of Anna", time: town.stage.time)
    town.stage.purses["Second"] = try town.stage.bank.issuePurse(
      policy: town.policy, account: "Shop of Anna", kind: .card, bankSize: 32_768,
      besides: [first])
    return town
  }

  @Test("CLM-40: a load that would pass the person's cap is not made, one up to it is")
  func atLoad() throws {
    var town = try person(cap: 300)
    try town.stage.sync("Anna", load: Town.sek(200))
    let tooMuch = try town.stage.sync("Second", load: Town.sek(101))
    #expect(tooMuch.notices == [.loadRefused(.holdingCap)])
    #expect(town.shadow("Second") == .zero)
    #expect(try town.stage.sync("Second", load: Town.sek(100)).notices.isEmpty)
    // What one gives back the other may load.
    try town.stage.unload("Anna", Town.sek(50))
    try town.stage.sync("Anna")
    #expect(try town.stage.sync("Second", load: Town.sek(50)).notices.isEmpty)
    #expect(town.account("Shop of Anna") == Town.sek(850))
  }

  @Test("CLM-40: others do not count, and without a cap nothing does")
  func others() throws {
    var town = try person(cap: 300)
    try town.stage.sync("Bob", load: Town.sek(300))
    #expect(try town.stage.sync("Anna", load: Town.sek(300)).notices.isEmpty)
    town = try person(cap: nil)
    try town.stage.sync("Anna", load: Town.sek(900))
    #expect(try town.stage.sync("Second", load: Town.sek(900)).notices.isEmpty)
  }

  @Test("CLM-41: a person whose purses hold all they may gets no further one")
  func atIssue() throws {
    var town = try person(cap: 300)
    try town.stage.sync("Anna", load: Town.sek(200))
    try town.stage.sync("Second", load: Town.sek(100))
    let serials = ["Anna", "Second"].compactMap { town.stage.serial($0) }
    #expect(throws: LedgerError.holdingCap) {
      _ = try town.stage.bank.issuePurse(
        policy: town.policy, account: "Anna", kind: .card, bankSize: 32_768, besides: serials)
    }
    #expect(town.stage.row("Anna")?.siblings == [serials[1]])
  }

  @Test("CLM-40: what a replaced purse leaves is loaded up to the cap")
  func promise() throws {
    var town = try person(cap: 300)
    let serial = try #require(town.stage.serial("Second"))
    try town.stage.sync("Anna", load: Town.sek(250))
    town.stage.bank.ledger.book.purses.update(serial) { $0.promised = Town.sek(200) }
    try town.stage.sync("Second")
    #expect(town.shadow("Second") == Town.sek(50))
    #expect(town.account("Shop of Anna") == Town.sek(950))
    try town.stage.sync("Second")
    #expect(town.shadow("Second") == Town.sek(50))
  }
}
