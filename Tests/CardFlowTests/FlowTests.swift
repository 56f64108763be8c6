import CardLink
import Home
import Money
import Payment
import Purse
import Settlement
import Testing
import Wire

/// The three flows over cards, whole and torn (FLO-3 to FLO-7).
struct FlowTests {
  /// Alice's card with 200 and Bob's with nothing, both issued and loaded over a reader.
  static func cards(
    extendedLength: Bool = true
  ) throws -> (counter: Counter, alice: CardOnReader, bob: CardOnReader) {
    let counter = try Counter()
    var alice = try counter.issue("Alice", load: 200, extendedLength: extendedLength)
    var bob = try counter.issue("Bob", extendedLength: extendedLength)
    try alice.tap()
    try bob.tap()
    return (counter, alice, bob)
  }

  static func settle(_ counter: Counter, _ purses: inout [CardOnReader]) throws {
    for round in 0..<2 {
      for i in purses.indices { try counter.sync(&purses[(i + round) % purses.count]) }
    }
    #expect(counter.home.ledger.book.isBalanced)
  }

  @Test("FLO-3: Phase 4 person to person, over cards on readers", arguments: [true, false])
  func personToPerson(extendedLength: Bool) throws {
    var (counter, alice, bob) = try Self.cards(extendedLength: extendedLength)
    let outcome = try Carried.byRequest(
      counter.sek(80), from: &alice, to: &bob, payeePIN: Counter.pin)
    #expect(outcome == .accepted)
    #expect(try alice.readStatus().spendable == counter.sek(120))
    #expect(try alice.readStatus().inDoubt == .zero)
    #expect(try bob.readStatus().spendable == counter.sek(80))
    // Bob pays it on before anybody has synced: his payment carries its evidence.
    let back = try Carried.byRequest(
      counter.sek(50), from: &bob, to: &alice, payeePIN: Counter.pin)
    #expect(back == .accepted)
    var both = [bob, alice]
    try Self.settle(counter, &both)
    #expect(try both[0].readStatus().spendable == counter.sek(30))
    #expect(try both[1].readStatus().spendable == counter.sek(170))
  }

  @Test("FLO-5: directly, in one tap of two exchanges") func direct() throws {
    var (counter, alice, bob) = try Self.cards()
    let before = alice.meter
    let address = Packet(kind: .address, message: try Carried.certificate(&bob))
    var paying = try Carried.payer(&alice, .direct(address, counter.sek(30)))
    let payment = try Carried.send(&paying, .start, &alice)
    #expect(alice.meter.apdus - before.apdus == 2)
    #expect(alice.meter.taps - before.taps == 1)
    #expect(alice.meter.pins - before.pins == 1)
    var collecting = try Carried.payee(&bob, pin: Counter.pin)
    _ = collecting.handle(.listen)
    _ = try Carried.send(&collecting, .payment(payment), &bob)
    #expect(try bob.readStatus().spendable == counter.sek(30))
  }

  @Test("FLO-4: a terminal's purse is a file and its customer's a card: one tap, two exchanges")
  func terminal() throws {
    var (counter, alice, _) = try Self.cards()
    try counter.home.ledger.openAccount("Shop")
    try counter.home.issueDevice(
      "Shop", kind: .terminal, policyID: PolicyPreset.ekronaTerminal.id, account: "Shop",
      pin: Counter.pin)
    var shop = try counter.home.device("Shop").purse
    var asking = try Carried.payee(&shop, pin: nil)
    let request = try Carried.send(&asking, .start(counter.sek(80)), &shop)
    let before = alice.meter
    var paying = try Carried.payer(&alice, .request(request))
    let payment = try Carried.send(&paying, .start, &alice)
    alice.countOperations()
    #expect(alice.meter.taps - before.taps == 1)
    #expect(alice.meter.pins - before.pins == 1)
    #expect(alice.meter.apdus - before.apdus == 2)
    #expect(alice.meter.bytes - before.bytes < 700)
    #expect(alice.meter.signatures - before.signatures == 1)
    #expect(alice.meter.verifications - before.verifications == 0)
    _ = try Carried.send(&asking, .payment(payment), &shop)
    #expect(try shop.readStatus().pending == counter.sek(80))
  }

  @Test("FLO-7: a customer's card torn at any APDU of its tap at a terminal pays once")
  func tornAtTerminal() throws {
    var (counter, alice, _) = try Self.cards()
    try counter.home.ledger.openAccount("Shop")
    try counter.home.issueDevice(
      "Shop", kind: .terminal, policyID: PolicyPreset.ekronaTerminal.id, account: "Shop",
      pin: Counter.pin)
    var shop = try counter.home.device("Shop").purse
    var taken: UInt64 = 0
    for apdu in 0..<2 {
      for answerIsLost in [false, true] {
        var asking = try Carried.payee(&shop, pin: nil)
        let request = try Carried.send(&asking, .start(counter.sek(20)), &shop)
        try alice.tap()
        let before = alice.meter
        alice.connection.tear = Tear(
          apdu: alice.connection.apdus + apdu, answerIsLost: answerIsLost)
        var paying = try Carried.payer(&alice, .request(request))
        let payment = try Carried.send(&paying, .start, &alice)
        #expect(alice.meter.taps - before.taps == 2)
        #expect(alice.meter.pins - before.pins == 1)
        _ = try Carried.send(&asking, .payment(payment), &shop)
        taken += 20
        #expect(shop.status.pending == (try counter.sek(taken)))
        #expect(try alice.readStatus().spendable == counter.sek(200 - taken))
      }
    }
  }

  enum Flow: CaseIterable { case byRequest, direct }

  /// Every APDU of either card, its command lost or its answer.
  @Test(
    "FLO-7: a link torn at any APDU changes nothing about the end", arguments: Flow.allCases,
    [false, true])
  func torn(flow: Flow, extendedLength: Bool) throws {
    let (counter, alice, bob) = try Self.cards(extendedLength: extendedLength)
    let amount = try counter.sek(80)
    func run(_ alice: inout CardOnReader, _ bob: inout CardOnReader) throws {
      let outcome =
        flow == .byRequest
        ? try Carried.byRequest(amount, from: &alice, to: &bob, payeePIN: Counter.pin)
        : try Carried.directly(amount, from: &alice, to: &bob)
      #expect(outcome == .accepted)
    }
    var (wholeAlice, wholeBob) = (alice, bob)
    try run(&wholeAlice, &wholeBob)
    let lengths = [
      wholeAlice.connection.apdus - alice.connection.apdus,
      wholeBob.connection.apdus - bob.connection.apdus,
    ]
    #expect(lengths.allSatisfy { $0 >= 2 })
    for side in 0..<2 {
      for offset in 0..<lengths[side] {
        for answerIsLost in [false, true] {
          let tear = Tear(
            apdu: (side == 0 ? alice : bob).connection.apdus + offset, answerIsLost: answerIsLost)
          var (payer, payee) = (alice, bob)
          if side == 0 { payer.connection.tear = tear } else { payee.connection.tear = tear }
          try run(&payer, &payee)
          let context = "side \(side), APDU \(offset), answer lost \(answerIsLost)"
          #expect(payer.meter.pins - alice.meter.pins == 1, "\(context)")
          try Self.checkEnd(payer.readStatus(), payee.readStatus(), context)
        }
      }
    }
  }

  static func checkEnd(_ payer: PurseStatus, _ payee: PurseStatus, _ context: String) {
    #expect(payer.spendable.minorUnits == 12_000, "\(context)")
    #expect(payer.doubts == 0, "\(context)")
    #expect(payee.spendable.minorUnits == 8_000, "\(context)")
    #expect(payee.openRequests == 0, "\(context)")
    #expect(payer.sequence == SequenceNumber(3) && payee.sequence == SequenceNumber(1))
    #expect(payer.pinTriesLeft == 3 && payee.pinTriesLeft == 3, "\(context)")
  }
}
