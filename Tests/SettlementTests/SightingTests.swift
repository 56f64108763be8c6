import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Forks that a host saw offline and brings to the ledger (docs/spec/claims.md).
@Suite("Forks seen offline") struct SightingTests {
  private static let hash = ModelPurseCrypto(seed: 0)

  /// Alice's purse and its copy have both paid Bob at one place of their journal.
  private static func forked() throws -> (Town, first: Packet, second: Packet) {
    var town = try Town()
    let clone = town.stage.purses["Alice"]
    let first = try town.paid("Alice", "Bob", 80)
    town.stage.purses["Alice"] = clone
    let second = try town.paid("Alice", "Bob", 70)
    return (town, first, second)
  }

  /// Shows a purse's host a payment.
  private static func show(
    _ packet: Packet, to name: String, _ town: inout Town, _ sightings: inout Sightings
  ) throws -> Sightings.Fork? {
    let crypto = town.stage.bank.ledger.crypto
    var purse = try #require(town.stage.purses[name])
    return try purse.see(packet, in: &sightings, hash: hash) { payment, key, seconds in
      crypto.holds(payment, by: key, beside: seconds)
    }
  }

  private static func proof(_ town: Town, _ first: Packet, _ second: Packet) -> Packet {
    var proof = Packet(kind: .proof, message: second.certificate ?? [])
    proof.proof = .fork
    proof.documents = [first.message, second.message]
    return proof
  }

  private static func verifier(_ town: Town) throws -> ProofVerifier<ModelLedgerCrypto> {
    let bank = town.stage.bank
    return try ProofVerifier(
      root: bank.rootKey, authorities: [bank.issuer, bank.authority], crypto: bank.ledger.crypto)
  }

  @Test("SUS-10, SUS-11: two payments at one place are a proof at once, with no ledger in reach")
  func seen() throws {
    var (town, first, second) = try Self.forked()
    var sightings = Sightings()
    #expect(try Self.show(first, to: "Bob", &town, &sightings) == nil)
    #expect(try Self.show(first, to: "Bob", &town, &sightings) == nil)
    let fork = try #require(try Self.show(second, to: "Bob", &town, &sightings))
    #expect(fork.serial == town.stage.serial("Alice"))
    let fault = try Self.verifier(town).verify(try Packet(fork.proof.bytes))
    #expect(fault == ProvenFault(serial: fork.serial, kind: .fork))
    // One proof a purse, however often it comes.
    #expect(try Self.show(second, to: "Bob", &town, &sightings) == fork)
    #expect(sightings.forks == [fork] && sightings.seen.count == 1)
  }

  @Test("SUS-10: what is not signed, or by whom the purse does not trust, takes no room")
  func untrusted() throws {
    var (town, first, second) = try Self.forked()
    var sightings = Sightings()
    var altered = first
    altered.message[altered.message.count - 1] ^= 1
    var strange = first
    strange.certificate = second.certificate.map { bytes in
      var bytes = bytes
      bytes[bytes.count - 1] ^= 1
      return bytes
    }
    var bare = first
    bare.certificate = nil
    for packet in [altered, strange, bare] {
      #expect(try Self.show(packet, to: "Bob", &town, &sightings) == nil)
    }
    #expect(sightings.seen.isEmpty)
  }

  @Test("SUS-10: the latest payments are kept, 256 KiB of them") func room() throws {
    var (_, first, _) = try Self.forked()
    first.seconds = [[UInt8](repeating: 1, count: 3_373)]
    var sightings = Sightings()
    let message = first.message
    let signed = try Signed<Payment>(message.span.bytes)
    var last = first
    for sequence in 1...100 as ClosedRange<UInt64> {
      var payment = signed.content
      payment.sequence = SequenceNumber(sequence)
      last.message = [UInt8](Signed(content: payment, signature: signed.signature))
      #expect(sightings.note(last, hash: Self.hash) == nil)
    }
    let size = sightings.seen.reduce(0) { $0 + $1.bytes.count }
    #expect(abs(size - Sightings.mostBytes) < 8_000 && sightings.seen.count < 100)
    #expect(sightings.seen.last?.message == last.message)
  }

  @Test("SUS-12: the ledger convicts though the second was refused, and books it not")
  func reported() throws {
    var (town, first, second) = try Self.forked()
    var sightings = Sightings()
    _ = try Self.show(first, to: "Bob", &town, &sightings)
    _ = try town.stage.accept("Bob", first)
    _ = try Self.show(second, to: "Bob", &town, &sightings)
    _ = try town.stage.refuse("Bob", payment: second)
    try town.stage.sync("Bob", documents: sightings.unreported)
    #expect(town.proofs("Alice") == [.fork])
    #expect(town.stage.row("Alice")?.isConvicted == true)
    #expect(town.shadow("Bob") == Town.sek(80))
    #expect(try town.row(second) == nil)
    let row = try #require(town.book.proofs.rows.values.first)
    #expect(
      try Self.verifier(town).verify(try Packet(row.packet)).serial == town.stage.serial("Alice"))
    #expect(town.stage.row("Bob")?.state == .active && town.book.isBalanced)
    let reported = sightings.unreported
    sightings.noteReported(reported)
    #expect(sightings.unreported.isEmpty && sightings.forks.count == 1)
    // Known once, it costs no check (LED-64).
    let checks = town.book.totals.signatureChecks
    try town.stage.sync("Charlie", documents: reported)
    #expect(town.book.totals.signatureChecks == checks + 1)
    #expect(town.proofs("Alice") == [.fork])
  }

  @Test("SUS-12: from whoever brings it, before either payment is known") func carried() throws {
    var (town, first, second) = try Self.forked()
    try town.stage.sync("Charlie", documents: [Self.proof(town, first, second)])
    #expect(town.proofs("Alice") == [.fork])
    #expect(town.shadow("Bob") == .zero && town.book.payments.rows.isEmpty)
    // What Bob took in good faith is his (LED-62).
    _ = try town.stage.accept("Bob", first)
    try town.syncAll(["Bob"])
    #expect(town.shadow("Bob") == Town.sek(80) && town.book.isBalanced)
  }

  @Test("SUS-13: what is no fork names nobody and costs its carrier nothing") func noForks() throws
  {
    var (town, first, second) = try Self.forked()
    var honest = try Town()
    let one = try honest.paid("Alice", "Bob", 10)
    let two = try honest.paid("Alice", "Bob", 10)
    var resigned = first
    resigned.message[resigned.message.count - 1] ^= 1
    var other = Self.proof(town, first, second)
    other.proof = .missing
    var three = Self.proof(town, first, second)
    three.documents.append(first.message)
    let false1 = [
      Self.proof(town, first, first), Self.proof(town, first, resigned),
      Self.proof(town, resigned, second), other, three,
    ]
    try town.stage.sync("Charlie", documents: false1)
    #expect(town.book.proofs.rows.isEmpty)
    try honest.stage.sync("Charlie", documents: [Self.proof(honest, one, two)])
    #expect(honest.book.proofs.rows.isEmpty)
    for name in ["Alice", "Bob", "Charlie"] {
      #expect(town.stage.row(name)?.state == .active && honest.stage.row(name)?.state == .active)
    }
  }

  @Test("SUS-13: uploads full of forged ones cost the ledger 8 checks each") func bounded() throws {
    let (start, first, second) = try Self.forked()
    var town = start
    var forged = second
    forged.message[forged.message.count - 1] ^= 1
    let flood = Array(
      repeating: Self.proof(town, first, forged), count: WireLimits.documentsPerUpload)
    for _ in 0..<4 {
      let before = town.book.totals.signatureChecks
      try town.stage.sync("Charlie", documents: flood)
      // One of them is the upload's own.
      #expect(town.book.totals.signatureChecks - before == 9)
    }
    #expect(town.book.proofs.rows.isEmpty && town.stage.row("Alice")?.state == .active)
  }
}
