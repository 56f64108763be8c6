import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Settlement by either side, decisions, undo and reversals (LED-20 to LED-28).
struct SettlingTests {
  @Test("LED-21: either side's sync settles, at once, and the other's confirms", arguments: [0, 1])
  func eitherSide(_ first: Int) throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", payment)
    let order = first == 0 ? ["Alice", "Bob"] : ["Bob", "Alice"]
    try town.stage.sync(order[0])
    #expect(town.shadow("Bob") == Town.sek(80))
    #expect(try town.row(payment)?.isConfirmed == false)
    try town.stage.sync(order[1])
    #expect(try town.row(payment)?.isConfirmed == true)
    #expect(town.shadow("Alice") == Town.sek(120))
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
  }

  @Test("LED-10: payer first, the payment's own signature is not checked again")
  func signatureChecks()
    throws
  {
    var town = try Town()
    _ = try town.stage.accept("Bob", try town.paid("Alice", "Bob", 80))
    let start = town.book.totals.signatureChecks
    try town.stage.sync("Alice")
    try town.stage.sync("Bob")
    #expect(town.book.totals.signatureChecks == start + 2)
  }

  @Test("LED-10: payee first, it is checked once") func payeeFirst() throws {
    var town = try Town()
    _ = try town.stage.accept("Bob", try town.paid("Alice", "Bob", 80))
    let start = town.book.totals.signatureChecks
    try town.stage.sync("Bob")
    try town.stage.sync("Alice")
    #expect(town.book.totals.signatureChecks == start + 3)
  }

  @Test("LED-25: a refusal undoes a settled payment and the payer gets it back by a grant")
  func refusal() throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    try town.stage.sync("Alice")
    #expect(town.shadow("Bob") == Town.sek(80))
    _ = try town.stage.refuse("Bob", payment: payment)
    try town.stage.sync("Bob")
    #expect(town.shadow("Bob") == .zero)
    #expect(town.book.totals.held == 8_000)
    try town.stage.sync("Alice")
    #expect(town.spendable("Alice") == Town.sek(200))
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
  }

  @Test("LED-24: a payment refused before it was booked moves nothing") func void() throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    let refusal = try town.stage.refuse("Bob", payment: payment)
    try town.stage.take("Alice", refusal)
    try town.stage.sync("Bob")
    try town.stage.sync("Alice")
    #expect(try town.row(payment)?.booking == .void)
    #expect(town.book.transactions.allSatisfy { $0.kind != .settlement && $0.kind != .undo })
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
  }

  @Test("LED-26: a refund before the grant and its reversal give the money back once (attack 2)")
  func refundOnce() throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    let upload = try town.stage.upload("Alice")
    let refusal = try town.stage.refuse("Bob", payment: payment)
    try town.stage.sync("Bob")
    var packet = upload
    packet.documents = [refusal.bytes]
    let grant = try town.send(packet).grant
    try town.stage.take("Alice", refusal)
    try town.stage.apply("Alice", grant)
    #expect(town.spendable("Alice") == Town.sek(200))
    try town.syncAll(["Alice", "Bob"])
    #expect(town.spendable("Alice") == Town.sek(200))
    town.expectSettled()
  }

  @Test("LED-23: a reversal may come in the very grant that covers the payment")
  func coveringGrant()
    throws
  {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.refuse("Bob", payment: payment)
    try town.stage.sync("Bob")
    try town.stage.sync("Alice")
    #expect(town.spendable("Alice") == Town.sek(200))
    #expect(town.stage.status("Alice")?.doubts == 0)
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
  }

  @Test(
    "SYN-20: a delivery and a tap credit once, whichever comes first (attacks 1 and 6)",
    arguments: [false, true], [false, true])
  func deliveryAndTap(tapFirst: Bool, direct: Bool) throws {
    var town = try Town()
    let payment =
      direct
      ? try town.stage.payDirect("Alice", to: "Bob", Town.sek(80))
      : try town.paid("Alice", "Bob", 80)
    try town.stage.sync("Alice")
    let grant = try town.send(try town.stage.upload("Bob")).grant
    if tapFirst { _ = try town.stage.accept("Bob", payment) }
    try town.stage.apply("Bob", grant)
    if !tapFirst {
      #expect(throws: PurseError.self) { try town.stage.accept("Bob", payment) }
    }
    #expect(town.spendable("Bob") == Town.sek(80))
    try town.syncAll(["Bob", "Alice"])
    #expect(town.spendable("Bob") == Town.sek(80))
    town.expectSettled()
  }

  @Test("SYN-21: a delivery that finds its request closed is reversed (attack 4)") func closed()
    throws
  {
    var town = try Town()
    let request = try town.stage.request("Bob", Town.sek(50))
    let first = try town.stage.pay("Alice", request)
    let second = try town.stage.pay("Alice", request)
    _ = try town.stage.accept("Bob", first)
    try town.syncAll(["Alice", "Bob"])
    #expect(town.spendable("Alice") == Town.sek(150))
    #expect(town.spendable("Bob") == Town.sek(50))
    #expect(try town.row(second)?.booking == .returned)
    town.expectSettled()
  }

  @Test("LED-21: a payment to a serial the ledger never registered comes back (attack 8)")
  func unknownPayee() throws {
    var town = try Town()
    try town.stage.givePIN("Alice")
    try town.stage.run(
      "Alice",
      .payDirect(
        expected: try #require(town.stage.status("Alice")?.sequence.next), amount: Town.sek(70),
        payee: Serial(999_999), certificate: []))
    try town.syncAll(["Alice"])
    #expect(town.spendable("Alice") == Town.sek(200))
    town.expectSettled(["Alice"])
  }

  @Test("LED-28: anyone may bring an acceptance, a refusal or a payment") func bearer() throws {
    var town = try Town()
    let taken = try town.paid("Alice", "Bob", 10)
    let refused = try town.paid("Alice", "Bob", 20)
    let direct = try town.stage.payDirect("Alice", to: "Bob", Town.sek(30))
    let documents = [
      taken, try town.stage.accept("Bob", taken), refused,
      try town.stage.refuse("Bob", payment: refused), direct,
    ]
    try town.stage.sync("Charlie", documents: documents)
    #expect(try town.row(taken)?.accepted == .document)
    #expect(try town.row(refused)?.refused == true)
    #expect(try town.row(direct)?.delivery == .due)
    try town.syncAll(["Bob", "Alice"])
    #expect(town.spendable("Bob") == Town.sek(40))
    #expect(town.spendable("Alice") == Town.sek(160))
    town.expectSettled()
  }

  @Test("LED-28: a document that does not hold is left out and nobody is blamed") func garbage()
    throws
  {
    var town = try Town()
    var payment = try town.paid("Alice", "Bob", 10)
    var refusal = try town.stage.refuse("Bob", payment: payment)
    payment.message[payment.message.count - 1] ^= 1
    refusal.message[refusal.message.count - 1] ^= 1
    var packet = try town.stage.upload("Charlie")
    packet.documents = [payment.bytes, refusal.bytes, [0xFF], []]
    try town.send(packet)
    #expect(town.book.payments.rows.isEmpty)
    #expect(town.book.refusals.rows.isEmpty)
    #expect(town.book.proofs.rows.isEmpty)
  }

  @Test("LED-27: an assumed acceptance gives way to a signed one, and to a refusal") func assumed()
    throws
  {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 10)
    let decision = try town.stage.accept("Bob", payment)
    try town.stage.sync("Alice")
    let digest = try Signed<Payment>(payment.message.span.bytes)
      .digest(hash: ModelPurseCrypto(seed: 0))
    town.stage.bank.ledger.book.payments.update(digest) { $0.accepted = .assumed }
    try town.stage.sync("Charlie", documents: [decision])
    #expect(try town.row(payment)?.accepted == .document)
  }

  static let orders: [[String]] = [
    ["Alice", "Bob", "Charlie"], ["Alice", "Charlie", "Bob"], ["Bob", "Alice", "Charlie"],
    ["Bob", "Charlie", "Alice"], ["Charlie", "Alice", "Bob"], ["Charlie", "Bob", "Alice"],
  ]

  @Test(
    "LED-30: every order of syncs ends the same under every answer (attack 21, I6)",
    arguments: orders, [Liquidity.hold, .pool, .evidence, .evidenceAndPool])
  func confluence(order: [String], liquidity: Liquidity) throws {
    var town = try Town(liquidity: liquidity)
    try town.exchange("Alice", "Bob", 80)
    try town.exchange("Bob", "Charlie", 50)
    let refused = try town.paid("Charlie", "Alice", 20)
    _ = try town.stage.refuse("Alice", payment: refused)
    for name in order {
      try town.stage.sync(name)
      #expect(town.book.isBalanced)
      if liquidity == .evidenceAndPool || liquidity == .pool {
        #expect(town.stage.status(name)?.pending == .zero)
      }
    }
    try town.syncAll(order)
    #expect(town.spendable("Alice") == Town.sek(120))
    #expect(town.spendable("Bob") == Town.sek(30))
    #expect(town.spendable("Charlie") == Town.sek(50))
    town.expectSettled(order)
  }

  @Test("LED-31: an advance is drawn when the shadow is short and repaid first") func advance()
    throws
  {
    var town = try Town(liquidity: .pool)
    try town.exchange("Alice", "Bob", 80)
    try town.exchange("Bob", "Charlie", 50)
    try town.stage.sync("Charlie")
    #expect(town.stage.row("Bob")?.advance == Town.sek(50))
    #expect(town.stage.row("Bob")?.advancedSince == town.stage.time)
    #expect(town.book.totals.pool == -5_000)
    try town.stage.sync("Alice")
    #expect(town.stage.row("Bob")?.advance == .zero)
    #expect(town.stage.row("Bob")?.advancedSince == nil)
    #expect(town.shadow("Bob") == Town.sek(30))
    #expect(town.book.totals.pool == 0)
  }

  @Test(
    "LED-33: evidence that was dropped or altered counts as dropped (attack 22)",
    arguments: [0, 1, 2])
  func droppedEvidence(_ how: Int) throws {
    var town = try Town()
    try town.exchange("Alice", "Bob", 80)
    var payment = try town.paid("Bob", "Charlie", 50)
    if how == 0 { payment.sealed = nil }
    if how == 1 { payment.sealed?[5] ^= 1 }
    if how == 2 { payment.sealed = [UInt8](repeating: 7, count: 300) }
    _ = try town.stage.accept("Charlie", payment)
    try town.stage.sync("Charlie")
    #expect(town.shadow("Charlie") == Town.sek(50))
    #expect(town.book.unexplained == Town.sek(50))
    #expect(town.book.proofs.rows.isEmpty)
    try town.syncAll(["Bob", "Alice", "Charlie"])
    town.expectSettled(["Alice", "Bob", "Charlie"])
  }

  @Test("LED-33: evidence within evidence settles a whole chain") func nested() throws {
    var town = try Town(["Alice", "Bob", "Charlie", "Dora", "Emil"])
    try town.exchange("Alice", "Bob", 80)
    try town.exchange("Bob", "Charlie", 70)
    try town.exchange("Charlie", "Dora", 60)
    try town.exchange("Dora", "Emil", 50)
    try town.stage.sync("Emil")
    #expect(town.shadow("Emil") == Town.sek(50))
    #expect(town.book.unexplained == .zero)
    #expect(town.shadow("Alice") == Town.sek(120))
  }

  @Test("LED-35: payments that wait for each other settle together under hold") func ringOfWaiting()
    throws
  {
    var town = try Town(liquidity: .hold)
    try town.exchange("Alice", "Bob", 200)
    try town.exchange("Bob", "Charlie", 200)
    let outcome = try town.stage.sync("Charlie")
    #expect(outcome.notices == [.waiting(Town.sek(200))])
    #expect(town.shadow("Charlie") == .zero)
    try town.stage.sync("Bob")
    #expect(town.shadow("Charlie") == Town.sek(200))
    try town.syncAll(["Alice"])
    town.expectSettled(["Alice", "Bob", "Charlie"])
  }
}
