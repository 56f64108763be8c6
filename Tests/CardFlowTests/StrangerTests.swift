import CardLink
import Console
import Payment
import Purse
import Testing
import Wire

/// A card that answers something else than it should: spoilt, cut short, or with another status word.
struct Stranger: CardConnection {
  var card: TearingConnection
  var random: Xorshift

  var answerToReset: [UInt8] { card.answerToReset }

  mutating func transmit(_ command: [UInt8]) throws(CardLinkError) -> [UInt8] {
    var answer = try card.transmit(command)
    switch random.next(below: 6) {
    case 0: answer[random.next(below: answer.count)] = UInt8(random.next(below: 256))
    case 1: answer.removeFirst(random.next(below: answer.count - 1))
    case 2: answer.insert(UInt8(random.next(below: 256)), at: random.next(below: answer.count))
    case 3: answer[answer.count - 1] = UInt8(random.next(below: 256))
    default: break
    }
    return answer
  }

  mutating func reset() throws(CardLinkError) { try card.reset() }
}

/// A generator whose seed repeats a run.
struct Xorshift {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(max(1, limit)))
  }
}

struct StrangerTests {
  @Test("APD-7: whatever a card answers is read or refused, and never a trap", arguments: 0..<40)
  func garbled(_ seed: UInt64) throws {
    let (counter, alice, bob) = try FlowTests.cards()
    var genuine = bob
    let request = try PurseHandle(card: genuine, home: counter.folder)
    let address = request.certificate
    _ = try genuine.execute(
      .request(number: RequestNumber(1), amount: try counter.sek(5)))
    for card in [alice, genuine] {
      for round in 0..<20 {
        var purse = CardPurse(
          Stranger(
            card: card.connection, random: Xorshift(seed: seed * 100 + UInt64(round))),
          extendedLength: round % 2 == 0)
        let commands: [PurseCommand] = [
          .place, .status, .certificate, .policy, .doubts, .openRequests, .lastAnswer,
          .payment(at: SequenceNumber(1)), .check(certificate: [UInt8](address)),
          .request(number: RequestNumber(2), amount: .zero), .syncRequest(SyncWishes()),
          .payDirect(
            expected: SequenceNumber(2), amount: try counter.sek(1),
            payee: address.content.serial, certificate: [], pin: Counter.pin),
        ]
        // Replies and errors of every kind are right; what counts is that there is one.
        for command in commands { _ = try? purse.execute(command) }
        _ = try? purse.generateKey()
        if var handle = try? PurseHandle(card: purse, home: counter.folder) {
          _ = try? handle.ownPayment { _ in false }
          _ = handle.cost()
        }
      }
    }
  }
}
