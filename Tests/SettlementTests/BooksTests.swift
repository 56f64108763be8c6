import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Accounts, double entry, and every error of the ledger (LED-1 to LED-7).
struct BooksTests {
  @Test("LED-1: every transaction balances and the whole adds up") func balance() throws {
    var town = try Town()
    try town.exchange("Alice", "Bob", 80)
    try town.stage.unload("Bob", Town.sek(30))
    try town.syncAll(["Bob", "Alice"])
    for transaction in town.book.transactions {
      #expect(transaction.postings.reduce(0) { $0 + $1.change } == 0)
    }
    #expect(town.book.totals.issued == 300_000)
    town.expectSettled()
  }

  @Test("LED-4: money moves between accounts, online") func transfer() throws {
    var town = try Town(load: 0)
    try town.stage.bank.ledger.transfer(
      Town.sek(1_000), from: "Alice", to: "Bob", time: town.stage.time)
    #expect(town.book.accounts["Alice"] == .zero)
    #expect(town.book.accounts["Bob"] == Town.sek(2_000))
  }

  @Test("LED-3: accounts, amounts and funds are refused in this order") func refusals() throws {
    var town = try Town(load: 0)
    let time = town.stage.time
    #expect(throws: LedgerError.accountExists("Bob")) {
      try town.stage.bank.ledger.openAccount("Bob")
    }
    #expect(throws: LedgerError.unknownAccount("Dora")) {
      try town.stage.bank.ledger.issue(.zero, to: "Dora", time: time)
    }
    #expect(throws: LedgerError.amountZero) {
      try town.stage.bank.ledger.issue(.zero, to: "Bob", time: time)
    }
    #expect(throws: LedgerError.amountTooLarge) {
      try town.stage.bank.ledger.issue(.largest, to: "Bob", time: time)
    }
    #expect(throws: LedgerError.unknownAccount("Dora")) {
      try town.stage.bank.ledger.transfer(.zero, from: "Alice", to: "Dora", time: time)
    }
    #expect(throws: LedgerError.amountZero) {
      try town.stage.bank.ledger.transfer(.zero, from: "Alice", to: "Bob", time: time)
    }
    #expect(throws: LedgerError.insufficientFunds) {
      try town.stage.bank.ledger.transfer(
        Town.sek(1_001), from: "Alice", to: "Bob", time: time)
    }
    #expect(town.book.isBalanced)
  }

  @Test("LED-5: a serial is registered once, for an account, in the ledger's currency")
  func registration() throws {
    var town = try Town(load: 0)
    let alice = try #require(town.stage.purses["Alice"]?.currentCertificate)
    #expect(throws: LedgerError.purseExists) {
      try town.stage.bank.ledger.register(alice, account: "Bob")
    }
    #expect(throws: LedgerError.unknownAccount("Dora")) {
      try town.stage.bank.ledger.register(alice, account: "Dora")
    }
    var content = alice.content
    content.serial = Serial(900)
    content.currency = try #require(CurrencyCode(numeric: 392))
    let yen = Signed(content: content, signature: alice.signature)
    #expect(throws: LedgerError.wrongCurrency) {
      try town.stage.bank.ledger.register(yen, account: "Bob")
    }
    #expect(throws: LedgerError.unknownPurse) {
      try town.stage.bank.ledger.suspend(Serial(900))
    }
    #expect(throws: LedgerError.unknownPurse) {
      try town.stage.bank.ledger.approveUnblock(Serial(900))
    }
  }

  @Test("LED-6: a load moves account to shadow, and one above the account is refused aloud")
  func load() throws {
    var town = try Town(load: 200)
    #expect(town.book.accounts["Alice"] == Town.sek(800))
    #expect(town.shadow("Alice") == Town.sek(200))
    let outcome = try town.stage.sync("Alice", load: Town.sek(801))
    #expect(outcome.notices == [.loadRefused(.insufficientFunds)])
    #expect(town.spendable("Alice") == Town.sek(200))
  }

  @Test("LED-6: a load stops at the largest balance of the policy, and may reach it")
  func loadLimit() throws {
    var town = try Town(load: 0) { $0.largestBalance = Town.sek(300) }
    let outcome = try town.stage.sync("Alice", load: Town.sek(301))
    #expect(outcome.notices == [.loadRefused(.balanceLimit)])
    #expect(try town.stage.sync("Alice", load: Town.sek(300)).notices == [])
  }

  @Test("LED-61: a suspended purse loads nothing, but unloads and syncs") func suspended() throws {
    var town = try Town()
    try town.stage.bank.ledger.suspend(try #require(town.stage.serial("Alice")))
    let outcome = try town.stage.sync("Alice", load: Town.sek(1))
    #expect(outcome.notices == [.loadRefused(.suspended), .suspended])
    try town.stage.unload("Alice", Town.sek(200))
    try town.stage.sync("Alice")
    #expect(town.book.accounts["Alice"] == Town.sek(1_000))
  }

  @Test("LED-7: a terminal's takings are swept to its account (attack 23)") func sweep() throws {
    var town = try Town { policy in
      policy.reuse = false
      policy.sweep = true
      policy.pinRule = .never
    }
    try town.exchange("Alice", "Bob", 80)
    let upload = try town.stage.upload("Bob")
    let grant = try town.send(upload).grant
    #expect(town.book.accounts["Bob"] == Town.sek(1_080))
    #expect(throws: PurseError.valuePending) { try town.paid("Bob", "Alice", 80) }
    try town.stage.apply("Bob", grant)
    #expect(throws: PurseError.insufficientFunds) { try town.paid("Bob", "Alice", 80) }
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
  }

  @Test("LED-7: a delivery to a purse that sweeps goes to the account at the next sync")
  func sweptDelivery() throws {
    var town = try Town { policy in
      policy.reuse = false
      policy.sweep = true
    }
    _ = try town.stage.payDirect("Alice", to: "Bob", Town.sek(40))
    try town.syncAll(["Alice", "Bob"])
    #expect(town.book.accounts["Bob"] == Town.sek(1_040))
    town.expectSettled()
  }
}
