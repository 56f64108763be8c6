import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// What becomes of a purse that was set back to an older copy of itself, in the books.
@Suite struct RestoringTests {
  @Test(
    "CLM-51, CLM-53: the serial closes, what was paid since is a late debit, the rest is the account's"
  )
  func lateDebit() throws {
    var town = try Town()
    let copy = try #require(town.stage.purses["Alice"])
    let old = try #require(town.stage.serial("Alice"))
    let paid = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", paid)
    try town.stage.restore("Alice", from: copy)
    #expect(try town.stage.sync("Alice").notices == [.restored])
    let new = try #require(town.stage.serial("Alice"))
    #expect(new != old)
    #expect(town.book.heir(of: old) == new)
    #expect(town.book.purses[old]?.isClaimed == true)
    #expect(town.stage.bank.ledger.rules.blockList.contains(old))
    #expect(!town.stage.bank.ledger.rules.blockList.contains(new))
    #expect(town.book.purses[old]?.shadow == Town.sek(200))
    #expect(town.spendable("Alice") == .zero)
    try town.stage.sync("Bob")
    #expect(town.book.purses[old]?.shadow == Town.sek(120))
    #expect(town.shadow("Bob") == Town.sek(80))
    town.stage.time = Town.afterGrace
    #expect(try town.stage.bank.ledger.payClaim(on: old, time: town.stage.time) == Town.sek(120))
    // It goes on to the purse, under its new serial.
    try town.stage.sync("Alice")
    #expect(town.spendable("Alice") == Town.sek(120))
    #expect(town.shadow("Alice") == Town.sek(120))
    #expect(town.account("Alice") == Town.sek(800))
    town.expectSettled()
  }

  @Test(
    "CLM-53: what the copy had not reported is booked, and what it sent before the copy is booked once"
  )
  func reports() throws {
    var town = try Town()
    try town.exchange("Alice", "Bob", 30)
    let copy = try #require(town.stage.purses["Alice"])
    try town.exchange("Alice", "Bob", 50)
    try town.stage.restore("Alice", from: copy)
    let old = try #require(town.book.purses.rows.values.first { $0.account == "Alice" })
    try town.stage.sync("Alice")
    #expect(town.book.purses[old.certificate.serial]?.shadow == Town.sek(170))
    try town.stage.sync("Bob")
    #expect(town.book.purses[old.certificate.serial]?.shadow == Town.sek(120))
    #expect(town.book.proofs.rows.isEmpty)
    #expect(town.book.unexplained == .zero)
  }

  @Test("CLM-51: a copy of any age is answered, and the same request gets the same grant")
  func anyAge() throws {
    var town = try Town()
    let copy = try #require(town.stage.purses["Alice"])
    let old = try #require(town.stage.serial("Alice"))
    try town.exchange("Alice", "Bob", 50)
    try town.stage.sync("Alice")
    try town.exchange("Alice", "Bob", 20)
    try town.stage.sync("Alice", load: Town.sek(40))
    try town.stage.restore("Alice", from: copy)
    let upload = try town.stage.upload("Alice")
    let first = try town.send(upload)
    let again = try town.send(upload)
    #expect(again.grant == first.grant)
    #expect(again.notices == [.repeated])
    try town.stage.apply("Alice", first.grant)
    #expect(town.book.purses[old]?.shadow == Town.sek(170))
    try town.stage.sync("Alice", load: Town.sek(100))
    #expect(town.shadow("Alice") == Town.sek(100))
    #expect(town.book.proofs.rows.isEmpty)
    #expect(town.stage.row("Alice")?.state == .active)
  }

  @Test("CLM-51: a purse that something speaks against gets no new serial by it")
  func refused() throws {
    for (error, prepare) in Self.standings {
      var town = try Town()
      let copy = try #require(town.stage.purses["Alice"])
      try prepare(&town)
      try town.stage.restore("Alice", from: copy)
      let before = town.book.purses.rows
      #expect(throws: error) { try town.stage.sync("Alice") }
      #expect(town.book.purses.rows == before)
    }
  }

  private static var standings: [(LedgerError, (inout Town) throws -> Void)] {
    [
      (.alreadyClaimed, { try $0.report(.lost, "Alice") }),
      (
        .purseSuspended, { try $0.stage.bank.ledger.suspend($0.stage.serial("Alice") ?? Serial(0)) }
      ),
      (
        .convicted,
        { town in
          let serial = town.stage.serial("Alice") ?? Serial(0)
          town.stage.bank.ledger.book.purses.update(serial) { $0.isConvicted = true }
        }
      ),
    ]
  }

  @Test("CLM-51: one that was paid out is terminated, and a key that it had before is refused")
  func closedOrStale() throws {
    var town = try Town()
    let copy = try #require(town.stage.purses["Alice"])
    try town.report(.lost, "Alice")
    try town.payOut("Alice")
    try town.stage.restore("Alice", from: copy)
    try town.stage.sync("Alice")
    #expect(town.stage.status("Alice")?.lifeCycle == .terminated)
    #expect(town.account("Alice") == Town.sek(1_000))
    #expect(town.book.isBalanced)

    var other = try Town()
    let purse = try #require(other.stage.purses["Alice"])
    let own = try #require(purse.currentCertificate).content
    let request = SyncRequest(
      serial: own.serial, lastGrant: GrantNumber(1), first: SequenceNumber(1),
      last: SequenceNumber.none, head: .start, spendable: .zero, pending: .zero, policyNumber: 1,
      blockListNumber: 0, appletVersion: 1, nextKey: own.key, load: nil, unblockPIN: false,
      checkpoint: nil, restored: true)
    // In the model a public key is the secret one.
    var crypto = ModelPurseCrypto(seed: 0)
    let signature = crypto.sign(request.digest(hash: crypto), with: KeyHandle(own.key.x))
    let packet = Packet(
      kind: .upload, message: [UInt8](Signed(content: request, signature: signature)))
    #expect(throws: LedgerError.malformed(.outOfRange)) { try other.send(packet) }
  }

  @Test("CLM-51: no intermediary attests a restoring or takes it back")
  func intermediaries() throws {
    var town = try Town()
    let serial = try #require(town.stage.serial("Alice"))
    try town.stage.restore("Alice", from: try #require(town.stage.purses["Alice"]))
    try town.stage.sync("Alice")
    for (kind, error) in [(ClaimKind.found, LedgerError.noClaim), (.lost, .alreadyClaimed)] {
      let claim = town.stage.bank.claim(
        kind, on: serial, account: "Alice", number: ClaimNumber(9), time: town.stage.time)
      #expect(throws: error) {
        try town.stage.bank.ledger.take(claim: claim, time: town.stage.time)
      }
    }
    let bob = try #require(town.stage.serial("Bob"))
    let forged = town.stage.bank.claim(
      .restored, on: bob, account: "Bob", number: ClaimNumber(1),
      replacement: town.stage.serial("Charlie"), time: town.stage.time)
    #expect(throws: LedgerError.malformed(.outOfRange)) {
      try town.stage.bank.ledger.take(claim: forged, time: town.stage.time)
    }
  }

  @Test("CLM-56: restored again, from the same copy, the serial given before closes as well")
  func again() throws {
    var town = try Town()
    let copy = try #require(town.stage.purses["Alice"])
    let first = try #require(town.stage.serial("Alice"))
    try town.stage.restore("Alice", from: copy, chance: 1_001)
    try town.stage.sync("Alice")
    try town.stage.sync("Alice", load: Town.sek(100))
    let second = try #require(town.stage.serial("Alice"))
    try town.exchange("Alice", "Bob", 30)
    try town.stage.restore("Alice", from: copy, chance: 1_002)
    try town.stage.sync("Alice")
    let third = try #require(town.stage.serial("Alice"))
    #expect(town.book.heirs(of: first) == [second, third])
    #expect(town.book.purses[second]?.isClaimed == true)
    #expect(town.book.purses[third]?.state == .active)
    try town.stage.sync("Bob")
    #expect(town.book.purses[second]?.shadow == Town.sek(70))
    town.stage.time = Town.afterGrace
    for serial in [first, second] {
      try town.stage.bank.ledger.payClaim(on: serial, time: town.stage.time)
    }
    try town.stage.sync("Alice")
    #expect(town.spendable("Alice") == Town.sek(270))
    #expect(town.account("Alice") == Town.sek(700))
    town.expectSettled()
    for chance in 3...9 {
      try town.stage.restore("Alice", from: copy, chance: 1_000 + UInt64(chance))
      guard chance == 3 else { continue }
      // The serial of that copy is paid out by now.
      try town.stage.sync("Alice")
      #expect(town.stage.status("Alice")?.lifeCycle == .terminated)
    }
  }

  @Test("CLM-56: one purse is restored eight times and no more")
  func bounded() throws {
    var town = try Town()
    let copy = try #require(town.stage.purses["Alice"])
    for chance in 1...8 {
      try town.stage.restore("Alice", from: copy, chance: 1_000 + UInt64(chance))
      try town.stage.sync("Alice")
    }
    try town.stage.restore("Alice", from: copy, chance: 1_009)
    #expect(throws: LedgerError.purseSuspended) { try town.stage.sync("Alice") }
  }

  @Test("CLM-54: evidence of what a restored purse pays under its new serial is opened")
  func evidence() throws {
    var town = try Town()
    try town.stage.restore("Bob", from: try #require(town.stage.purses["Bob"]))
    try town.stage.sync("Bob")
    try town.exchange("Alice", "Bob", 80)
    try town.exchange("Bob", "Charlie", 50)
    try town.stage.sync("Charlie")
    #expect(town.book.totals.pool == 0)
    #expect(town.shadow("Bob") == Town.sek(30))
    try town.stage.sync("Alice")
    try town.stage.sync("Bob")
    town.expectSettled(["Alice", "Bob", "Charlie"])
  }
}
