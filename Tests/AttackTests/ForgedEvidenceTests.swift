import Payment
import Purse
import Settlement
import Testing
import Wire

@testable import World

/// A broken purse encloses what it likes; its commitment to it holds, so the ledger opens it.
struct ForgedEvidenceTests {
  /// Mallory pays Charlie and encloses a payment.
  private func pay(
    _ stage: Stage, _ mallory: inout BrokenPurse, enclosing enclosed: [UInt8]
  ) throws -> Packet {
    var plaintext = Bytes<2048>()
    plaintext.putArray(3)
    plaintext.putBytes([UInt8](repeating: 7, count: 16).span.bytes)
    plaintext.putArray(4)
    for _ in 0..<4 { plaintext.putUInt(0) }
    plaintext.putArray(1)
    plaintext.putArray(2)
    plaintext.putBytes(enclosed.span.bytes)
    plaintext.putNull()
    let crypto = ModelPurseCrypto(seed: 0)
    let commitment = SealedPart.commitment(to: plaintext.span, hash: crypto)
    crypto.seal(
      &plaintext, under: ModelMath.purseKey(77, mallory.serial), commitment: commitment)
    var payment = mallory.payment(Play.sek(50), to: try #require(stage.serial("Charlie")))
    payment.sealed = commitment
    return mallory.packet(.payment, payment, sealed: plaintext.array)
  }

  @Test("Attack 22: evidence of a payment between others says nothing about them")
  func paymentOfOthers() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Charlie": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    _ = try stage.accept(
      "Charlie", try pay(stage, &mallory, enclosing: payment.message))
    try stage.sync("Charlie")
    #expect(stage.bank.ledger.book.unexplained == Play.sek(50))
    #expect(stage.bank.ledger.book.payments.rows.count == 1)
    try stage.take("Alice", try stage.refuse("Bob", payment: payment))
    try Play.syncAll(&stage, ["Alice", "Bob", "Charlie"])
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0, "Charlie": 50])
    Play.expectJust(stage)
  }

  @Test("Attack 22: evidence forged in an honest payer's name debits and blames nobody")
  func forgedPayer() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Charlie": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try #require(stage.status("Alice"))
    let forged = Payment(
      payer: try #require(stage.serial("Alice")), sequence: alice.sequence.next,
      previous: alice.head, amount: Play.sek(80), payee: mallory.serial, request: nil,
      verification: .pin, sealed: nil)
    let enclosed = [UInt8](mallory.sign(forged))
    _ = try stage.accept("Charlie", try pay(stage, &mallory, enclosing: enclosed))
    try stage.sync("Charlie")
    #expect(stage.bank.ledger.book.unexplained == Play.sek(50))
    _ = try stage.accept("Charlie", try stage.payDirect("Alice", to: "Charlie", Play.sek(10)))
    try Play.syncAll(&stage, ["Alice", "Charlie"])
    Play.expectAgreement(stage, ["Alice": 190, "Charlie": 60])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 22: who encloses a payment that he refused is convicted by the evidence itself",
    arguments: [false, true])
  func enclosedAndRefused(_ refusalFirst: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Charlie": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let payment = try stage.payDirect("Alice", to: "Mallory", Play.sek(80))
    let refusal = mallory.refuse(payment)
    _ = try stage.accept("Charlie", try pay(stage, &mallory, enclosing: payment.message))
    if refusalFirst { try stage.sync("Carrier", carrying: [refusal, payment]) }
    try stage.sync("Charlie")
    if !refusalFirst { try stage.sync("Carrier", carrying: [refusal]) }
    #expect(stage.bank.ledger.book.proofs.rows.values.map(\.kind) == [.twoFaced])
    try Play.syncAll(&stage, ["Alice", "Charlie"])
    Play.expectAgreement(stage, ["Alice": refusalFirst ? 200 : 120, "Charlie": 50])
    Play.expectJust(stage, guilty: ["Mallory"])
  }
}
