import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Blame: each of the four proofs, and the honest never named (LED-40 to LED-43, LED-60 to LED-70).
struct ProofTests {
  static let hash = ModelPurseCrypto(seed: 0)

  static func digest(_ packet: Packet) throws -> Digest {
    try Signed<Payment>(packet.message.span.bytes).digest(hash: hash)
  }

  static func signed<Content: MessageContent>(
    _ content: Content, by name: String, in town: Town
  ) throws -> [UInt8] {
    var crypto = ModelPurseCrypto(seed: 5)
    let handle = try #require(town.stage.purses[name]).state.keyHandle
    return [UInt8](
      Signed(content: content, signature: crypto.sign(content.digest(hash: crypto), with: handle)))
  }

  @Test(
    "LED-41: a clone's two payments at one place prove it at the second upload (attack 18)",
    arguments: [["Bob", "Charlie"], ["Charlie", "Bob"]])
  func fork(order: [String]) throws {
    var town = try Town()
    let clone = town.stage.purses["Alice"]
    try town.exchange("Alice", "Bob", 80)
    town.stage.purses["Alice"] = clone
    try town.exchange("Alice", "Charlie", 70)
    try town.stage.sync(order[0])
    #expect(town.book.proofs.rows.isEmpty)
    try town.stage.sync(order[1])
    #expect(town.proofs("Alice") == [.fork])
    #expect(town.stage.row("Alice")?.isConvicted == true)
    #expect(town.proofs("Bob").isEmpty && town.proofs("Charlie").isEmpty)
    #expect(town.shadow("Bob") == Town.sek(80))
    #expect(town.shadow("Charlie") == Town.sek(70))
    #expect(town.book.isBalanced)
  }

  @Test("LED-41: the same payment with another signature is no fork (attack 17)") func malleable()
    throws
  {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", payment)
    var altered = payment
    altered.message[altered.message.count - 1] ^= 1
    #expect(try Self.digest(altered) == Self.digest(payment))
    try town.stage.sync("Alice")
    try town.stage.sync("Charlie", documents: [altered, payment])
    try town.syncAll(["Bob", "Alice"])
    town.expectSettled()
  }

  @Test("LED-42: a payment that its payer's synced journal does not have convicts the payer")
  func missing() throws {
    var town = try Town()
    let clone = town.stage.purses["Alice"]
    try town.exchange("Alice", "Bob", 80)
    town.stage.purses["Alice"] = clone
    try town.stage.unload("Alice", Town.sek(10))
    try town.stage.sync("Alice")
    try town.stage.sync("Bob")
    #expect(town.proofs("Alice") == [.missing])
    #expect(town.shadow("Bob") == Town.sek(80))
  }

  @Test("LED-42: and when the payment was known before the journal came") func missingLater() throws
  {
    var town = try Town()
    let clone = town.stage.purses["Alice"]
    try town.exchange("Alice", "Bob", 80)
    try town.stage.sync("Bob")
    town.stage.purses["Alice"] = clone
    try town.stage.unload("Alice", Town.sek(10))
    try town.stage.sync("Alice")
    #expect(town.proofs("Alice") == [.missing])
    #expect(town.book.accounts["Alice"] == Town.sek(800))
  }

  @Test("LED-40: a journal that makes value from nothing convicts its signer") func fromNothing()
    throws
  {
    var town = try Town()
    try town.stage.sync("Alice")
    town.stage.purses["Alice"]?.state.spendable = Town.sek(900)
    try town.exchange("Alice", "Bob", 500)
    try town.stage.sync("Alice")
    #expect(town.proofs("Alice") == [.journal])
    try town.stage.sync("Bob")
    #expect(town.shadow("Bob") == Town.sek(500))
    #expect(town.book.totals.loss == -30_000)
    #expect(town.book.isBalanced)
  }

  @Test("LED-40: declaring more than the entries add up to convicts") func declares() throws {
    var town = try Town()
    try town.stage.sync("Alice")
    town.stage.purses["Alice"]?.state.pending = Town.sek(1)
    try town.stage.sync("Alice")
    #expect(town.proofs("Alice") == [.journal])
  }

  @Test("LED-40: entering a payment twice convicts whoever took it, never the payer (attack 16)")
  func takenTwice() throws {
    var town = try Town()
    let payment = try town.stage.payDirect("Alice", to: "Bob", Town.sek(50))
    _ = try town.stage.accept("Bob", payment)
    town.stage.purses["Bob"]?.state.decided.removeAll()
    _ = try town.stage.request("Bob", Town.sek(1))
    _ = try town.stage.accept("Bob", payment)
    try town.stage.sync("Bob")
    try town.stage.sync("Alice")
    #expect(town.proofs("Bob") == [.journal])
    #expect(town.proofs("Alice").isEmpty)
  }

  @Test("LED-43: a refusal after an uploaded acceptance convicts and moves no money (attack 14)")
  func twoFaced() throws {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", payment)
    try town.stage.unload("Bob", Town.sek(80))
    try town.stage.sync("Bob")
    let refusal = Refusal(subject: .payment(try Self.digest(payment)))
    let packet = Packet(
      kind: .decision, message: try Self.signed(refusal, by: "Bob", in: town),
      certificate: town.stage.purses["Bob"]?.certificateMessage)
    try town.stage.sync("Alice", documents: [packet])
    #expect(town.proofs("Bob") == [.twoFaced])
    #expect(town.proofs("Alice").isEmpty)
    #expect(town.spendable("Alice") == Town.sek(120))
    #expect(town.book.totals.held == 0)
    #expect(town.book.isBalanced)
  }

  @Test("LED-43: a refund that the payer had taken is then the central bank's loss")
  func soldRefusal()
    throws
  {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", payment)
    try town.stage.sync("Bob")
    let refusal = Refusal(subject: .payment(try Self.digest(payment)))
    let packet = Packet(
      kind: .decision, message: try Self.signed(refusal, by: "Bob", in: town),
      certificate: town.stage.purses["Bob"]?.certificateMessage)
    try town.stage.take("Alice", packet)
    try town.stage.sync("Alice")
    #expect(town.proofs("Bob") == [.twoFaced])
    #expect(town.proofs("Alice").isEmpty)
    #expect(town.shadow("Alice") == Town.sek(200))
    #expect(town.book.totals.loss == -8_000)
    #expect(town.book.isBalanced)
  }

  @Test("LED-43: enclosing a payment as evidence and refusing it convicts the encloser (attack 22)")
  func enclosedAndRefused() throws {
    var town = try Town()
    let first = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", first)
    try town.exchange("Bob", "Charlie", 50)
    let refusal = Refusal(subject: .payment(try Self.digest(first)))
    let packet = Packet(
      kind: .decision, message: try Self.signed(refusal, by: "Bob", in: town),
      certificate: town.stage.purses["Bob"]?.certificateMessage)
    try town.stage.sync("Charlie")
    try town.stage.sync("Alice", documents: [packet])
    #expect(town.proofs("Bob") == [.twoFaced])
    #expect(town.proofs("Alice").isEmpty && town.proofs("Charlie").isEmpty)
    #expect(town.shadow("Charlie") == Town.sek(50))
  }

  @Test("LED-40: a payment with a forged signature in a journal convicts whoever took it")
  func forged()
    throws
  {
    var town = try Town()
    let payment = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.accept("Bob", payment)
    // Bob's broken purse signs a head over an entry whose signature does not hold.
    var upload = try town.stage.upload("Bob")
    let taken = upload.items[0].entry
    let first = try JournalEntry(taken.span.bytes)
    guard case .received(let digest, let amount, let signature) = first else {
      throw PurseError.storage
    }
    let bad = Signature(r: signature.s, s: signature.r)
    var bytes = Bytes<1024>()
    JournalEntry.received(payment: digest, amount: amount, signature: bad).encode(into: &bytes)
    upload.items[0].entry = bytes.array
    var request = try Signed<SyncRequest>(upload.message.span.bytes).content
    let entry = bytes.array
    request.head = Head.start.extended(by: entry.span.bytes, hash: Self.hash)
    upload.message = try Self.signed(request, by: "Bob", in: town)
    try town.send(upload)
    #expect(town.proofs("Bob") == [.journal])
    #expect(town.shadow("Bob") == .zero)
  }

  @Test("LED-62: a convicted purse unloads to the loss account and loads nothing") func convicted()
    throws
  {
    var town = try Town()
    try town.stage.sync("Alice")
    town.stage.purses["Alice"]?.state.pending = Town.sek(1)
    try town.stage.sync("Alice")
    try town.stage.unload("Alice", Town.sek(100))
    let outcome = try town.stage.sync("Alice", load: Town.sek(1))
    #expect(outcome.notices.contains(.loadRefused(.suspended)))
    #expect(town.book.accounts["Alice"] == Town.sek(800))
    #expect(town.book.totals.loss == 10_000)
    #expect(town.book.isBalanced)
  }

  @Test("LED-62: a conviction moves the purse's advance from the pool to loss") func writeOff()
    throws
  {
    var town = try Town(liquidity: .pool)
    let clone = town.stage.purses["Alice"]
    try town.exchange("Alice", "Bob", 150)
    town.stage.purses["Alice"] = clone
    try town.exchange("Alice", "Charlie", 150)
    try town.stage.sync("Bob")
    try town.stage.sync("Charlie")
    #expect(town.stage.row("Alice")?.advance == Town.sek(100))
    #expect(town.book.totals.pool == 0)
    #expect(town.book.totals.loss == -10_000)
    #expect(town.book.isBalanced)
  }

  @Test("LED-70: a proof carries certificate, kind and the contradicting statements") func packet()
    throws
  {
    var town = try Town()
    let clone = town.stage.purses["Alice"]
    let first = try town.paid("Alice", "Bob", 80)
    town.stage.purses["Alice"] = clone
    let second = try town.paid("Alice", "Charlie", 70)
    try town.stage.sync("Charlie", documents: [first, second])
    let row = try #require(town.book.proofs.rows.values.first)
    let proof = try Packet(row.packet)
    #expect(proof.kind == .proof && proof.proof == .fork)
    #expect(proof.documents == [first.message, second.message])
    #expect(
      try Signed<Certificate>(proof.message.span.bytes).content.serial
        == town.stage.serial("Alice"))
  }
}
