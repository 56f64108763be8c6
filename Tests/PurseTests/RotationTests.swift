import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// A purse that changes its serial (docs/spec/privacy.md). What the ledger makes of it is in
/// SettlementTests.
struct RotationTests {
  private static func rotating(_ change: (inout Policy) -> Void = { _ in }) throws -> Pair {
    try Pair {
      $0.rotation = 1
      change(&$0)
    }
  }

  private static func nextKey(_ pair: inout Pair) throws -> PublicKey? {
    let upload = try pair.stage.upload("Bob")
    return try Signed<SyncRequest>(upload.message.span.bytes).content.nextKey
  }

  /// The grant for Bob's outstanding request, with a certificate made to measure.
  private static func grant(
    _ pair: inout Pair, _ change: (inout Certificate) -> Void
  ) throws -> [UInt8] {
    let upload = try pair.stage.upload("Bob")
    let message = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant
    var grant = try Signed<SyncGrant>(message.span.bytes).content
    var certificate = try #require(grant.certificate).content
    change(&certificate)
    let digest = certificate.digest(hash: ModelPurseCrypto(seed: 0))
    let signature = pair.stage.bank.ledger.crypto.sign(digest, as: AuthorityID(0xA1))
    grant.certificate = Signed(content: certificate, signature: try #require(signature))
    return [UInt8](pair.stage.bank.signed(grant))
  }

  @Test("PRV-1: the key is made once and offered through power loss and repeats until it is used")
  func offered() throws {
    var pair = try Self.rotating()
    let key = try #require(try Self.nextKey(&pair))
    #expect(try Self.nextKey(&pair) == key)
    let bob = try #require(pair.stage.purses["Bob"])
    #expect(bob.currentCertificate?.content.key != key)
    pair.stage.purses["Bob"] = Pair.reopened(bob)
    #expect(try Self.nextKey(&pair) == key)
    _ = try pair.stage.request("Bob", Pair.sek(1))
    try pair.stage.sync("Bob")
    #expect(try Self.nextKey(&pair) == key)
    try pair.stage.sync("Bob")
    try pair.stage.refuse("Bob", oldest: ())
    try pair.stage.sync("Bob")
    #expect(pair.stage.purses["Bob"]?.currentCertificate?.content.key == key)
    let next = try Self.nextKey(&pair)
    #expect(next != nil && next != key)
  }

  @Test("PRV-1: a ring that has decided direct payments offers no key")
  func ring() throws {
    var pair = try Self.rotating { $0.ring = true }
    #expect(try Self.nextKey(&pair) != nil)
    try pair.stage.sync("Bob")
    let serial = try #require(pair.stage.serial("Bob"))
    _ = try pair.stage.accept("Bob", try pair.paidDirect(5))
    #expect(try Self.nextKey(&pair) == nil)
    try pair.stage.sync("Bob")
    #expect(pair.stage.serial("Bob") == serial)
  }

  @Test("PRV-3: a certificate that is not the purse's own next one leaves serial and key")
  func foreign() throws {
    let changes: [(inout Certificate) -> Void] = [
      { $0.key = PublicKey(x: Word32(1, 1, 1, 1), y: .zero) },
      { $0.reporting = .totalsOnly },
      { $0.currency = CurrencyCode(numeric: 578) ?? $0.currency },
    ]
    // One of an issuer that it does not know waits until it does (KEY-20).
    var waiting = try Self.rotating()
    let unknown = try Self.grant(&waiting) { $0.issuer = AuthorityID(0xA2) }
    #expect(throws: PurseError.unknownIssuer) { try waiting.stage.apply("Bob", unknown) }
    for change in changes {
      var pair = try Self.rotating()
      let before = try #require(pair.stage.purses["Bob"]?.currentCertificate)
      try pair.stage.apply("Bob", try Self.grant(&pair, change))
      #expect(pair.stage.purses["Bob"]?.currentCertificate?.content == before.content)
      #expect(pair.stage.status("Bob")?.lastGrant == GrantNumber(1))
    }
    var pair = try Self.rotating()
    try pair.stage.apply("Bob", try Self.grant(&pair) { _ in })
    #expect(pair.stage.status("Bob")?.requestNumber == RequestNumber(0))
    #expect(pair.stage.serial("Bob") != Serial(2))
  }

  @Test(
    "PRV-4: the rotating grant's entry is the first of a chain that begins after the serial's start"
  )
  func chain() throws {
    var pair = try Self.rotating()
    _ = try pair.stage.accept("Bob", try pair.paidDirect(5))
    try pair.exchange(7)
    #expect(pair.stage.status("Bob")?.decidedDirect == 1)
    try pair.stage.sync("Bob")
    let status = try #require(pair.stage.status("Bob"))
    let serial = try #require(pair.stage.serial("Bob"))
    #expect(status.sequence == serial.start.next)
    #expect(status.covered == serial.start)
    #expect(status.requestNumber == RequestNumber(0))
    #expect(status.decidedDirect == 0)
    #expect(status.spendable == Pair.sek(12))
    let upload = try pair.stage.upload("Bob")
    #expect(upload.items.count == 1)
    #expect(upload.start == .start)
    let entry = try #require(upload.items.first)
    #expect(
      status.head
        == Head.start.extended(by: entry.entry.span.bytes, hash: ModelPurseCrypto(seed: 0)))
    let bob = try #require(pair.stage.purses["Bob"])
    let picture = try pair.picture("Bob")
    #expect(Pair.picture(Pair.reopened(bob)) == picture)
  }

  @Test(
    "PRV-5: a direct payment whose answer was lost before the rotation is not made twice after it")
  func lateRepetition() throws {
    var pair = try Self.rotating()
    let command = PurseCommand.payDirect(
      expected: pair.next("Alice"), amount: Pair.sek(5),
      payee: try #require(pair.stage.serial("Bob")),
      certificate: [])
    try pair.stage.givePIN("Alice")
    try pair.stage.run("Alice", command)
    for _ in 0..<3 {
      try pair.stage.sync("Alice")
      try pair.stage.givePIN("Alice")
      #expect {
        try pair.stage.run("Alice", command)
      } throws: { error in
        if case .outOfOrder = error as? PurseError { true } else { false }
      }
    }
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(195))
  }

  @Test("PRV-1: a purse written before serials were rotated is read, and offers a key")
  func earlierForm() throws {
    var purse = try #require(try Pair().stage.purses["Bob"])
    var pieces: [[UInt8]] = []
    try purse.state.encodePieces { (piece) throws(StorageError) in pieces.append(piece.array) }
    var state = PurseState()
    for piece in pieces {
      // The piece of the keys ended before the offered one's handle.
      let old = piece.first == StatePiece.keys.rawValue ? Array(piece.dropLast(32)) : piece
      let bytes = PieceBytes(old.span.bytes)
      state.decode(try #require(bytes))
    }
    #expect(state.offeredHandle.word == .zero)
    #expect(state.keyHandle == purse.state.keyHandle)
    #expect(state.certificate?.content == purse.state.certificate?.content)
  }
}

extension Stage {
  /// Refuses the oldest open request.
  fileprivate mutating func refuse(_ name: String, oldest: Void) throws {
    var purse = try #require(purses[name])
    let request = purse.openRequest(0)
    let open = try #require(request)
    try run(name, .refuseRequest(expected: purse.status.sequence.next, request: open.digest))
  }
}
