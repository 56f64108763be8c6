import Purse
import Settlement
import Testing
import Wire
import World

@testable import Card

/// Every key of the system, used for what it is not for.
@Suite struct WrongKeyTests {
  /// The secrets of the test world's bank, and two that belong to purses or nobody.
  enum Signer: CaseIterable {
    case root, issuer, ledger, ownPurse, otherPurse, nobody

    func secret(_ desk: Desk) -> Word32 {
      switch self {
      case .root: Word32(1, 2, 3, 4)
      case .issuer: Word32(5, 6, 7, 8)
      case .ledger: Word32(9, 10, 11, 12)
      case .ownPurse: desk.secret(of: "Alice")
      case .otherPurse: desk.secret(of: "Bob")
      case .nobody: Word32(99, 98, 97, 96)
      }
    }
  }

  private func sign<Content: MessageContent>(
    _ content: Content, _ signer: Signer, _ desk: Desk
  ) -> [UInt8] {
    var crypto = ModelPurseCrypto(seed: 0)
    let digest = content.digest(hash: crypto)
    return [UInt8](
      Signed(
        content: content, signature: crypto.sign(digest, with: KeyHandle(signer.secret(desk)))))
  }

  @Test("APD-9, SYN-10: a grant by any key but the ledger's", arguments: Signer.allCases)
  func grant(signer: Signer) throws {
    var desk = try Desk()
    let upload = try desk.upload("Alice")
    let request = try Signed<SyncRequest>(upload.message.span.bytes)
    var grant = SyncGrant(
      serial: request.content.serial, request: request.digest(hash: ModelPurseCrypto(seed: 0)),
      number: request.content.lastGrant.next, covered: request.content.last,
      time: ModelBank.start, state: .active)
    grant.load = try #require(Amount(minorUnits: 1_000_000))
    let message = object(.message, sign(grant, signer, desk))
    try check(&desk, "Alice", Command(.apply, message), 0x940E, holds: signer == .ledger)
  }

  @Test("APD-9, PUR-12: a policy by any key but the ledger's", arguments: Signer.allCases)
  func policy(signer: Signer) throws {
    var desk = try Desk()
    var policy = desk.policy
    policy.number = 7
    let message = object(.message, sign(policy, signer, desk))
    try check(&desk, "Alice", Command(.update, message), 0x9419, holds: signer == .ledger)
  }

  @Test("APD-9, FLD-2: a block list by any key but the ledger's", arguments: Signer.allCases)
  func blockList(signer: Signer) throws {
    var desk = try Desk()
    var list = BlockList(
      number: 7, part: 0, parts: 1, time: ModelBank.start, currency: desk.policy.currency)
    list.serials.append(Serial(99))
    let message = object(.message, sign(list, signer, desk))
    try check(&desk, "Alice", Command(.takeBlockList, message), 0x941C, holds: signer == .ledger)
  }

  @Test("APD-9, PUR-11: an authority by any key but the root's", arguments: Signer.allCases)
  func authority(signer: Signer) throws {
    var desk = try Desk()
    var authority = desk.bank.issuer.content
    authority.id = AuthorityID(0xC9)
    let message = object(.message, sign(authority, signer, desk))
    try check(&desk, "Alice", Command(.learn, message), 0x940C, holds: signer == .root)
  }

  @Test(
    "APD-9, PUR-25: a payer's certificate by any key but the issuer's", arguments: Signer.allCases)
  func certificate(signer: Signer) throws {
    var desk = try Desk()
    let original = try desk.certificate("Bob")
    let bob = try Signed<Certificate>(original.span.bytes).content
    let message = object(.certificate, sign(bob, signer, desk))
    // A card that has not verified Bob's true certificate before.
    try check(&desk, "Alice", Command(.check, message), 0x940C, holds: signer == .issuer)
  }

  @Test("APD-9, PUR-33: a payment by any key but its payer's", arguments: Signer.allCases)
  func payment(signer: Signer) throws {
    var desk = try Desk()
    let request = try desk.request("Alice", 500)
    let alice = try Signed<Request>(request.span.bytes)
    let bob = try desk.certificate("Bob")
    let payer = try Signed<Certificate>(bob.span.bytes).content.serial
    let payment = Payment(
      payer: payer, sequence: SequenceNumber(1), previous: .start, amount: alice.content.amount,
      payee: alice.content.payee, request: alice.digest(hash: ModelPurseCrypto(seed: 0)),
      verification: .pin, sealed: nil)
    let place = try desk.with("Alice") { try $0.place().sequence + 1 }
    let command = Command(
      .accept, number(.sequence, place), object(.message, sign(payment, signer, desk)),
      object(.certificate, bob), object(.pin, Array(Desk.pin.utf8)))
    try check(&desk, "Alice", command, 0x940E, holds: signer == .otherPurse)
  }

  @Test("APD-9, PUR-41: a refusal by any key but the payee's", arguments: Signer.allCases)
  func refusal(signer: Signer) throws {
    var desk = try Desk()
    let pay = try desk.pay("Alice", try desk.request("Bob", 500))
    let payment = try desk.with("Alice") { Objects(try $0.expect(pay))[.message] }
    let digest = try Signed<Payment>(payment.span.bytes)
      .digest(hash: ModelPurseCrypto(seed: 0))
    let bob = try desk.certificate("Bob")
    let place = try desk.with("Alice") { try $0.place().sequence + 1 }
    let command = Command(
      .takeRefusal, number(.sequence, place),
      object(.message, sign(Refusal(subject: .payment(digest)), signer, desk)),
      object(.certificate, bob))
    try check(&desk, "Alice", command, 0x940E, holds: signer == .otherPurse)
  }

  @Test("APD-9, PUR-40: an acceptance by any key but the payee's", arguments: Signer.allCases)
  func acceptance(signer: Signer) throws {
    var desk = try Desk()
    let pay = try desk.pay("Alice", try desk.request("Bob", 500))
    let payment = try desk.with("Alice") { Objects(try $0.expect(pay))[.message] }
    let digest = try Signed<Payment>(payment.span.bytes)
      .digest(hash: ModelPurseCrypto(seed: 0))
    let bob = try desk.certificate("Bob")
    let place = try desk.with("Alice") { try $0.place().sequence + 1 }
    let acceptance = Acceptance(payment: digest, sequence: SequenceNumber(1))
    let command = Command(
      .takeAcceptance, number(.sequence, place),
      object(.message, sign(acceptance, signer, desk)), object(.certificate, bob))
    try check(&desk, "Alice", command, 0x940E, holds: signer == .otherPurse)
  }

  @Test("APD-23, PUR-10: a personalisation with a key in another's role") func personalisation()
    throws
  {
    var desk = try Desk()
    var slot = Slot()
    slot.send(.select)
    let key = Objects(try slot.expect(Command(.generateKey)))[.publicKey]
    try desk.bank.ledger.openAccount("Carol")
    let data = try desk.bank.personalisation(
      of: PublicKey(x: Word32(key.span.bytes), y: Word32(key.span.bytes, at: 32)),
      policy: desk.policy, account: "Carol", kind: .card)
    let good = Desk.personalise(data)
    let (certificate, issuer) = (data.certificate, data.issuer)
    let (ledger, policy) = (data.ledger, data.policy)
    let before = slot.picture
    for signer in Signer.allCases {
      var wrong: [(ObjectTag, [UInt8], UInt16)] = []
      if signer != .issuer {
        wrong.append((.certificate, sign(certificate.content, signer, desk), 0x940C))
      }
      if signer != .root {
        wrong.append((.issuer, sign(issuer.content, signer, desk), 0x940C))
        wrong.append((.ledger, sign(ledger.content, signer, desk), 0x940C))
      }
      if signer != .ledger {
        wrong.append((.policy, sign(policy.content, signer, desk), 0x9419))
      }
      for (tag, message, word) in wrong {
        #expect(slot.send(good.replacing(tag, by: message)).word == word, "\(tag) by \(signer)")
      }
    }
    // The issuer's authority in the ledger's place, and the other way round.
    let swapped = good.replacing(.issuer, by: [UInt8](ledger))
      .replacing(.ledger, by: [UInt8](issuer))
    #expect(slot.send(swapped).word == 0x940C)
    #expect(slot.picture == before)
    #expect(slot.send(good).word == 0x9000)
  }

  /// A command with a message by the right key works; by any other it is refused and changes nothing.
  private func check(
    _ desk: inout Desk, _ name: String, _ command: Command, _ word: UInt16, holds: Bool,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try desk.with(name) { slot in
      let before = slot.picture
      let answer = slot.send(command).word
      #expect(answer == (holds ? 0x9000 : word), sourceLocation: sourceLocation)
      if !holds { #expect(slot.picture == before, sourceLocation: sourceLocation) }
    }
  }
}

extension Command {
  /// The same with another value for one of its objects.
  func replacing(_ tag: ObjectTag, by value: [UInt8]) -> Command {
    var copy = self
    copy.data = Objects(data).values.flatMap { entry in
      guard let own = ObjectTag(rawValue: entry.tag) else { return [UInt8]() }
      return object(own, own == tag ? value : entry.value)
    }
    return copy
  }
}
