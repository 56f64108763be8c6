import Purse
import Testing
import Wire
import World

@testable import Payment

/// What a wallet can ask a purse for, by command (PUR-6).
struct ReadingTests {
  /// Alice has paid Bob 80 and asked for 5; Bob has not decided.
  static func open() throws -> (desk: Desk, payment: Packet) {
    var desk = try Desk()
    let request = try desk.stage.request("Bob", Desk.sek(80))
    let payment = try desk.stage.pay("Alice", request)
    _ = try desk.stage.request("Alice", Desk.sek(5))
    return (desk, payment)
  }

  @Test("PUR-6: the place is the last sequence and request number used") func place() throws {
    var (desk, _) = try Self.open()
    guard case .place(let place) = try desk.stage.run("Alice", .place) else { throw Desk.Stuck() }
    #expect(
      place
        == PursePlace(
          sequence: SequenceNumber(2), requestNumber: RequestNumber(1), policyNumber: 1))
  }

  @Test("PUR-6: payments in doubt and open requests are listed") func lists() throws {
    var (desk, payment) = try Self.open()
    guard case .doubts(let doubts) = try desk.stage.run("Alice", .doubts),
      case .openRequests(let open) = try desk.stage.run("Alice", .openRequests)
    else { throw Desk.Stuck() }
    let signed = try Signed<Payment>(payment.message.span.bytes)
    #expect(doubts.map(\.payment) == [signed.digest(hash: ModelPurseCrypto(seed: 0))])
    #expect(doubts.map(\.amount) == [Desk.sek(80)])
    #expect(open.map(\.amount) == [Desk.sek(5)])
  }

  @Test("PUR-6: a payment is read again at its place, and nothing where none is") func payment()
    throws
  {
    var (desk, payment) = try Self.open()
    guard
      case .payment(let bytes, nil) = try desk.stage.run("Alice", .payment(at: SequenceNumber(2)))
    else { throw Desk.Stuck() }
    #expect(bytes == payment.message)
    for place in [0, 9] as [UInt64] {
      let reply = try desk.stage.run("Alice", .payment(at: SequenceNumber(place)))
      guard case .nothing = reply else { throw Desk.Stuck() }
    }
  }

  @Test("PUR-6: certificate, policy and last answer are read as they travel") func messages() throws
  {
    var (desk, _) = try Self.open()
    guard case .message(let certificate) = try desk.stage.run("Alice", .certificate),
      case .message(let policy) = try desk.stage.run("Alice", .policy),
      case .message(let answer) = try desk.stage.run("Alice", .lastAnswer)
    else { throw Desk.Stuck() }
    #expect(certificate == desk.certificate("Alice"))
    #expect(try Signed<Policy>(policy.span.bytes).content.id == 9)
    #expect(try Signed<Request>(answer.span.bytes).content.amount == Desk.sek(5))
  }

  @Test("PUR-6: a blank purse has a place and no messages") func blank() throws {
    var purse = ModelPurse(
      crypto: ModelPurseCrypto(seed: 1), storage: MemoryStorage(bankSize: 32_768))
    for command in [PurseCommand.certificate, .policy, .lastAnswer] {
      guard case .nothing = try purse.execute(command, time: nil) else { throw Desk.Stuck() }
    }
    guard case .place(let place) = try purse.execute(.place, time: nil) else { throw Desk.Stuck() }
    #expect(place == PursePlace(sequence: .none, requestNumber: RequestNumber(0)))
  }

  @Test("PUR-25: whether a certificate would be trusted is asked by command") func check() throws {
    var (desk, _) = try Self.open()
    try desk.stage.run("Alice", .check(certificate: desk.certificate("Bob")))
    var forged = desk.certificate("Bob")
    forged[forged.count - 1] ^= 1
    #expect(throws: PurseError.badCertificate) {
      try desk.stage.run("Alice", .check(certificate: forged))
    }
  }
}
