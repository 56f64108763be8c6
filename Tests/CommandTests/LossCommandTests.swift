import Foundation
import Testing

@Suite("Who bears losses, from the command line") struct LossCommandTests {
  @Test("SUS-20, SUS-24: bearers are named by policy, kept, and bear their share") func bearers()
    throws
  {
    let desk = try Desk.set()
    #expect(try desk.done("ledger", "bearers").contains("the central bank bears"))
    try desk.done("ledger", "bearers", "--add", "ekrona-card")
    let kept = try desk.object(try desk.done("ledger", "bearers", "--json"))
    #expect(kept["bearers"] as? [String] == ["ekrona-card"])
    try desk.done("device", "copy", "Alice", "Mallory")
    for (payer, payee) in [("Alice", "Bob"), ("Mallory", "Carol")] {
      try desk.done("request", payee, "500", "-o", "r-\(payee)")
      try desk.done("pay", payer, "r-\(payee)", "--pin", "1234", "-o", "p-\(payee)")
      try desk.done("accept", payee, "p-\(payee)", "--pin", "1234", "-o", "a-\(payee)")
      try desk.done("sync", payee)
    }
    // Each has 100 of its own and 500 of the card's, of which a half was not there.
    let told = try desk.done("unload", "Bob", "600", "--pin", "1234")
    #expect(told.contains("250.00 SEK of that was counterfeit"))
    let suspects = try desk.object(try desk.done("ledger", "suspects", "--json"))
    let rows = try #require(suspects["suspects"] as? [[String: Any]])
    let borne = try #require(rows.first?["borne"] as? [String: Any])
    #expect(borne["amount"] as? String == "250.00")
    try desk.done("ledger", "bearers", "--remove", "ekrona-card")
    #expect(try desk.done("ledger", "bearers").contains("the central bank bears"))
    let answer = try desk.run("ledger", "bearers", "--add", "no-such")
    #expect(answer.status != 0 && answer.errorLines.count == 1)
  }

  @Test("SUS-30: the cap is set, shown and taken away by policy") func cap() throws {
    let desk = try Desk.set()
    try desk.done("ledger", "cash-out-cap", "ekrona-card", "300")
    #expect(try desk.done("ledger", "cash-out-cap", "ekrona-card").contains("300.00 SEK"))
    try desk.done("ledger", "cash-out-cap", "ekrona-card", "0")
    #expect(try desk.done("ledger", "cash-out-cap", "ekrona-card").contains("0.00 SEK"))
    try desk.done("ledger", "cash-out-cap", "ekrona-card", "none")
    #expect(try desk.done("ledger", "cash-out-cap", "ekrona-card").contains("no cap"))
    for amount in ["-1", "much", "1.234"] {
      let answer = try desk.run("ledger", "cash-out-cap", "ekrona-card", amount)
      #expect(answer.status != 0 && answer.errorLines.count >= 1, "\(amount)")
    }
    #expect(try desk.run("ledger", "cash-out-cap", "no-such", "1").status != 0)
  }
}
