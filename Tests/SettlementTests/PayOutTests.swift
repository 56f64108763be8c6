import Purse
import Settlement
import Testing
import Wire
import World

@Suite struct PayOutTests {
  @Test("CLM-21: a credit is paid out only when its payer can take no refusal any more")
  func unconfirmedCredit() throws {
    var town = try Town()
    // Bob's purse breaks before it could take what Alice has paid it.
    _ = try town.paid("Alice", "Bob", 80)
    try town.stage.sync("Alice")
    try town.report(.broken, "Bob")
    #expect(try town.payOut("Bob") == .zero)
    #expect(town.shadow("Bob") == Town.sek(80))
    try town.stage.sync("Alice")
    #expect(try town.payOut("Bob") == Town.sek(80))
    #expect(town.account("Bob") == Town.sek(1_080))
    #expect(town.book.totals.held == 0)
    #expect(town.book.isBalanced)
  }

  @Test("CLM-21: a refusal that the payer's purse took in time is the end of the credit")
  func refusedInTime() throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    let refusal = try town.stage.refuse("Bob", payment: payment)
    let upload = try town.stage.upload("Alice")
    let grant = try town.send(upload).grant
    try town.report(.lost, "Bob")
    #expect(try town.payOut("Bob") == .zero)
    try town.stage.take("Alice", refusal)
    try town.stage.apply("Alice", grant)
    try town.stage.sync("Alice")
    try town.stage.sync("Alice")
    #expect(try town.payOut("Bob") == .zero)
    #expect(town.account("Bob") == Town.sek(1_000))
    #expect(town.spendable("Alice") == Town.sek(200))
    town.expectSettled(["Alice"])
  }

  @Test("CLM-23: a late debit is set off against the account, and is loss where that is empty")
  func lateDebit() throws {
    for isEmpty in [false, true] {
      var town = try Town()
      let payment = try town.paid("Alice", "Bob", 80)
      _ = try town.stage.accept("Bob", payment)
      try town.report(.lost, "Alice")
      #expect(try town.payOut("Alice") == Town.sek(200))
      if isEmpty {
        try town.stage.bank.ledger.transfer(
          Town.sek(1_000), from: "Alice", to: "Charlie", time: town.stage.time)
      }
      try town.stage.sync("Bob")
      #expect(town.shadow("Bob") == Town.sek(80))
      #expect(town.account("Alice") == (isEmpty ? .zero : Town.sek(920)))
      #expect(town.book.totals.loss == (isEmpty ? -8_000 : 0))
      #expect(town.book.totals.pool == 0)
      #expect(town.book.isBalanced)
    }
  }

  @Test("CLM-23: a loss is made good from what the account takes in later")
  func repaidLater() throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", payment)
    try town.report(.lost, "Alice")
    try town.payOut("Alice")
    try town.stage.bank.ledger.transfer(
      Town.sek(1_000), from: "Alice", to: "Charlie", time: town.stage.time)
    try town.stage.sync("Bob")
    try town.stage.bank.ledger.transfer(
      Town.sek(100), from: "Charlie", to: "Alice", time: town.stage.time)
    #expect(try town.payOut("Alice") == .zero)
    #expect(town.account("Alice") == Town.sek(20))
    #expect(town.book.totals.loss == 0)
    #expect(town.stage.row("Alice")?.advance == .zero)
  }

  @Test("CLM-23: what a purse owed the pool when it was closed is taken from its account")
  func advanced() throws {
    for isEmpty in [false, true] {
      var town = try Town(liquidity: .pool)
      try town.exchange("Alice", "Bob", 80)
      try town.exchange("Bob", "Charlie", 50)
      try town.stage.sync("Charlie")
      #expect(town.book.totals.pool == -5_000)
      if isEmpty {
        try town.stage.bank.ledger.transfer(
          Town.sek(1_000), from: "Bob", to: "Charlie", time: town.stage.time)
      }
      try town.report(.lost, "Bob")
      try town.payOut("Bob")
      #expect(town.book.totals.pool == 0)
      #expect(town.book.totals.loss == (isEmpty ? -5_000 : 0))
      // Alice's report explains it.
      try town.stage.sync("Alice")
      try town.stage.sync("Alice")
      try town.payOut("Bob")
      #expect(town.account("Bob") == (isEmpty ? Town.sek(30) : Town.sek(1_030)))
      #expect(town.book.totals.pool == 0)
      #expect(town.book.totals.loss == 0)
      #expect(town.book.isBalanced)
    }
  }

  @Test("CLM-22: money on its way back to a closed purse goes to the account")
  func lateReversal() throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    try town.stage.sync("Alice")
    _ = try town.stage.refuse("Bob", payment: payment)
    try town.report(.lost, "Alice")
    #expect(try town.payOut("Alice") == Town.sek(120))
    try town.stage.sync("Bob")
    #expect(town.book.totals.held == 8_000)
    #expect(try town.payOut("Alice") == Town.sek(80))
    #expect(town.account("Alice") == Town.sek(1_000))
    #expect(town.book.totals.held == 0)
    #expect(town.book.isBalanced)
  }

  @Test("CLM-24: a closed purse that comes back is told so, and keeps nothing")
  func comesBack() throws {
    var town = try Town()
    _ = try town.stage.accept("Bob", try town.paid("Alice", "Bob", 80))
    try town.report(.lost, "Alice")
    try town.payOut("Alice")
    try town.stage.sync("Alice")
    #expect(town.stage.status("Alice")?.lifeCycle == .terminated)
    #expect(town.spendable("Alice") == .zero)
    #expect(town.account("Alice") == Town.sek(920))
    #expect(town.book.proofs.rows.isEmpty)
    try town.stage.sync("Bob")
    #expect(town.account("Alice") == Town.sek(920))
    #expect(town.shadow("Bob") == Town.sek(80))
    #expect(town.book.isBalanced)
  }

  @Test("CLM-30: what a purse leaves to its replacement is loaded there once")
  func replaced() throws {
    var town = try Town()
    try town.stage.bank.ledger.openAccount("Spare")
    town.stage.purses["New"] = try town.stage.bank.issuePurse(
      policy: town.policy, account: "Alice", kind: .card, bankSize: 32_768)
    try town.stage.sync("New")
    #expect(throws: LedgerError.wrongReplacement) {
      try town.stage.bank.ledger.take(
        claim: town.claim(.replaced, "Alice", replacement: "Bob"), time: town.stage.time)
    }
    try town.stage.bank.ledger.take(
      claim: town.claim(.replaced, "Alice", replacement: "New"), time: town.stage.time)
    #expect(try town.payOut("Alice") == Town.sek(200))
    try town.stage.sync("New")
    #expect(town.spendable("New") == Town.sek(200))
    try town.stage.sync("New")
    #expect(town.spendable("New") == Town.sek(200))
    #expect(town.account("Alice") == Town.sek(800))
    #expect(town.shadow("New") == Town.sek(200))
    #expect(town.book.isBalanced)
  }
}
