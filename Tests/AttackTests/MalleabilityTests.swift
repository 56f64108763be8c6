import Crypto
import LedgerCrypto
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// An ECDSA signature (r, s) holds as (r, n - s) too; nothing may hang on its bytes (row 17).
struct MalleabilityTests {
  typealias RealPurse = Purse<SoftwarePurseCrypto, MemoryStorage>

  /// n - s, where n is the order of P-256.
  static func negated(_ signature: Wire.Signature) -> Wire.Signature {
    let order: [UInt64] = [
      0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, 0xBCE6_FAAD_A717_9E84, 0xF3B9_CAC2_FC63_2551,
    ]
    let s = [signature.s.a, signature.s.b, signature.s.c, signature.s.d]
    var result: [UInt64] = [0, 0, 0, 0]
    var borrow = false
    for i in (0..<4).reversed() {
      let (first, below) = order[i].subtractingReportingOverflow(s[i])
      let (second, again) = first.subtractingReportingOverflow(borrow ? 1 : 0)
      result[i] = second
      borrow = below || again
    }
    return Signature(
      r: signature.r, s: Word32(result[0], result[1], result[2], result[3]))
  }

  @Test(
    "Attack 17: a payment with its s negated has the same digest, is no fork and no proof",
    arguments: [false, true])
  func negatedSignature(_ payerFirst: Bool) throws {
    var bank = try RealBank()
    var alice = try bank.issue(1)
    var bob = try bank.issue(2)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.payDirect(&alice, to: Serial(2), Play.sek(80))
    let signed = try Signed<Payment>(payment.message.span.bytes)
    let negated = Signed(content: signed.content, signature: Self.negated(signed.signature))
    #expect(negated.signature != signed.signature)
    #expect(
      bank.ledger.crypto.verify(
        negated.signature, over: negated.digest(hash: SoftwareHash()),
        by: try #require(alice.currentCertificate).content.key))
    var altered = payment
    altered.message = [UInt8](negated)
    try bank.accept(&bob, altered)
    #expect(throws: PurseError.alreadyAccepted) { try bank.accept(&bob, payment) }
    if payerFirst { try bank.sync(&alice) }
    try bank.sync(&bob, documents: [payment, altered])
    try bank.sync(&alice, documents: [altered, payment])
    #expect(bank.ledger.book.payments.rows.count == 1)
    #expect(bank.ledger.book.proofs.rows.isEmpty)
    #expect(bank.ledger.book.purses.rows.values.allSatisfy { $0.state == .active })
    #expect(bank.ledger.book.purses[Serial(1)]?.shadow == Play.sek(120))
    #expect(bank.ledger.book.purses[Serial(2)]?.shadow == Play.sek(80))
    #expect(bank.ledger.book.isBalanced)
  }
}
