import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// The journal when it is full: room, reservations, ring and checkpoint (JRN-3 to JRN-8).
struct JournalTests {
  /// Pays directly until the purse refuses; says how often it paid and with what it refused.
  static func fill(
    _ pair: inout Pair, _ name: String, to payee: String, syncing: Bool = false
  ) throws -> (count: Int, refusal: PurseError?) {
    var count = 0
    while count < 500 {
      do {
        let payment = try pair.stage.payDirect(name, to: payee, Pair.sek(1))
        count += 1
        if syncing { try? pair.acceptAndTell(payment, by: payee, payer: name) }
      } catch {
        return (count, error)
      }
    }
    return (count, nil)
  }

  @Test(
    "JRN-5: a full journal says \"sync first\" to new business and never to an ending (attack 11)")
  func full() throws {
    var pair = try Pair(2_000, bankSize: 16_384)
    let request = try pair.stage.request("Alice", Pair.sek(5))
    let refused = try pair.stage.request("Alice", Pair.sek(6))
    let direct = try pair.paidDirect(7)
    let taken = try pair.paidDirect(8)
    try pair.stage.sync("Bob", load: Pair.sek(100))
    let unsynced = try pair.stage.payDirect("Bob", to: "Alice", Pair.sek(9))
    try pair.stage.sync("Bob")
    let upload = try pair.stage.upload("Alice", load: Pair.sek(10))
    let grant = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant
    // Alice's own payments, decided at once, fill her journal.
    var refusal: PurseError?
    for _ in 0..<200 where refusal == nil {
      do {
        let payment = try pair.paidDirect(1)
        try pair.acceptAndTell(payment, by: "Bob", payer: "Alice")
      } catch let error as PurseError {
        refusal = error
      }
    }
    #expect(refusal == .syncFirst || refusal == .askTheLedger)
    while (try? pair.stage.unload("Alice", Pair.sek(1))) != nil {}
    #expect(throws: PurseError.syncFirst) { try pair.stage.request("Alice", Pair.sek(1)) }
    #expect(throws: PurseError.syncFirst) { try pair.stage.unload("Alice", Pair.sek(1)) }
    // Endings: a refusal arrives, a request is paid, another refused, a grant with a delivery.
    try pair.stage.take("Alice", try pair.stage.refuse("Bob", payment: direct))
    _ = taken
    _ = try pair.stage.accept("Alice", try pair.stage.pay("Bob", request))
    _ = try pair.stage.refuse("Alice", request: refused)
    try pair.stage.apply("Alice", grant)
    #expect(pair.stage.status("Alice")?.lastGrant == GrantNumber(2))
    _ = unsynced
    try pair.stage.sync("Alice")
    try pair.stage.sync("Bob")
    #expect(pair.stage.bank.ledger.book.proofs.rows.isEmpty)
    #expect(pair.stage.bank.ledger.book.isBalanced)
    let alice = try #require(pair.stage.purses["Alice"])
    #expect(Pair.picture(Pair.reopened(alice)) == Pair.picture(alice))
  }

  @Test(
    "JRN-5: a sealed part is left out rather than take a decision's room", arguments: [600, 2_000])
  func sealedRoom(_ room: Int) throws {
    var pair = try Pair()
    try pair.exchange(50)
    let payment = try pair.stage.payDirect("Bob", to: "Alice", Pair.sek(20))
    let sealed = try #require(payment.sealed).count
    // So much of Alice's journal is used that the decision fits, or the sealed part besides.
    var alice = try #require(pair.stage.purses["Alice"])
    let free = alice.room
    pair.stage.purses["Alice"]?.live += free - room
    _ = try pair.stage.accept("Alice", payment)
    alice = try #require(pair.stage.purses["Alice"])
    #expect(alice.room >= 0)
    var kept = SealedBytes()
    pair.stage.purses["Alice"]?.readSealed(of: SequenceNumber(3), into: &kept)
    #expect(kept.count == (room == 600 ? 0 : sealed))
  }

  @Test("PUR-30: a ninth open request is refused, and an ending makes room for it") func requests()
    throws
  {
    var pair = try Pair()
    var last: Packet?
    for _ in 0..<PurseLimits.openRequests { last = try pair.stage.request("Bob", Pair.sek(1)) }
    #expect(throws: PurseError.syncFirst) { try pair.stage.request("Bob", Pair.sek(1)) }
    _ = try pair.stage.refuse("Bob", request: try #require(last))
    _ = try pair.stage.request("Bob", Pair.sek(1))
  }

  @Test("PUR-31: a seventeenth payment in doubt is refused until a decision or a sync")
  func doubts()
    throws
  {
    var pair = try Pair()
    let first = try pair.paidDirect(1)
    for _ in 1..<PurseLimits.doubts { _ = try pair.paidDirect(1) }
    #expect(throws: PurseError.syncFirst) { try pair.paidDirect(1) }
    try pair.acceptAndTell(first, by: "Bob", payer: "Alice")
    _ = try pair.paidDirect(1)
    #expect(throws: PurseError.syncFirst) { try pair.paidDirect(1) }
    try pair.stage.sync("Alice")
    _ = try pair.paidDirect(1)
  }

  @Test("PUR-33: when the set of decided direct payments is full the ledger decides (attack 13)")
  func decided() throws {
    var pair = try Pair(2_000)
    let early = try pair.paidDirect(3)
    _ = try pair.stage.accept("Bob", early)
    for _ in 1..<PurseLimits.decidedDirect {
      _ = try pair.stage.accept("Bob", try pair.paidDirect(1))
      try pair.stage.sync("Alice")
      try pair.stage.sync("Bob")
    }
    let next = try pair.paidDirect(2)
    #expect(throws: PurseError.askTheLedger) { try pair.stage.accept("Bob", next) }
    #expect(throws: PurseError.askTheLedger) { try pair.stage.refuse("Bob", payment: next) }
    #expect(throws: PurseError.alreadyAccepted) { try pair.stage.accept("Bob", early) }
    let before = pair.stage.status("Bob")?.spendable
    try pair.stage.sync("Bob", documents: [next])
    #expect(pair.stage.status("Bob")?.spendable == before?.adding(Pair.sek(2)))
    #expect(throws: PurseError.askTheLedger) { try pair.stage.accept("Bob", next) }
  }

  static func ring(_ bankSize: Int = 16_384) throws -> Pair {
    try Pair(2_000, bankSize: bankSize) { $0.ring = true }
  }

  @Test("JRN-6: a ring journal drops its oldest entries and goes on") func ringGoesOn() throws {
    var pair = try Self.ring()
    for _ in 0..<60 {
      let payment = try pair.paid(1)
      try pair.stage.take("Alice", try pair.stage.accept("Bob", payment))
    }
    #expect(pair.stage.purses["Alice"]?.state.dropped != nil)
    let upload = try pair.stage.upload("Alice")
    let request = try Signed<SyncRequest>(upload.message.span.bytes).content
    let checkpoint = try #require(request.checkpoint)
    #expect(request.first == checkpoint.through.next)
    let payments = checkpoint.sent.minorUnits / 100
    #expect(payments > 0 && payments < 60)
    #expect(upload.items.count < 120)
    let outcome = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time)
    try pair.stage.apply("Alice", outcome.grant)
    #expect(outcome.notices.contains(.unseenEntries))
    #expect(pair.stage.purses["Alice"]?.state.dropped == nil)
    try pair.stage.sync("Bob")
    #expect(pair.stage.bank.ledger.book.proofs.rows.isEmpty)
    #expect(pair.stage.row("Bob")?.declared == Pair.sek(60))
  }

  @Test("JRN-7: payments in doubt and refusals stay in a ring journal") func ringKeeps() throws {
    var pair = try Self.ring()
    let doubtful = try pair.paidDirect(3)
    let unwanted = try pair.stage.payDirect("Alice", to: "Bob", Pair.sek(4))
    _ = try pair.stage.refuse("Bob", payment: unwanted)
    for _ in 0..<60 {
      try pair.stage.take("Alice", try pair.stage.accept("Bob", try pair.paid(1)))
    }
    // Alice keeps the result of her grant too.
    for (name, count) in [("Alice", 3), ("Bob", 1)] {
      let upload = try pair.stage.upload(name)
      let request = try Signed<SyncRequest>(upload.message.span.bytes).content
      let through = try #require(request.checkpoint).through
      #expect(upload.items.filter { $0.sequence <= through }.count == count)
      let grant = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant
      try pair.stage.apply(name, grant)
    }
    _ = doubtful
    try pair.stage.sync("Bob")
    try pair.stage.sync("Alice")
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(2_000 - 60 - 3))
    #expect(pair.stage.bank.ledger.book.proofs.rows.isEmpty)
  }

  @Test("JRN-6: what a sync request speaks of is not dropped before its grant") func ringWaits()
    throws
  {
    var pair = try Self.ring()
    for _ in 0..<10 {
      try pair.stage.take("Alice", try pair.stage.accept("Bob", try pair.paid(1)))
    }
    let upload = try pair.stage.upload("Alice")
    var refusal: PurseError?
    for _ in 0..<100 where refusal == nil {
      do {
        let decision = try pair.stage.accept("Bob", try pair.paid(1))
        try pair.stage.take("Alice", decision)
      } catch {
        refusal = error
      }
    }
    #expect(refusal == .syncFirst)
    #expect(try pair.stage.upload("Alice") == upload)
    try pair.stage.sync("Alice")
    try pair.stage.sync("Alice")
    #expect(pair.stage.bank.ledger.book.proofs.rows.isEmpty)
  }

  @Test("JRN-7: a payment that ends after the sync request still goes up with its checkpoint")
  func endsLater() throws {
    var pair = try Self.ring()
    let doubtful = try pair.paid(3)
    for _ in 0..<60 {
      try pair.stage.take("Alice", try pair.stage.accept("Bob", try pair.paid(1)))
    }
    let upload = try pair.stage.upload("Alice")
    try pair.stage.take("Alice", try pair.stage.accept("Bob", doubtful))
    #expect(try pair.stage.upload("Alice") == upload)
    let alice = try #require(pair.stage.purses["Alice"])
    pair.stage.purses["Alice"] = Pair.reopened(alice)
    try pair.stage.sync("Alice")
    try pair.stage.sync("Alice")
    #expect(pair.stage.bank.ledger.book.proofs.rows.isEmpty)
  }

  @Test("JRN-7: a payment that ended before the sync request is not in its checkpoint")
  func endedEarlier() throws {
    var pair = try Self.ring()
    let doubtful = try pair.paid(3)
    for _ in 0..<60 {
      try pair.stage.take("Alice", try pair.stage.accept("Bob", try pair.paid(1)))
    }
    try pair.stage.take("Alice", try pair.stage.accept("Bob", doubtful))
    try pair.stage.sync("Alice")
    try pair.stage.sync("Bob")
    #expect(pair.stage.bank.ledger.book.proofs.rows.isEmpty)
  }
}

extension Pair {
  /// The payee takes a payment and the payer learns it.
  mutating func acceptAndTell(_ payment: Packet, by payee: String, payer: String) throws {
    try stage.take(payer, try stage.accept(payee, payment))
  }
}
