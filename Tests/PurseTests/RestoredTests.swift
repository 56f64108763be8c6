import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// A purse that was set back to an older copy of its memory (PUR-27). What the ledger makes of it is in
/// SettlementTests.
struct RestoredTests {
  @Test("CLM-50, PUR-27, PUR-2: a restored purse does nothing but sync")
  func onlySyncs() throws {
    var pair = try Pair()
    let request = try pair.stage.request("Bob", Pair.sek(10))
    let paid = try pair.stage.pay("Alice", request)
    for name in ["Alice", "Bob"] {
      try pair.stage.restore(name, from: try #require(pair.stage.purses[name]))
    }
    #expect(throws: PurseError.restored) { try pair.stage.request("Bob", Pair.sek(1)) }
    #expect(throws: PurseError.restored) { try pair.stage.accept("Bob", paid) }
    #expect(throws: PurseError.restored) { try pair.stage.refuse("Bob", payment: paid) }
    #expect(throws: PurseError.restored) { try pair.stage.refuse("Bob", request: request) }
    #expect(throws: PurseError.restored) { try pair.stage.pay("Alice", request) }
    #expect(throws: PurseError.restored) { try pair.stage.unload("Alice", Pair.sek(1)) }
    #expect(throws: PurseError.restored) { try pair.stage.givePIN("Alice") }
    #expect(pair.stage.status("Alice")?.lifeCycle == .restored)
    try pair.stage.sync("Alice")
    #expect(pair.stage.status("Alice")?.lifeCycle == .active)
  }

  @Test("PUR-27: marking outlives power, makes a key each time, and forgets what was asked before")
  func marking() throws {
    var pair = try Pair()
    let before = try pair.stage.upload("Alice")
    let grant = try pair.stage.bank.ledger.sync(before, time: pair.stage.time).grant
    let copy = try #require(pair.stage.purses["Alice"])
    try pair.stage.restore("Alice", from: copy)
    #expect(pair.stage.status("Alice")?.awaitsGrant == false)
    #expect(throws: PurseError.grantDoesNotMatch) { try pair.stage.apply("Alice", grant) }
    let request = try Self.request(&pair)
    #expect(request.restored)
    #expect(request.nextKey != nil)
    pair.stage.purses["Alice"] = Pair.reopened(try #require(pair.stage.purses["Alice"]))
    #expect(try Self.request(&pair) == request)
    try pair.stage.purses["Alice"]?.markRestored()
    let again = try Self.request(&pair)
    #expect(again.restored && again.nextKey != nil && again.nextKey != request.nextKey)
    #expect(throws: PurseError.notPersonalised) {
      var blank = ModelPurse(
        crypto: ModelPurseCrypto(seed: 1), storage: MemoryStorage(bankSize: 32_768))
      try blank.markRestored()
    }
  }

  @Test("CLM-52: a restored purse takes no other grant, and no other purse takes a restored one's")
  func grants() throws {
    var pair = try Pair()
    let copy = try #require(pair.stage.purses["Alice"])
    try pair.stage.restore("Alice", from: copy)
    let upload = try pair.stage.upload("Alice")
    let message = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant
    let good = try Signed<SyncGrant>(message.span.bytes).content
    func apply(_ change: (inout SyncGrant) -> Void) throws(PurseError) {
      var grant = good
      change(&grant)
      try pair.stage.apply("Alice", [UInt8](pair.stage.bank.signed(grant)))
    }
    #expect(throws: PurseError.grantDoesNotMatch) { try apply { $0.restored = false } }
    #expect(throws: PurseError.grantDoesNotMatch) {
      try apply {
        $0.restored = false
        $0.certificate = nil
      }
    }
    let own = try #require(copy.currentCertificate)
    #expect(throws: PurseError.grantDoesNotMatch) { try apply { $0.certificate = own } }
    let given = try #require(good.certificate)
    var longer = given.content
    longer.notAfter = LedgerTime(seconds: longer.notAfter.seconds + 1)
    let forged = Signed(content: longer, signature: given.signature)
    #expect(throws: PurseError.badCertificate) { try apply { $0.certificate = forged } }
    #expect(pair.stage.status("Alice")?.lifeCycle == .restored)
    try pair.stage.apply("Alice", message)
    #expect(pair.stage.status("Alice")?.lifeCycle == .active)
    #expect(pair.stage.serial("Alice") == good.certificate?.content.serial)
    // Bob was never restored.
    let bobs = try pair.stage.upload("Bob")
    let his = try pair.stage.bank.ledger.sync(bobs, time: pair.stage.time).grant
    var grant = try Signed<SyncGrant>(his.span.bytes).content
    grant.restored = true
    grant.certificate = good.certificate
    #expect(throws: PurseError.grantDoesNotMatch) {
      try pair.stage.apply("Bob", [UInt8](pair.stage.bank.signed(grant)))
    }
  }

  @Test("CLM-52: with the grant the purse begins anew, without value, requests and doubts")
  func beginsAnew() throws {
    var pair = try Pair()
    _ = try pair.stage.pay("Alice", try pair.stage.request("Bob", Pair.sek(10)))
    _ = try pair.stage.request("Alice", Pair.sek(5))
    try pair.stage.restore("Alice", from: try #require(pair.stage.purses["Alice"]))
    try pair.stage.sync("Alice")
    let status = try #require(pair.stage.status("Alice"))
    let serial = try #require(pair.stage.serial("Alice"))
    #expect(status.spendable == .zero && status.pending == .zero && status.inDoubt == .zero)
    #expect(status.openRequests == 0)
    #expect(status.sequence == serial.start.next)
    try pair.stage.givePIN("Alice")
  }

  private static func request(_ pair: inout Pair) throws -> SyncRequest {
    try Signed<SyncRequest>(try pair.stage.upload("Alice").message.span.bytes).content
  }
}
