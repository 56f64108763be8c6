import Card
import CardLink
import Home
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// A purse behind a reader answers as the same purse in the process does.
struct CardPurseTests {
  @Test("PUR-10: a card is issued over its reader, and once") func issues() throws {
    let counter = try Counter()
    try counter.home.ledger.openAccount("Alice")
    var card = Counter.blank()
    #expect(try card.select().lifeCycle == .manufactured)
    #expect(throws: PurseError.notPersonalised) { try card.execute(.verifyPIN(Counter.pin)) }
    func issue() throws {
      try counter.home.issue(
        &card, kind: .card, policyID: PolicyPreset.ekronaCard.id, account: "Alice",
        pin: Counter.pin)
    }
    try issue()
    #expect(try card.select().lifeCycle == .active)
    let serial = try Carried.serial(&card)
    #expect(counter.home.ledger.book.purses[serial] != nil)
    #expect(throws: PurseError.alreadyPersonalised) { try issue() }
    #expect(counter.home.ledger.book.purses.rows.count == 1)
  }

  @Test("PUR-10: an issue torn at any APDU is finished by the same call, with one serial")
  func tornIssue() throws {
    for offset in 0..<4 {
      for answerIsLost in [false, true] {
        let counter = try Counter()
        try counter.home.ledger.openAccount("Alice")
        var card = Counter.blank()
        card.connection.tear = Tear(apdu: offset, answerIsLost: answerIsLost)
        func issue() throws {
          try counter.home.issue(
            &card, kind: .card, policyID: PolicyPreset.ekronaCard.id, account: "Alice",
            pin: Counter.pin)
        }
        do { try issue() } catch CardLinkError.torn {
          do { try issue() } catch PurseError.alreadyPersonalised {}
        }
        #expect(try card.readStatus().lifeCycle == .active)
        #expect(counter.home.ledger.book.purses.rows.count == 1)
      }
    }
  }

  /// What a session between two cards leaves, asked of the card and of a purse over the same memory.
  @Test("PUR-6: whatever a wallet reads is the same over the reader as in the process")
  func reads() throws {
    var (counter, alice, bob) = try FlowTests.cards()
    var asking = try Carried.payee(&bob, pin: Counter.pin)
    let request = try Carried.send(&asking, .start(counter.sek(80)), &bob)
    var paying = try Carried.payer(&alice, .request(request))
    _ = try Carried.send(&paying, .start, &alice)
    for card in [alice, bob] {
      var card = card
      var purse = Purse(
        crypto: SoftwarePurseCrypto(), storage: card.connection.memory)
      let commands: [PurseCommand] = [
        .place, .status, .certificate, .policy, .doubts, .openRequests, .lastAnswer,
        .payment(at: SequenceNumber(2)), .payment(at: SequenceNumber(9)),
        .syncRequest(SyncWishes()),
      ]
      for command in commands {
        let expected = "\(try purse.execute(command, time: nil))"
        // The signature of a sync request is drawn anew; its repetition is compared below.
        if case .syncRequest = command { continue }
        #expect("\(try card.execute(command))" == expected, "\(command)")
      }
      guard case .upload(let first) = try card.execute(.syncRequest(SyncWishes())) else {
        throw Carried.Stuck()
      }
      var same = Purse(crypto: SoftwarePurseCrypto(), storage: card.connection.memory)
      guard case .upload(let second) = try same.execute(.syncRequest(SyncWishes()), time: nil)
      else { throw Carried.Stuck() }
      #expect(first == second)
    }
  }

  /// Commands that are refused, each for another reason.
  static func refused(
    _ alice: PursePlace, _ certificates: (alice: [UInt8], bob: [UInt8]), _ request: Packet
  ) throws -> [PurseCommand] {
    let next = alice.sequence.next
    let far = SequenceNumber(77)
    let big = try #require(Amount(minorUnits: 900_000))
    let bob = try Signed<Certificate>(certificates.bob.span.bytes).content.serial
    var forged = certificates.bob
    forged[forged.count - 1] ^= 1
    return [
      .verifyPIN([0x31]), .verifyPIN([]), .changePIN(old: Counter.pin, new: [0x41]),
      .pay(expected: next, request: request.message, certificate: []),
      .pay(expected: far, request: request.message, certificate: [], pin: Counter.pin),
      .pay(expected: next, request: [], certificate: [], pin: Counter.pin),
      .pay(expected: next, request: certificates.bob, certificate: [], pin: Counter.pin),
      .pay(expected: next, request: request.message + [0], certificate: [], pin: Counter.pin),
      .pay(
        expected: next, request: [UInt8](repeating: 7, count: 5_000), certificate: [],
        pin: Counter.pin),
      .payDirect(expected: next, amount: .zero, payee: bob, certificate: [], pin: Counter.pin),
      .payDirect(expected: next, amount: big, payee: bob, certificate: [], pin: Counter.pin),
      .payDirect(
        expected: next, amount: big, payee: Serial(5), certificate: [],
        pin: [0x39, 0x39, 0x39, 0x39]),
      .request(number: RequestNumber(9), amount: big),
      .request(number: alice.requestNumber.next, amount: big),
      .refuseRequest(expected: next, request: Digest(Word32(1, 2, 3, 4))),
      .refusePayment(expected: next, payment: certificates.bob),
      .accept(expected: next, payment: [1, 2, 3], certificate: [], sealed: []),
      .takeAcceptance(expected: next, acceptance: request.message, certificate: forged),
      .unload(expected: next, amount: big, pin: Counter.pin),
      .unload(expected: next, amount: .zero), .applyGrant(request.message),
      .unblockPIN(grant: [], new: nil), .learnAuthority(certificates.bob), .updatePolicy([9]),
      .check(certificate: forged), .check(certificate: []),
    ]
  }

  @Test("APD-9: every refusal comes back as the error that it was", arguments: [true, false])
  func refusals(extendedLength: Bool) throws {
    var (counter, alice, bob) = try FlowTests.cards(extendedLength: extendedLength)
    let certificates = (try Carried.certificate(&alice), try Carried.certificate(&bob))
    var asking = try Carried.payee(&bob, pin: nil)
    let request = try Carried.send(&asking, .start(counter.sek(80)), &bob)
    guard case .place(let place) = try alice.execute(.place) else { throw Carried.Stuck() }
    var seen: Set<String> = []
    for command in try Self.refused(place, certificates, request) {
      var purse = Purse(crypto: SoftwarePurseCrypto(), storage: alice.connection.memory)
      var expected: PurseError?
      do { _ = try purse.execute(command, time: nil) } catch { expected = error }
      let refusal = try #require(expected, "\(command) is not refused")
      seen.insert("\(refusal)")
      #expect(throws: refusal, "\(command)") { try alice.execute(command) }
    }
    #expect(seen.count > 12)
    #expect(try alice.readStatus().spendable == counter.sek(200))
  }

  @Test("PUR-17: a blocked PIN is unblocked over the reader, with a new one") func unblocks() throws
  {
    var (counter, alice, _) = try FlowTests.cards()
    for left in [2, 1] as [UInt8] {
      #expect(throws: PurseError.pinWrong(triesLeft: left)) {
        try alice.execute(.verifyPIN([0x39, 0x39, 0x39, 0x39]))
      }
    }
    #expect(throws: PurseError.pinBlocked) {
      try alice.execute(.verifyPIN([0x39, 0x39, 0x39, 0x39]))
    }
    let serial = try Carried.serial(&alice)
    try counter.home.ledger.approveUnblock(serial)
    var wishes = SyncWishes()
    wishes.unblockPIN = true
    guard case .upload(let upload) = try alice.execute(.syncRequest(wishes)) else {
      throw Carried.Stuck()
    }
    let grant = try counter.home.receive(upload).grant
    let new = Array("567890".utf8)
    _ = try alice.execute(.unblockPIN(grant: grant, new: new))
    #expect(throws: PurseError.pinWrong(triesLeft: 2)) {
      try alice.execute(.verifyPIN(Counter.pin))
    }
    _ = try alice.execute(.verifyPIN(new))
    _ = try alice.execute(.changePIN(old: new, new: Counter.pin))
    _ = try alice.execute(.verifyPIN(Counter.pin))
    #expect(try alice.readStatus().pinTriesLeft == 3)
  }

  @Test("APD-2: a card without a purse is told from one that has none yet") func stranger() throws {
    struct Stranger: CardConnection {
      var word: [UInt8]
      var answerToReset: [UInt8] { [0x3B, 0x00] }
      mutating func transmit(_ command: [UInt8]) throws(CardLinkError) -> [UInt8] { word }
      mutating func reset() throws(CardLinkError) {}
    }
    var none = CardPurse(Stranger(word: [0x6A, 0x82]), extendedLength: true)
    #expect(throws: CardPurseError.noPurse(0x6A82)) { try none.execute(.status) }
    var silent = CardPurse(Stranger(word: [0x90, 0x00]), extendedLength: true)
    #expect(throws: CardPurseError.garbled) { try silent.execute(.place) }
    var endless = CardPurse(Stranger(word: [0x61, 0x00]), extendedLength: false)
    #expect(throws: CardPurseError.garbled) { try endless.execute(.place) }
  }

  @Test("APD-2: a card whose memory was altered is a damaged purse, and not none") func damaged()
    throws
  {
    let (_, alice, _) = try FlowTests.cards()
    let memory = alice.connection.memory
    var image = memory.image
    // Bits in the middle of what the bank in use began with.
    for bank in 0..<2 { image[bank * memory.bankSize + 100] ^= 0x10 }
    var card = CardPurse(
      TearingConnection(
        Card(crypto: SoftwarePurseCrypto(), storage: MemoryStorage(image: image))),
      extendedLength: true)
    for command in [PurseCommand.place, .status, .certificate, .verifyPIN(Counter.pin)] {
      #expect(throws: PurseError.damaged) { try card.execute(command) }
    }
    #expect(throws: PurseError.damaged) { try card.generateKey() }
  }
}
