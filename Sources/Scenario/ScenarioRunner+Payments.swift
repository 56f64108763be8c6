import Home
import Payment
import Purse
import PurseCrypto
import Wire

extension ScenarioRunner {
  func pay(_ order: PayOrder) throws {
    var run = PaymentRun(
      order, payeeCertificate: try certificate(of: order.payee),
      introduction: introduction(of: order.payee), news: try offers(of: order))
    if let keep = order.keep {
      try advance(&run, to: .accepting, torn: nil)
      kept[keep] = run
      result.notes.append("the payment is kept; \(order.payee) has not seen it")
      return
    }
    try advance(&run, to: .decided, torn: order.torn)
  }

  func accept(_ name: String, wrongPIN: Bool, torn: TornPoint?, at place: Place) throws {
    guard var run = kept[name] else { throw neverMade(name, place) }
    // Accepted or refused before: the payee's phone hands the purse the same payment once more.
    if run.payeeHasAnswered {
      run.listen(
        certificate: try certificate(of: run.order.payee),
        introduction: introduction(of: run.order.payee))
    }
    run.decision = nil
    defer { kept[name] = run }
    try advance(&run, to: .decided, torn: torn, wrongPIN: wrongPIN)
  }

  /// The payee does not want the payment: a request is refused with all payments to it, a direct
  /// payment by itself.
  func refuse(_ name: String, at place: Place) throws {
    guard var run = kept[name], let payment = run.payment else { throw neverMade(name, place) }
    defer { kept[name] = run }
    var byPayment = run.order.flow == .direct
    if run.payeeHasAnswered {
      run.listen(
        certificate: try certificate(of: run.order.payee),
        introduction: introduction(of: run.order.payee))
      byPayment = true
    }
    var tap = try tap(run.order.payee)
    run.payeeHasAnswered = true
    switch try tap.drive(&run.payee, byPayment ? .refusePayment(payment) : .refuse) {
    case .message(let decision): decide(&run, decision)
    case .forLedger(let packet): hand(packet, of: run)
    case .finished: break
    }
    result.pins += tap.pins
  }

  /// The payer's purse sees the decisions that wait on its holder's phone.
  func take(_ name: String, at place: Place) throws {
    guard let waiting = decisions.removeValue(forKey: name) else {
      throw problem(place, "no decision waits for \(name): nobody has accepted or refused yet")
    }
    for var run in waiting {
      guard let decision = run.decision, var session = run.payer else { continue }
      var tap = try tap(name)
      result.messages.append(
        AirMessage(decision, from: run.order.payee, to: name, kind: decision.noun))
      _ = try tap.drive(&session, .decision(decision))
      run.payer = session
      result.notes.append(
        decision.noun == "refusal"
          ? "\(name) has the \(money(run.order.amount)) back, with no connection"
          : "\(name)'s purse knows that \(run.order.payee) has the money: nothing is in doubt")
    }
  }

  /// The devices meet again: each session repeats its last command or message.
  func resume(_ name: String, at place: Place) throws {
    guard var run = torn.removeValue(forKey: name) else {
      throw problem(place, "no payment of \(name) was torn, so there is none to resume")
    }
    try advance(&run, to: .decided, torn: nil)
  }

  private func neverMade(_ name: String, _ place: Place) -> ScenarioFailure {
    problem(place, "`\(name)` was never made: the step that keeps it did not get so far")
  }

  /// Carries a payment on until its phase is `end`, or the link breaks.
  private func advance(
    _ run: inout PaymentRun, to end: PaymentRun.Phase, torn: TornPoint?, wrongPIN: Bool = false
  ) throws {
    do {
      while run.phase != end {
        switch run.phase {
        case .requesting: try request(&run, torn)
        case .paying: try debit(&run, torn)
        case .accepting: try credit(&run, torn, wrongPIN: wrongPIN)
        case .decided: return
        }
      }
    } catch is Torn {
      guard let torn else { preconditionFailure("torn where nothing was to tear") }
      result.notes.append(
        "torn: " + torn.words(payer: run.order.payer, payee: run.order.payee))
      self.torn[run.order.payer] = run
    }
  }

  /// What a terminal offers to the cards it meets.
  private func offers(of order: PayOrder) throws -> [[UInt8]] {
    guard order.flow == .terminal else { return [] }
    var purse = try device(order.payee).purse
    guard case .message(let list) = try purse.execute(.blockList(part: 0), time: nil) else {
      return []
    }
    return [list]
  }

  private func request(_ run: inout PaymentRun, _ torn: TornPoint?) throws {
    var tap = try tap(run.order.payee, torn: torn)
    let event: PayeeSession<SoftwareHash>.Event =
      run.linkIsTorn ? .torn : .start(run.order.amount)
    run.linkIsTorn = true
    guard case .message(let request) = try tap.drive(&run.payee, event) else { return }
    run.linkIsTorn = false
    run.request = request
    run.phase = .paying
    result.messages.append(
      AirMessage(request, from: run.order.payee, to: run.order.payer, kind: request.noun))
  }

  private func debit(_ run: inout PaymentRun, _ torn: TornPoint?) throws {
    guard let request = run.request else { return }
    let order = run.order
    var tap = try tap(order.payer, wrongPIN: order.wrongPIN, torn: torn)
    let rule = tap.device.purse.currentPolicy?.content.pinRule
    // Before the first tap the holder types the PIN that the policy always wants; the session keeps it.
    if run.payer == nil, rule == .always { result.pins += 1 }
    var session =
      run.payer
      ?? PayerSession(
        order: order.flow == .direct ? .direct(request, order.amount) : .request(request),
        certificate: tap.device.purse.certificateMessage ?? [],
        authority: introduction(of: order.payer).authority, pin: rule == .always ? tap.pin : nil)
    session.successions = introduction(of: order.payer).documents
    defer {
      run.payer = session
      result.pins += tap.pins
    }
    let event: PayerSession.Event = run.linkIsTorn ? .torn : .start
    run.linkIsTorn = true
    guard case .message(let payment) = try tap.drive(&session, event) else { return }
    run.linkIsTorn = false
    run.payment = payment
    run.phase = .accepting
    var message = AirMessage(payment, from: order.payer, to: order.payee, kind: payment.noun)
    message.isLost = torn == .paymentLost
    message.isKept = order.keep != nil
    result.messages.append(message)
    if torn == .paymentLost { throw Torn() }
  }

  private func credit(_ run: inout PaymentRun, _ torn: TornPoint?, wrongPIN: Bool) throws {
    guard let payment = run.payment else { return }
    let order = run.order
    if let decision = run.decision { return decide(&run, decision) }
    if result.messages.isEmpty {
      result.messages.append(
        AirMessage(payment, from: order.payer, to: order.payee, kind: payment.noun))
    }
    var tap = try tap(order.payee, wrongPIN: wrongPIN, torn: torn)
    defer { result.pins += tap.pins }
    let event: PayeeSession<SoftwareHash>.Event = run.linkIsTorn ? .torn : .payment(payment)
    run.payeeHasAnswered = true
    let end: SessionEnd
    do {
      end = try tap.drive(&run.payee, event)
      run.linkIsTorn = false
    } catch is Torn {
      run.linkIsTorn = true
      throw Torn()
    }
    switch end {
    case .message(let decision):
      run.decision = decision
      if torn == .decisionLost {
        var lost = AirMessage(
          decision, from: order.payee, to: order.payer, kind: decision.noun)
        lost.isLost = true
        result.messages.append(lost)
        throw Torn()
      }
      decide(&run, decision)
    case .forLedger(let packet):
      hand(packet, of: run)
      run.phase = .decided
    case .finished: run.phase = .decided
    }
  }

  private func decide(_ run: inout PaymentRun, _ decision: Packet) {
    run.decision = decision
    run.phase = .decided
    result.messages.append(
      AirMessage(decision, from: run.order.payee, to: run.order.payer, kind: decision.noun))
    decisions[run.order.payer, default: []].append(run)
  }

  private func hand(_ packet: Packet, of run: PaymentRun) {
    forLedger[run.order.payee, default: []].append(packet)
    result.notes.append(
      "\(run.order.payee)'s purse cannot decide this; the payment goes to the ledger with the "
        + "next sync")
  }

  func certificate(of name: String) throws -> [UInt8] {
    try device(name).purse.certificateMessage ?? []
  }
}

extension Packet {
  /// What the message is, for people.
  var noun: String {
    switch kind {
    case .request: "request"
    case .payment: "payment"
    case .decision:
      (try? Signed<Wire.Refusal>(message.span.bytes)) != nil ? "refusal" : "acceptance"
    case .upload: "sync request"
    case .grant: "sync grant"
    case .address: "address"
    case .proof: "proof"
    case .approvals: "approvals"
    case .news: "news"
    }
  }
}

extension AirMessage {
  init(_ packet: Packet, from: String, to: String, kind: String) {
    self.init(kind: kind, from: from, to: to, bytes: packet.message.count)
    certificateBytes = packet.certificate?.count ?? 0
    sealedBytes = packet.sealed?.count ?? 0
    secondBytes = packet.seconds.reduce(0) { $0 + $1.count }
  }
}
