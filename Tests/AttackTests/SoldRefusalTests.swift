import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// A broken purse that is known for it sells refusals of what it had accepted (row 33).
struct SoldRefusalTests {
  /// Mallory has accepted what Alice paid, cashed it out, and signs a refusal all the same.
  private func sold() throws -> (stage: Stage, refusal: Packet) {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0])
    let payment = try stage.pay("Alice", try stage.request("Mallory", Play.sek(80)))
    let rolledBack = stage.purses["Mallory"]
    _ = try stage.accept("Mallory", payment)
    try stage.sync("Mallory")
    try stage.unload("Mallory", Play.sek(80))
    try stage.sync("Mallory")
    let now = stage.purses["Mallory"]
    stage.purses["Mallory"] = rolledBack
    let refusal = try stage.refuse("Mallory", payment: payment)
    stage.purses["Mallory"] = now
    return (stage, refusal)
  }

  @Test("Attack 33: a purse that knows the list takes no refund on a listed purse's refusal")
  func offline() throws {
    var (stage, refusal) = try sold()
    let mallory = try #require(stage.serial("Mallory"))
    stage.bank.ledger.list([mallory], time: stage.time)
    for part in stage.bank.ledger.rules.blockList.parts {
      try stage.run("Alice", .takeBlockList(part))
    }
    #expect(throws: PurseError.listed) { try stage.take("Alice", refusal) }
    #expect(stage.status("Alice")?.spendable == Play.sek(120))
    try stage.sync("Alice", documents: [refusal])
    try stage.sync("Alice")
    Play.expectAgreement(stage, ["Alice": 120])
    #expect(stage.bank.ledger.book.totals.loss == 0)
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test(
    "Attack 33: one that does not know it yet is refunded at the central bank's cost, and not blamed"
  )
  func unknowing() throws {
    var (stage, refusal) = try sold()
    let mallory = try #require(stage.serial("Mallory"))
    stage.bank.ledger.list([mallory], time: stage.time)
    try stage.take("Alice", refusal)
    try stage.sync("Alice")
    try stage.sync("Alice")
    Play.expectAgreement(stage, ["Alice": 200])
    #expect(stage.bank.ledger.book.totals.loss == -Int64(Play.sek(80).minorUnits))
    Play.expectJust(stage, guilty: ["Mallory"])
  }
}
