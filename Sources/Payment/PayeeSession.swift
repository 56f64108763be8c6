import Purse
import Wire

/// The payee's side of one payment: makes a request, or none for a direct payment, and has the purse
/// take or refuse what comes (docs/spec/flows.md, FLO-2). An event in, an action out.
public struct PayeeSession<Hash: MessageHash & Sendable>: Sendable {
  public enum Event: Sendable {
    /// Ask for an amount.
    case start(Amount)
    /// Take payments that come, without a request of one's own.
    case listen
    case reply(PurseReply)
    case failed(PurseError)
    case torn
    case pin([UInt8])
    case payment(Packet)
    /// The holder does not want the payment he waits for, or the one he is asked the PIN for.
    case refuse
    /// The holder does not want this payment, which has come.
    case refusePayment(Packet)
  }

  public enum Action: Sendable {
    case command(PurseCommand)
    case askPIN
    /// The request, or the decision, goes to the payer.
    case send(Packet)
    /// The purse cannot decide: the payment goes to the ledger with the next sync.
    case handToLedger(Packet)
    case wait
    case finished(Outcome)
  }

  public enum Outcome: Equatable, Sendable {
    case failed(PurseError)
    case confused
  }

  enum State: Sendable {
    case idle
    case readingForRequest(Amount)
    case requesting(PurseCommand)
    case waiting(request: Digest?)
    /// What is still to be taught before the payment is decided.
    case teaching(Packet, [[UInt8]])
    case readingForDecision(Packet?, request: Digest?, refusing: Bool)
    case needsPIN(Packet)
    case deciding(PurseCommand, Packet?)
    /// What came with the payment is taken before the decision; what its payer lacks is read after.
    case newsBeforeDeciding(Errands, Packet, refusing: Bool)
    case newsBeforeSending(Errands, Packet)
    case finished
  }

  /// The payee's own certificate and its authority's, for the payer.
  private let certificate: [UInt8]
  private let authority: [UInt8]?
  /// Successions of the root that the payer's purse may not know, the oldest first, and what the root in force
  /// says of older issuers (KEY-24).
  public var successions: [[UInt8]] = []
  private var pin: [UInt8]?
  private let hash: Hash
  /// What goes with the request, for a payer who has older: a terminal's. Signed each on its own.
  private let news: [[UInt8]]
  /// Where the purse stood last, and whether the news of this payment was given to it.
  private var place: PursePlace?
  private var hasTakenNews = false
  private(set) var state = State.idle

  public init(
    certificate: [UInt8], authority: [UInt8]?, pin: [UInt8]?, hash: Hash, news: [[UInt8]] = []
  ) {
    self.hash = hash
    self.news = news
    self.certificate = certificate
    self.authority = authority
    self.pin = pin
  }

  /// What to do about an event. An event that does not fit the state is `confused`.
  public mutating func handle(_ event: Event) -> Action {
    switch (state, event) {
    case (.idle, .start(let amount)):
      state = .readingForRequest(amount)
      return .command(.place)
    case (.idle, .listen):
      state = .waiting(request: nil)
      return .wait
    case (.readingForRequest, .torn): return .command(.place)
    case (.readingForRequest(let amount), .reply(.place(let place))):
      let command = PurseCommand.request(number: place.requestNumber.next, amount: amount)
      state = .requesting(command)
      return .command(command)
    case (.requesting(let command), .torn): return .command(command)
    case (.requesting, .reply(.message(let request))):
      return sendRequest(request)
    case (.waiting, .payment(let packet)): return receive(packet)
    case (.waiting(let request), .refuse):
      state = .readingForDecision(nil, request: request, refusing: true)
      return .command(.place)
    case (.waiting, .refusePayment(let packet)): return decide(packet, refusing: true)
    default: return handleDecision(event)
    }
  }

  private mutating func handleDecision(_ event: Event) -> Action {
    switch (state, event) {
    case (.teaching(let packet, let rest), .reply), (.teaching(let packet, let rest), .failed):
      return teach(rest, before: packet)
    case (.teaching(let packet, _), .torn): return receive(packet)
    case (.needsPIN(let packet), .pin(let digits)):
      pin = digits
      return decide(packet, refusing: false)
    case (.needsPIN(let packet), .refuse): return decide(packet, refusing: true)
    case (.readingForDecision, .torn): return .command(.place)
    case (.readingForDecision(let packet, let request, let refusing), .reply(.place(let place))):
      self.place = place
      if let packet, !hasTakenNews { return takeNews(of: packet, place, refusing) }
      return command(packet, request, refusing, place)
    case (.newsBeforeDeciding(let errands, let packet, let refusing), _):
      return goOn(errands.after(event), deciding: packet, refusing)
    case (.newsBeforeSending(let errands, let decision), _):
      return goOn(errands.after(event), sending: decision)
    case (.deciding(let command, _), .torn): return .command(command)
    case (.deciding(_, let payment), .reply(.message(let decision))):
      return giveNews(to: payment, with: packet(.decision, decision))
    case (.deciding(_, .some(let packet)), .failed(.pinRequired)):
      state = .needsPIN(packet)
      return .askPIN
    case (.deciding(_, .some(let packet)), .failed(.askTheLedger)):
      state = .finished
      return .handToLedger(packet)
    case (_, .failed(let error)):
      state = .finished
      return .finished(.failed(error))
    default:
      state = .finished
      return .finished(.confused)
    }
  }

  /// First the payer's authority, in case the purse does not know it yet; then the payment, with the
  /// PIN if it is at hand.
  private mutating func receive(_ packet: Packet) -> Action {
    guard packet.kind == .payment else {
      state = .finished
      return .finished(.confused)
    }
    let isNews = packet.authority != nil && packet.authority != authority
    return teach(isNews ? packet.lessons : [], before: packet)
  }

  /// What the purse knows, or does not believe, is no reason not to decide.
  private mutating func teach(_ lessons: [[UInt8]], before packet: Packet) -> Action {
    guard let lesson = lessons.first else { return decide(packet, refusing: false) }
    state = .teaching(packet, Array(lessons.dropFirst()))
    return .command(.learnAuthority(lesson))
  }

  private mutating func decide(_ packet: Packet, refusing: Bool) -> Action {
    state = .readingForDecision(packet, request: nil, refusing: refusing)
    return .command(.place)
  }

  private mutating func command(
    _ packet: Packet?, _ request: Digest?, _ refusing: Bool, _ place: PursePlace
  ) -> Action {
    let expected = place.sequence.next
    let command: PurseCommand
    if let packet {
      command =
        refusing
        ? .refusePayment(expected: expected, payment: packet.message)
        : .accept(
          expected: expected, payment: packet.message, certificate: packet.certificate ?? [],
          sealed: packet.sealed ?? [], pin: pin)
    } else if let request {
      command = .refuseRequest(expected: expected, request: request)
    } else {
      state = .finished
      return .finished(.failed(.askTheLedger))
    }
    state = .deciding(command, packet)
    return .command(command)
  }

  /// A newer policy or list that came with the payment holds for it already.
  private mutating func takeNews(
    of packet: Packet, _ place: PursePlace, _ refusing: Bool
  ) -> Action {
    hasTakenNews = true
    let commands = News.commands(
      taking: packet.documents, by: place, policyID: News.policyID(certificate),
      most: News.mostPerMeeting)
    guard !commands.isEmpty else { return command(packet, nil, refusing, place) }
    return goOn(Errands(commands), deciding: packet, refusing)
  }

  private mutating func goOn(
    _ errands: Errands, deciding packet: Packet, _ refusing: Bool
  ) -> Action {
    guard let command = errands.next else { return decide(packet, refusing: refusing) }
    state = .newsBeforeDeciding(errands, packet, refusing: refusing)
    return .command(command)
  }

  /// What the payer lacks goes back with the decision.
  private mutating func giveNews(to payment: Packet?, with decision: Packet) -> Action {
    guard let payment, let holds = payment.holds, let place else {
      return goOn(Errands([]), sending: decision)
    }
    let commands = News.commands(
      giving: place, policyID: News.policyID(certificate), to: holds,
      policyID: News.policyID(payment.certificate))
    return goOn(Errands(commands), sending: decision)
  }

  private mutating func goOn(_ errands: Errands, sending decision: Packet) -> Action {
    if let command = errands.next {
      state = .newsBeforeSending(errands, decision)
      return .command(command)
    }
    var decision = decision
    decision.documents += errands.read
    state = .finished
    return .send(decision)
  }

  private mutating func sendRequest(_ message: [UInt8]) -> Action {
    guard let request = try? Signed<Request>(message.span.bytes) else {
      state = .finished
      return .finished(.confused)
    }
    state = .waiting(request: request.digest(hash: hash))
    var packet = packet(.request, message)
    packet.documents += news
    return .send(packet)
  }

  private func packet(_ kind: Packet.Kind, _ message: [UInt8]) -> Packet {
    var packet = Packet(
      kind: kind, message: message, certificate: certificate, authority: authority)
    packet.documents = successions
    return packet
  }
}

extension Packet {
  /// What its receiver may have to learn to check it: successions of the root, then the authority (KEY-24).
  public var lessons: [[UInt8]] {
    documents.filter { (try? Signed<Succession>($0.span.bytes)) != nil }.prefix(
      Self.mostSuccessions)
      + documents.filter {
        (try? Signed<Authority>($0.span.bytes))?.content.role == .issuer && $0 != authority
      }.prefix(Self.mostOlderIssuers)
      + (authority.map { [$0] } ?? [])
  }

  /// More roots than that in one currency's life nobody catches up with offline.
  private static var mostSuccessions: Int { 8 }
  /// A purse has no room for more.
  private static var mostOlderIssuers: Int { 2 }
}

extension Errands {
  /// What is left after the purse's answer.
  fileprivate func after<Hash>(_ event: PayeeSession<Hash>.Event) -> Errands {
    var left = self
    switch event {
    case .reply(let reply): left.note(reply)
    case .failed: left.skip()
    default: left.giveUp()
    }
    return left
  }
}
