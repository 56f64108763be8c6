import Payment
import Purse
import Settlement
import Testing
import Wire
import World

struct HoldingAttackTests {
  @Test(
    "Attack 34: two purses of one person, each within its limits, pass the cap at no load, and offline nobody is refused for it"
  )
  func acrossPurses() throws {
    let policy = try Play.policy()
    var stage = try Play.stage(policy: policy, loads: ["Anna": 2_000, "Bob": 2_000])
    stage.bank.ledger.rules.holdingCap = Play.sek(3_000)
    let first = try #require(stage.serial("Anna"))
    stage.purses["Second"] = try stage.bank.issuePurse(
      policy: policy, account: "Anna", kind: .card, bankSize: 32_768, besides: [first])
    let outcome = try stage.sync("Second", load: Play.sek(1_500))
    #expect(outcome.notices == [.loadRefused(.holdingCap)])
    try stage.sync("Second", load: Play.sek(1_000))
    // Together they hold all that they may; both still take what they are paid.
    for purse in ["Anna", "Second"] {
      _ = try stage.accept(purse, try stage.payDirect("Bob", to: purse, Play.sek(400)))
    }
    try Play.syncAll(&stage, ["Bob", "Anna", "Second"])
    Play.expectAgreement(stage, ["Anna": 2_400, "Second": 1_400, "Bob": 1_200])
    #expect(try stage.sync("Second", load: Play.sek(1)).notices == [.loadRefused(.holdingCap)])
    Play.expectJust(stage)
  }
}
