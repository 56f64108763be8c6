import Purse
import Wire

/// The payer's side of one payment, as the payer's phone or a terminal carries it through: an event
/// in, an action out; no I/O, no clock (docs/spec/flows.md, FLO-1). A torn link is an event like
/// others: the session repeats its last command, which the purse answers the same way again. The PIN
/// goes inside the command it is for, so that a tap is two exchanges: where the purse stands, and pay.
public struct PayerSession: Sendable {
  public enum Order: Equatable, Sendable {
    /// Pay this request.
    case request(Packet)
    /// Pay this certificate's purse without a request.
    case direct(Packet, Amount)
  }

  public enum Event: Sendable {
    case start
    case reply(PurseReply)
    case failed(PurseError)
    /// The link to the purse broke before the answer came.
    case torn
    case pin([UInt8])
    /// The payee's decision has arrived.
    case decision(Packet)
  }

  public enum Action: Sendable {
    case command(PurseCommand)
    /// The holder must give the PIN.
    case askPIN
    /// The payment goes to the payee, by whatever way there is.
    case send(Packet)
    case finished(Outcome)
  }

  public enum Outcome: Equatable, Sendable {
    case accepted
    case refunded
    case failed(PurseError)
    /// The messages do not belong together.
    case confused
  }

  enum State: Sendable {
    case idle
    case learning
    case needsPIN
    case paying(PurseCommand)
    case paid([UInt8])
    case deciding(PurseCommand, refund: Bool)
    case readingForDecision(Packet)
    /// What is still to be taught after this one.
    case teaching([UInt8], [[UInt8]])
    /// The payment is made, or the decision taken; what is newer goes over before the end.
    case newsBeforeSending(Errands, Packet)
    case newsAtEnd(Errands, Outcome)
    case finished
  }

  private let order: Order
  /// The payer's own certificate and its authority's, for the payee.
  private let certificate: [UInt8]
  private let authority: [UInt8]?
  /// Successions of the root that the payee's purse may not know, the oldest first, and what the root in force
  /// says of older issuers (KEY-24).
  public var successions: [[UInt8]] = []
  private(set) var state = State.idle
  /// The PIN, as given before the purse asked, as at a terminal, or when it did.
  private var pin: [UInt8]?
  /// Only a purse that verifies payees needs the payee's certificate, and it says so by refusing
  /// without: for all the others it would be a third of the bytes in a tap.
  private var givesCertificate = false
  /// The decision that has come, and the authority that the purse was last taught.
  private var decision: Packet?
  private var taught: [UInt8]?
  /// Where the purse stood last.
  private var place: PursePlace?

  public init(order: Order, certificate: [UInt8], authority: [UInt8]?, pin: [UInt8]?) {
    self.order = order
    self.certificate = certificate
    self.authority = authority
    self.pin = pin
  }

  /// What to do about an event. An event that does not fit the state is `confused`.
  public mutating func handle(_ event: Event) -> Action {
    switch (state, event) {
    case (.idle, .start), (.learning, .torn):
      state = .learning
      return .command(.place)
    case (.learning, .reply(.place(let place))):
      self.place = place
      return pay(place)
    case (.needsPIN, .pin(let digits)):
      pin = digits
      state = .learning
      return .command(.place)
    case (.paying(let command), .torn): return .command(command)
    case (.paying, .reply(.payment(let payment, let sealed))): return send(payment, sealed)
    case (.paying, .failed(.pinRequired)):
      state = .needsPIN
      return .askPIN
    case (.paid, .decision(let packet)):
      decision = packet
      state = .readingForDecision(packet)
      return .command(.place)
    case (.paying, .failed(.malformed)) where !givesCertificate:
      givesCertificate = true
      state = .learning
      return .command(.place)
    case (.paying, .failed(.unknownIssuer)): return teach(orderPacket)
    case (.deciding, .failed(.unknownIssuer)): return teach(decision)
    case (.teaching(let lesson, _), .torn): return .command(.learnAuthority(lesson))
    case (.teaching(_, let rest), .failed) where !rest.isEmpty: return teach(rest)
    case (.teaching(_, let rest), .reply(.done)): return teach(rest)
    case (.readingForDecision(let packet), .reply(.place(let place))):
      self.place = place
      return take(packet, place)
    case (.readingForDecision, .torn): return .command(.place)
    case (.deciding(let command, _), .torn): return .command(command)
    case (.deciding(_, let refund), .reply(.done)):
      return takeNews(atEnd: refund ? .refunded : .accepted)
    case (.newsBeforeSending(let errands, let packet), _):
      return goOn(errands.after(event), sending: packet)
    case (.newsAtEnd(let errands, let outcome), _):
      return goOn(errands.after(event), ending: outcome)
    case (_, .failed(let error)): return finish(.failed(error))
    default: return finish(.confused)
    }
  }

  /// What is paid: a request, or an address.
  public var orderPacket: Packet {
    switch order {
    case .request(let packet), .direct(let packet, _): packet
    }
  }

  /// An issuer that the purse does not know is taught once, on the root's word that came beside the
  /// message; then the command is made anew.
  private mutating func teach(_ packet: Packet?) -> Action {
    guard let packet, let authority = packet.authority, authority != taught else {
      return finish(.failed(.unknownIssuer))
    }
    taught = authority
    return teach(packet.lessons)
  }

  private mutating func teach(_ lessons: [[UInt8]]) -> Action {
    guard let lesson = lessons.first else {
      state = decision.map { .readingForDecision($0) } ?? .learning
      return .command(.place)
    }
    state = .teaching(lesson, Array(lessons.dropFirst()))
    return .command(.learnAuthority(lesson))
  }

  private mutating func pay(_ place: PursePlace) -> Action {
    let expected = place.sequence.next
    let command: PurseCommand
    switch order {
    case .request(let packet):
      command = .pay(
        expected: expected, request: packet.message,
        certificate: givesCertificate ? packet.certificate ?? [] : [], pin: pin)
    case .direct(let packet, let amount):
      guard let payee = try? Signed<Certificate>(packet.message.span.bytes) else {
        return finish(.confused)
      }
      command = .payDirect(
        expected: expected, amount: amount, payee: payee.content.serial,
        certificate: givesCertificate ? packet.message : [], pin: pin)
    }
    state = .paying(command)
    return .command(command)
  }

  /// Before the payment goes out the purse takes what its payee's device offers, and what its payee
  /// lacks is read: commands that nothing newer never costs.
  private mutating func send(_ payment: [UInt8], _ sealed: [UInt8]?) -> Action {
    var packet = Packet(
      kind: .payment, message: payment, certificate: certificate, authority: authority,
      sealed: sealed)
    packet.documents = successions
    guard let place else { return goOn(Errands([]), sending: packet) }
    packet.holds = Packet.Holdings(
      policyNumber: place.policyNumber, blockListNumber: place.blockListNumber)
    let own = News.policyID(certificate)
    var commands = News.commands(
      taking: orderPacket.documents, by: place, policyID: own, most: News.mostPerMeeting)
    if case .request(let order) = order,
      let request = try? Signed<Request>(order.message.span.bytes).content
    {
      commands += News.commands(
        giving: place, policyID: own,
        to: Packet.Holdings(
          policyNumber: request.policyNumber, blockListNumber: request.blockListNumber),
        policyID: News.policyID(order.certificate))
    }
    return goOn(Errands(commands), sending: packet)
  }

  private mutating func goOn(_ errands: Errands, sending packet: Packet) -> Action {
    if let command = errands.next {
      state = .newsBeforeSending(errands, packet)
      return .command(command)
    }
    var packet = packet
    packet.documents += errands.read
    state = .paid(packet.message)
    return .send(packet)
  }

  /// What came back with the decision.
  private mutating func takeNews(atEnd outcome: Outcome) -> Action {
    guard let place, let decision else { return finish(outcome) }
    let commands = News.commands(
      taking: decision.documents, by: place, policyID: News.policyID(certificate),
      most: News.mostPerMeeting)
    return goOn(Errands(commands), ending: outcome)
  }

  private mutating func goOn(_ errands: Errands, ending outcome: Outcome) -> Action {
    guard let command = errands.next else { return finish(outcome) }
    state = .newsAtEnd(errands, outcome)
    return .command(command)
  }

  private mutating func take(_ packet: Packet, _ place: PursePlace) -> Action {
    guard packet.kind == .decision, let payee = packet.certificate else {
      return finish(.confused)
    }
    let expected = place.sequence.next
    if (try? Signed<Refusal>(packet.message.span.bytes)) != nil {
      let command = PurseCommand.takeRefusal(
        expected: expected, refusal: packet.message, certificate: payee)
      state = .deciding(command, refund: true)
      return .command(command)
    }
    let command = PurseCommand.takeAcceptance(
      expected: expected, acceptance: packet.message, certificate: payee)
    state = .deciding(command, refund: false)
    return .command(command)
  }

  private mutating func finish(_ outcome: Outcome) -> Action {
    state = .finished
    return .finished(outcome)
  }
}

extension Errands {
  /// What is left after the purse's answer.
  fileprivate func after(_ event: PayerSession.Event) -> Errands {
    var left = self
    switch event {
    case .reply(let reply): left.note(reply)
    case .failed: left.skip()
    default: left.giveUp()
    }
    return left
  }
}
