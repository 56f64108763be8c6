import CardLink
import Console
import Home
import Money
import Payment
import Purse
import Settlement
import Testing
import Wire

/// What the wallet commands do, with cards in the place of files.
struct HandleTests {
  static func handles() throws -> (counter: Counter, alice: PurseHandle, bob: PurseHandle) {
    let (counter, alice, bob) = try FlowTests.cards()
    return (
      counter, try PurseHandle(card: alice, home: counter.folder),
      try PurseHandle(card: bob, home: counter.folder)
    )
  }

  @Test("FLO-3: ask, pay, take and learn the decision, each once however often it is told")
  func byRequest() throws {
    var (counter, alice, bob) = try Self.handles()
    let costBefore = alice.cost()
    let before = try #require(costBefore)
    let amount = try counter.sek(80)
    let request = try bob.request(amount, number: RequestNumber(1))
    #expect(try bob.request(amount, number: RequestNumber(1)) == request)
    let signed = try alice.check(request: request, from: "the request")
    #expect(signed.content.amount == amount)
    let payment = try alice.pay(.request(request), pin: Counter.pin)
    let again = try alice.ownPayment { $0.amount == amount }
    #expect(again?.packet == payment)
    #expect(throws: PurseError.pinRequired) { try bob.accept(payment, pin: nil) }
    let acceptance = try bob.accept(payment, pin: Counter.pin)
    let paid = try Signed<Payment>(payment.message.span.bytes)
    #expect(try bob.acceptance(again: paid) == acceptance)
    _ = try bob.request(amount, number: RequestNumber(2))
    #expect(try bob.acceptance(again: paid) == nil)
    let taken = try alice.repeatOrExecute(beforeNew: {}) { expected in
      .takeAcceptance(
        expected: expected, acceptance: acceptance.message,
        certificate: acceptance.certificate ?? [])
    }
    #expect(!taken.isRepetition)
    #expect(try alice.doubts().isEmpty)
    #expect(try alice.readStatus().spendable == counter.sek(120))
    #expect(try bob.readStatus().spendable == amount)
    let costAfter = alice.cost()
    let after = try #require(costAfter)
    #expect(after.signatures - before.signatures == 1)
    #expect(after.pins - before.pins == 1)
  }

  @Test("FLO-6: an open request is refused, and the refusal comes again") func refuse() throws {
    var (counter, _, bob) = try Self.handles()
    _ = try bob.request(try counter.sek(5), number: RequestNumber(1))
    let open = try bob.openRequests()
    #expect(open.map(\.amount) == [try counter.sek(5)])
    func refuse() throws -> (PurseReply, Bool) {
      try bob.repeatOrExecute(beforeNew: {}) { expected in
        .refuseRequest(expected: expected, request: open[0].request)
      }
    }
    #expect(try !refuse().1)
    #expect(try refuse().1)
    #expect(try bob.openRequests().isEmpty)
  }

  @Test("what was begun with a card is remembered where its phone has its home") func order() throws
  {
    let (counter, alice, bob) = try Self.handles()
    let order = try PendingOrder("pay 5", of: alice, next: 7)
    #expect(!order.isResumed)
    #expect(try PendingOrder("pay 5", of: alice, next: 8).isResumed)
    #expect(try !PendingOrder("pay 5", of: bob, next: 8).isResumed)
    order.finish()
    #expect(try !PendingOrder("pay 5", of: alice, next: 8).isResumed)
    withExtendedLifetime(counter) {}
  }

  @Test("a card that was never issued is told what to do with it") func blank() throws {
    let counter = try Counter()
    #expect {
      _ = try PurseHandle(card: Counter.blank(), home: counter.folder)
    } throws: { error in
      (error as? Explanation)?.code == "cardNotIssued"
    }
  }
}
