import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// The one exchange between a purse and the ledger, repeated, reordered, replayed (SYN-1 to SYN-24).
struct SyncTests {
  static func signed(_ request: SyncRequest, by name: String, in town: Town) throws -> [UInt8] {
    try ProofTests.signed(request, by: name, in: town)
  }

  static func grant(_ outcome: SyncOutcome) throws -> SyncGrant {
    let bytes = outcome.grant
    return try Signed<SyncGrant>(bytes.span.bytes).content
  }

  static func content(_ packet: Packet) throws -> SyncRequest {
    try Signed<SyncRequest>(packet.message.span.bytes).content
  }

  @Test("SYN-9: a repeated request returns the same grant and books nothing (attack 12)")
  func repeated() throws {
    var town = try Town()
    let upload = try town.stage.upload("Alice", load: Town.sek(100))
    let first = try town.send(upload)
    let books = town.book.totals
    let second = try town.send(upload)
    #expect(second.grant == first.grant)
    #expect(second.notices == [.repeated])
    #expect(town.book.totals == books)
    #expect(town.book.accounts["Alice"] == Town.sek(700))
  }

  @Test("SYN-5: where an upload begins is guessed beforehand, rightly or wrongly, to the same end")
  func guessed() throws {
    var town = try Town()
    try town.exchange("Alice", "Bob", 30)
    let upload = try town.stage.upload("Alice")
    let crypto = town.stage.bank.ledger.crypto
    let start = try #require(town.stage.row("Alice")).head
    for guess in [start, Head(Word32(1, 2, 3, 4))] {
      var ledger = town.stage.bank.ledger
      let plain = try ledger.sync(upload, time: town.stage.time)
      ledger = town.stage.bank.ledger
      let read = try ReadUpload(upload, hash: crypto).guessing(start: guess, hash: crypto)
      guard case .unsigned(let grant) = try ledger.sync(read, time: town.stage.time) else {
        Issue.record("the upload was not answered anew")
        continue
      }
      #expect(ledger.sign([grant]) == [plain])
    }
    // A right guess doesn't make a garbled upload whole.
    var garbled = upload
    garbled.items[0].entry[5] ^= 1
    let read = try ReadUpload(garbled, hash: crypto).guessing(start: start, hash: crypto)
    #expect(throws: LedgerError.garbledUpload) {
      try town.stage.bank.ledger.sync(read, time: town.stage.time)
    }
  }

  @Test("SYN-9: entries made while the grant is on the way go with the next request (attack 12)")
  func tail() throws {
    var town = try Town()
    let upload = try town.stage.upload("Alice", load: Town.sek(100))
    let grant = try town.send(upload).grant
    try town.exchange("Alice", "Bob", 30)
    #expect(try town.stage.upload("Alice", load: Town.sek(50)) == upload)
    try town.stage.apply("Alice", grant)
    try town.stage.apply("Alice", grant)
    #expect(town.spendable("Alice") == Town.sek(270))
    #expect(town.stage.status("Alice")?.counters.sent == 1)
    let next = try town.stage.upload("Alice")
    #expect(try Self.content(next).lastGrant == GrantNumber(2))
    #expect(next.items.count == 2)
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
  }

  @Test("SYN-4: replayed old requests are stale: nothing is booked, nobody blamed (attack 19)")
  func stale() throws {
    var town = try Town()
    let old = try town.stage.upload("Alice")
    let grant = try town.send(old).grant
    try town.stage.apply("Alice", grant)
    try town.stage.sync("Alice")
    let before = town.book.totals
    #expect(throws: LedgerError.staleRequest) { try town.send(old) }
    #expect(town.book.totals.transactions == before.transactions)
    #expect(town.book.proofs.rows.isEmpty)
  }

  @Test("SYN-7: a ledger restored from a backup blames nobody and books nothing twice (attack 19)")
  func restored() throws {
    var town = try Town()
    try town.exchange("Alice", "Bob", 80)
    try town.stage.sync("Bob")
    let backup = town.stage.bank
    try town.exchange("Alice", "Bob", 20)
    try town.stage.sync("Alice")
    try town.stage.sync("Bob")
    town.stage.bank = backup
    town.stage.bank.ledger.rules.mayHaveForgotten = true
    let outcome = try town.stage.sync("Alice")
    #expect(outcome.notices.contains(.unseenEntries))
    try town.stage.sync("Bob")
    try town.syncAll(["Alice", "Bob"])
    #expect(town.book.proofs.rows.isEmpty)
    #expect(town.book.isBalanced)
    #expect(town.spendable("Alice") == Town.sek(100))
    #expect(town.spendable("Bob") == Town.sek(100))
    try town.exchange("Bob", "Alice", 10)
    try town.syncAll(["Alice", "Bob"])
    #expect(town.book.proofs.rows.isEmpty)
  }

  @Test("SYN-3: kind, form, purse and signature are refused in this order") func order() throws {
    var town = try Town()
    var upload = try town.stage.upload("Alice")
    let good = upload
    upload.kind = .payment
    #expect(throws: LedgerError.malformed(.wrongMessageType)) { try town.send(upload) }
    upload = good
    upload.message = []
    #expect(throws: LedgerError.malformed(.truncated)) { try town.send(upload) }
    var content = try Self.content(good)
    content.serial = Serial(900)
    upload.message = try Self.signed(content, by: "Alice", in: town)
    #expect(throws: LedgerError.unknownPurse) { try town.send(upload) }
    content = try Self.content(good)
    content.spendable = Town.sek(1)
    upload.message = try Self.signed(content, by: "Bob", in: town)
    #expect(throws: LedgerError.badSignature) { try town.send(upload) }
    try town.send(good)
  }

  @Test("SYN-3: a request that declares more than the largest amount is malformed, no trap")
  func declaredTooLarge() throws {
    var town = try Town()
    var upload = try town.stage.upload("Alice")
    var content = try Self.content(upload)
    content.spendable = .largest
    content.pending = Town.sek(1)
    upload.message = try Self.signed(content, by: "Alice", in: town)
    #expect(throws: LedgerError.malformed(.outOfRange)) { try town.send(upload) }
  }

  @Test(
    "SYN-5: entries that do not lead to the head are garbled, and blame nobody",
    arguments: 0..<6)
  func garbled(_ how: Int) throws {
    var town = try Town()
    try town.exchange("Alice", "Bob", 30)
    try town.exchange("Alice", "Bob", 20)
    let good = try town.stage.upload("Alice")
    var bad = good
    switch how {
    case 0: bad.items.removeLast()
    case 1: bad.items.removeFirst()
    case 2: bad.items.swapAt(1, 2)
    case 3: bad.items[1].entry[10] ^= 1
    case 4: bad.items[1].payment = good.items[2].payment
    default: bad.items[1].payment = nil
    }
    #expect(throws: LedgerError.garbledUpload) { try town.send(bad) }
    #expect(town.book.payments.rows.isEmpty)
    #expect(town.book.proofs.rows.isEmpty)
    try town.send(good)
  }

  @Test("SYN-6: a request that begins elsewhere than the ledger's books end is garbled") func gap()
    throws
  {
    var town = try Town()
    try town.exchange("Alice", "Bob", 30)
    var upload = try town.stage.upload("Alice")
    var content = try Self.content(upload)
    content.first = content.last.next
    upload.message = try Self.signed(content, by: "Alice", in: town)
    upload.items = []
    #expect(throws: LedgerError.garbledUpload) { try town.send(upload) }
  }

  @Test("SYN-15: a grant answers its request and covers what it reports") func answers() throws {
    var town = try Town()
    try town.exchange("Alice", "Bob", 30)
    let upload = try town.stage.upload("Alice", load: Town.sek(5))
    let request = try Signed<SyncRequest>(upload.message.span.bytes)
    let grant = try Self.grant(try town.send(upload))
    #expect(grant.request == request.digest(hash: ProofTests.hash))
    #expect(grant.covered == request.content.last)
    #expect(grant.number == request.content.lastGrant.next)
    #expect(grant.serial == town.stage.serial("Alice"))
    #expect(grant.time == town.stage.time)
    #expect(grant.load == Town.sek(5))
    #expect(grant.state == .active)
  }

  @Test("SYN-16: pending value is released, that of waiting payments is not") func released() throws
  {
    var town = try Town(liquidity: .hold) { $0.reuse = false }
    try town.exchange("Alice", "Bob", 80)
    try town.stage.sync("Bob")
    #expect(town.spendable("Bob") == Town.sek(80))
    try town.stage.sync("Bob")
    var poor = try Town(liquidity: .hold) { $0.reuse = false }
    poor.stage.bank.ledger.book.purses.update(try #require(poor.stage.serial("Alice"))) {
      $0.shadow = .zero
    }
    try poor.exchange("Alice", "Bob", 80)
    try poor.stage.sync("Bob")
    #expect(poor.spendable("Bob") == .zero)
    #expect(poor.stage.status("Bob")?.pending == Town.sek(80))
  }

  @Test("SYN-17: a ninth delivery waits for the next grant, and the grant says so") func more()
    throws
  {
    var town = try Town()
    for _ in 0..<9 { _ = try town.stage.payDirect("Alice", to: "Bob", Town.sek(1)) }
    try town.stage.sync("Alice")
    let first = try town.stage.sync("Bob")
    #expect(first.notices.contains(.more))
    #expect(try Self.grant(first).more)
    #expect(town.spendable("Bob") == Town.sek(8))
    let second = try town.stage.sync("Bob")
    #expect(!second.notices.contains(.more))
    #expect(town.spendable("Bob") == Town.sek(9))
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
  }

  @Test("SYN-22: a certificate near its end is renewed, and before that is not") func renewal()
    throws
  {
    var town = try Town()
    let end = try #require(town.stage.purses["Alice"]?.currentCertificate?.content.notAfter)
    town.stage.time = LedgerTime(seconds: end.seconds - 30 * 86_400)
    try town.stage.sync("Alice")
    #expect(town.stage.purses["Alice"]?.currentCertificate?.content.notAfter == end)
    town.stage.time = LedgerTime(seconds: end.seconds - 30 * 86_400 + 1)
    try town.stage.sync("Alice")
    let renewed = try #require(town.stage.purses["Alice"]?.currentCertificate?.content.notAfter)
    #expect(renewed == town.stage.time.adding(days: 365))
  }

  @Test("SYN-23: a newer policy comes with the grant, and binds from then on") func policy() throws
  {
    var town = try Town()
    var newer = town.policy
    newer.number = 2
    newer.largestPayment = Town.sek(10)
    town.stage.bank.ledger.rules.policies[9] = [UInt8](town.stage.bank.signed(newer))
    try town.stage.sync("Alice")
    #expect(town.stage.purses["Alice"]?.currentPolicy?.content.number == 2)
    #expect(throws: PurseError.aboveLargestPayment) {
      try town.stage.payDirect("Alice", to: "Bob", Town.sek(11))
    }
  }

  @Test("SYN-24: a suspended purse gets no certificate; suspension reaches it with the grant")
  func suspended() throws {
    var town = try Town()
    try town.stage.bank.ledger.suspend(try #require(town.stage.serial("Alice")))
    let end = try #require(town.stage.purses["Alice"]?.currentCertificate?.content.notAfter)
    town.stage.time = end
    let outcome = try town.stage.sync("Alice")
    #expect(outcome.notices == [.suspended])
    #expect(try Self.grant(outcome).certificate == nil)
    #expect(town.stage.status("Alice")?.lifeCycle == .suspended)
  }

  @Test("SYN-12: counts begin anew with what came after the request") func counts() throws {
    var town = try Town()
    try town.exchange("Alice", "Bob", 10)
    let upload = try town.stage.upload("Alice")
    try town.exchange("Alice", "Bob", 20)
    try town.stage.apply("Alice", try town.send(upload).grant)
    #expect(town.stage.status("Alice")?.counters.sent == 1)
    #expect(town.stage.status("Alice")?.counters.sumSent == Town.sek(20))
    #expect(town.stage.status("Alice")?.doubts == 1)
  }

  @Test("SYN-8: a checkpoint stands for what a ring has dropped; the rest is booked") func ring()
    throws
  {
    var town = try Town(load: 0) { $0.ring = true }
    town.stage.purses["Alice"] = nil
    town.stage.purses["Alice"] = try town.stage.bank.issuePurse(
      policy: town.policy, account: "Alice", kind: .card, bankSize: 12_288)
    try town.stage.sync("Alice", load: Town.sek(500))
    for _ in 0..<30 {
      try town.stage.take(
        "Alice", try town.stage.accept("Bob", try town.paid("Alice", "Bob", 1)))
    }
    let outcome = try town.stage.sync("Alice")
    #expect(outcome.notices.contains(.unseenEntries))
    #expect(town.stage.row("Alice")?.hasDropped == true)
    #expect(town.stage.row("Alice")?.unseen.isEmpty == false)
    try town.syncAll(["Bob", "Alice"])
    town.expectSettled()
  }

  @Test("JRN-9: an acceptance in a dropped prefix is neither reversed nor paid twice (attack 20)")
  func assumed() throws {
    var town = try Town(load: 500)
    // Bob's ring has dropped his acceptance when Alice hands the payment over.
    let payment = try town.paid("Alice", "Bob", 40)
    _ = try town.stage.accept("Bob", payment)
    try town.stage.sync("Alice")
    let serial = try #require(town.stage.serial("Bob"))
    town.stage.bank.ledger.book.purses.update(serial) { $0.hasDropped = true }
    var upload = try town.stage.upload("Bob")
    var content = try Self.content(upload)
    content.summary = .checkpoint(
      Checkpoint(
        through: content.last, head: content.head, sent: .zero, received: Town.sek(40), kept: .start
      ))
    content.first = content.last.next
    upload.message = try Self.signed(content, by: "Bob", in: town)
    upload.items = []
    let grant = try Self.grant(try town.send(upload))
    #expect(grant.deliveries.count == 1)
    #expect(town.book.proofs.rows.isEmpty)
    #expect(town.shadow("Bob") == Town.sek(40))
  }
}
