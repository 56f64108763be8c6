import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Certificates that have ended or not begun (PUR-25). The rest of what makes one bad is in `RefusalTests`.
struct CertificateTimeTests {
  /// Whom Bob meets: Alice, with a certificate of the issuer's for other times.
  private static func certificate(_ pair: Pair, begins: LedgerTime) throws -> [UInt8] {
    var content = try #require(pair.stage.purses["Alice"]?.currentCertificate?.content)
    content.notBefore = begins
    content.notAfter = begins.adding(days: 30)
    var crypto = ModelPurseCrypto(seed: 6)
    return [UInt8](
      Signed(
        content: content,
        signature: crypto.sign(content.digest(hash: crypto), with: KeyHandle(Word32(5, 6, 7, 8)))))
  }

  /// Bob's answer to Alice's payment of 5 at this time of his device's clock.
  private static func accept(
    _ pair: inout Pair, begins: LedgerTime, clock: LedgerTime?
  ) throws -> PurseError? {
    let payment = try pair.paid(5)
    try pair.stage.givePIN("Bob")
    let command = PurseCommand.accept(
      expected: pair.next("Bob"), payment: payment.message,
      certificate: try certificate(pair, begins: begins), sealed: [])
    let before = try pair.picture("Bob")
    do throws(PurseError) {
      _ = try pair.stage.purses["Bob"]?.execute(command, time: clock)
      return nil
    } catch {
      #expect(try pair.picture("Bob") == before)
      return error
    }
  }

  @Test("PUR-25: one that begins more than a day after the device's clock is refused")
  func notBegun() throws {
    let begins = ModelBank.start.adding(days: 10)
    let edge = ModelBank.start.adding(days: 9)
    let cases: [(LedgerTime?, PurseError?)] = [
      (LedgerTime(seconds: edge.seconds - 1), .certificateNotYetValid), (edge, nil),
      (begins, nil), (begins.adding(days: 31), .certificateExpired),
      // Neither no clock nor one behind what the purse has seen says anything.
      (nil, nil), (ModelBank.start, nil), (LedgerTime(seconds: 0), nil),
    ]
    for (clock, error) in cases {
      var pair = try Pair()
      #expect(
        try Self.accept(&pair, begins: begins, clock: clock) == error,
        "\(String(describing: clock))")
      #expect(pair.stage.status("Bob")?.spendable == (error == nil ? Pair.sek(5) : .zero))
    }
  }

  @Test("PUR-25: a payer who verifies payees pays none whose certificate has not begun")
  func paying() throws {
    var pair = try Pair { $0.verifyPayee = true }
    let alice = try #require(pair.stage.serial("Alice"))
    try pair.stage.sync("Bob", load: Pair.sek(50))
    let early = try Self.certificate(pair, begins: ModelBank.start.adding(days: 10))
    try pair.stage.givePIN("Bob")
    let before = try pair.picture("Bob")
    let command = PurseCommand.payDirect(
      expected: pair.next("Bob"), amount: Pair.sek(5), payee: alice, certificate: early)
    #expect(throws: PurseError.certificateNotYetValid) {
      try pair.stage.purses["Bob"]?.execute(command, time: ModelBank.start.adding(days: 2))
    }
    #expect(try pair.picture("Bob") == before)
    _ = try pair.stage.purses["Bob"]?.execute(command, time: nil)
    #expect(pair.stage.status("Bob")?.spendable == Pair.sek(45))
  }

  @Test("PUR-25: a payee whose certificate has not begun, or has ended, can still refuse")
  func refusing() throws {
    for days in [10, UInt32(0)] {
      var pair = try Pair()
      try pair.stage.sync("Bob", load: Pair.sek(50))
      try pair.stage.givePIN("Bob")
      let payment = try pair.stage.payDirect("Bob", to: "Alice", Pair.sek(5))
      let refusal = try pair.stage.refuse("Alice", payment: payment)
      let certificate = try Self.certificate(pair, begins: ModelBank.start.adding(days: days))
      let clock = ModelBank.start.adding(days: days == 0 ? 40 : 2)
      let command = PurseCommand.takeRefusal(
        expected: pair.next("Bob"), refusal: refusal.message, certificate: certificate)
      _ = try pair.stage.purses["Bob"]?.execute(command, time: clock)
      #expect(pair.stage.status("Bob")?.spendable == Pair.sek(50))
    }
  }
}
