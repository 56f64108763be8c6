import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// What grants carry and do, and how the ledger knows of payments (SYN-11 to SYN-19, LED-20 to LED-44).
struct GrantTests {
  @Test("SYN-1: a request that acknowledges a grant lets the ledger make the next") func oneGrant()
    throws
  {
    var town = try Town()
    let first = try SyncTests.grant(try town.stage.sync("Bob"))
    let upload = try town.stage.upload("Bob")
    let second = try SyncTests.grant(try town.send(upload))
    let again = try SyncTests.grant(try town.send(upload))
    #expect(first.number == GrantNumber(1))
    #expect(second.number == GrantNumber(2))
    #expect(again.number == GrantNumber(2))
  }

  @Test("SYN-11: load, release, deliveries and reversals of one grant all take effect")
  func together() throws {
    var town = try Town { $0.reuse = false }
    let refused = try town.paid("Alice", "Bob", 20)
    try town.stage.sync("Alice")
    _ = try town.stage.refuse("Bob", payment: refused)
    try town.stage.sync("Bob", load: Town.sek(100))
    _ = try town.stage.accept("Alice", try town.paid("Bob", "Alice", 30))
    _ = try town.stage.payDirect("Bob", to: "Alice", Town.sek(5))
    try town.stage.sync("Bob")
    let grant = try SyncTests.grant(try town.stage.sync("Alice", load: Town.sek(50)))
    #expect(grant.load == Town.sek(50))
    #expect(grant.released == Town.sek(30))
    #expect(grant.deliveries.count == 1)
    #expect(grant.reversals.count == 1)
    #expect(town.spendable("Alice") == Town.sek(200 + 50 + 30 + 5))
    #expect(town.stage.status("Alice")?.pending == .zero)
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
  }

  @Test("SYN-13: a renewal that is not the purse's own is passed over, the rest applies")
  func foreignRenewal()
    throws
  {
    var town = try Town()
    let upload = try town.stage.upload("Alice", load: Town.sek(10))
    var grant = try SyncTests.grant(try town.send(upload))
    let bob = try #require(town.stage.purses["Bob"]?.currentCertificate)
    grant.certificate = bob
    var older = town.policy
    older.number = 0
    grant.policy = town.stage.bank.signed(older)
    let signature = town.stage.bank.ledger.signed(grant)
    try town.stage.apply("Alice", [UInt8](Signed(content: grant, signature: signature)))
    #expect(town.spendable("Alice") == Town.sek(210))
    #expect(town.stage.purses["Alice"]?.currentCertificate?.content.serial != bob.content.serial)
    #expect(town.stage.purses["Alice"]?.currentPolicy?.content.number == 1)
  }

  @Test("SYN-10: a grant that takes more than is pending is refused whole") func tooMuch() throws {
    var town = try Town()
    let upload = try town.stage.upload("Alice")
    var grant = try SyncTests.grant(try town.send(upload))
    grant.swept = Town.sek(1)
    let message = [UInt8](
      Signed(content: grant, signature: town.stage.bank.ledger.signed(grant)))
    #expect(throws: PurseError.grantDoesNotMatch) { try town.stage.apply("Alice", message) }
    grant.swept = .zero
    grant.load = .largest
    let overflowing = [UInt8](
      Signed(content: grant, signature: town.stage.bank.ledger.signed(grant)))
    #expect(throws: PurseError.balanceLimit) { try town.stage.apply("Alice", overflowing) }
  }

  @Test("SYN-18: a load counts what the same grant brings, and is met whole or not at all")
  func loadWhole()
    throws
  {
    var town = try Town { $0.largestBalance = Town.sek(300) }
    _ = try town.stage.payDirect("Alice", to: "Bob", Town.sek(100))
    try town.stage.sync("Alice")
    let tooMuch = try town.stage.sync("Bob", load: Town.sek(201))
    #expect(tooMuch.notices == [.loadRefused(.balanceLimit)])
    #expect(town.spendable("Bob") == Town.sek(100))
    #expect(try town.stage.sync("Bob", load: Town.sek(200)).notices == [])
    #expect(town.spendable("Bob") == Town.sek(300))
  }

  @Test("SYN-19: an unblock needs the wish and the approval, and uses the approval up")
  func unblock() throws {
    var town = try Town()
    let serial = try #require(town.stage.serial("Alice"))
    try town.stage.bank.ledger.approveUnblock(serial)
    #expect(try SyncTests.grant(try town.stage.sync("Alice")).unblockPIN == false)
    var wishes = SyncWishes()
    wishes.unblockPIN = true
    for expected in [true, false] {
      guard case .upload(let packet) = try town.stage.run("Alice", .syncRequest(wishes)) else {
        throw PurseError.notPersonalised
      }
      let outcome = try town.send(packet)
      #expect(try SyncTests.grant(outcome).unblockPIN == expected)
      try town.stage.apply("Alice", outcome.grant)
    }
  }

  @Test("LED-2: each account of the books moves as its row says") func accounts() throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    try town.stage.sync("Alice")
    #expect(town.shadow("Bob") == Town.sek(80))
    _ = try town.stage.refuse("Bob", payment: payment)
    try town.stage.sync("Bob")
    #expect(town.book.totals.held == 8_000)
    #expect(town.book.totals.pool == 0)
    #expect(town.book.totals.loss == 0)
    #expect(town.book.totals.issued == 300_000)
  }

  @Test("LED-20: a payment is entered once, however often and by whomever it comes") func once()
    throws
  {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", payment)
    try town.stage.sync("Charlie", documents: [payment, payment])
    try town.stage.sync("Bob", documents: [payment])
    try town.stage.sync("Alice", documents: [payment])
    #expect(town.book.payments.rows.count == 1)
    #expect(town.book.transactions.filter { $0.kind == .settlement }.count == 1)
    try town.syncAll(["Bob", "Alice"])
    town.expectSettled()
  }

  @Test("LED-22: the ledger knows an acceptance from journal, document, evidence or delivery")
  func sources()
    throws
  {
    var town = try Town()
    let journal = try town.paid("Alice", "Bob", 10)
    _ = try town.stage.accept("Bob", journal)
    try town.stage.sync("Bob")
    #expect(try town.row(journal)?.accepted == .journal)
    let document = try town.paid("Alice", "Bob", 10)
    let decision = try town.stage.accept("Bob", document)
    try town.stage.sync("Charlie", documents: [document, decision])
    #expect(try town.row(document)?.accepted == .document)
    let delivery = try town.stage.payDirect("Alice", to: "Bob", Town.sek(10))
    try town.stage.sync("Alice")
    try town.stage.sync("Bob")
    try town.stage.sync("Bob")
    #expect(try town.row(delivery)?.accepted == .delivery)
    var other = try Town()
    let enclosed = try other.paid("Alice", "Bob", 10)
    _ = try other.stage.accept("Bob", enclosed)
    try other.exchange("Bob", "Charlie", 10)
    try other.stage.sync("Charlie")
    #expect(try other.row(enclosed)?.accepted == .evidence)
  }

  @Test("LED-44: what no third party could check suspends and does not convict") func suspends()
    throws
  {
    var town = try Town()
    let clone = town.stage.purses["Alice"]
    let first = try town.paid("Alice", "Bob", 80)
    town.stage.purses["Alice"] = clone
    let second = try town.paid("Alice", "Charlie", 70)
    try town.stage.sync("Alice")
    // The journal's copy of the second payment lost its signature on the way: it proves nothing.
    let digest = try ProofTests.digest(second)
    town.stage.bank.ledger.book.payments.update(digest) { row in
      row.message[row.message.count - 1] ^= 1
    }
    // And the upload that holds the journal is gone, so the chain cannot be shown either.
    for key in town.book.uploads.rows.keys { town.stage.bank.ledger.book.uploads[key] = nil }
    try town.stage.sync("Charlie", documents: [first])
    #expect(town.book.proofs.rows.isEmpty)
    #expect(town.stage.row("Alice")?.state == .suspended)
    #expect(town.stage.row("Alice")?.isConvicted == false)
  }

  @Test("LED-60: the grant tells a purse its state, suspended and terminated") func states() throws
  {
    var town = try Town()
    let serial = try #require(town.stage.serial("Alice"))
    for (state, life) in [
      (GrantedState.suspended, LifeCycle.suspended), (.active, .active),
      (.terminated, .terminated),
    ] {
      town.stage.bank.ledger.book.purses.update(serial) { $0.state = state }
      #expect(try SyncTests.grant(try town.stage.sync("Alice")).state == state)
      #expect(town.stage.status("Alice")?.lifeCycle == life)
    }
  }
}

extension ModelLedger {
  /// The ledger's signature on a grant that it would not have made.
  fileprivate func signed(_ grant: SyncGrant) -> Signature {
    var own = crypto
    return own.signAsLedger(grant.digest(hash: own))
  }
}
