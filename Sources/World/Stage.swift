import Payment
import Purse
import Settlement
import Wire

/// A small world to play a story in by hand: a bank, named purses, one account each. Messages are
/// packets that the caller may lose, keep, repeat or hand to the wrong person.
public struct Stage: Sendable {
  public var bank: ModelBank
  public var purses: [String: ModelPurse] = [:]
  public var time = ModelBank.start

  public init(currency: CurrencyCode, liquidity: Liquidity, policies: [Policy]) {
    bank = ModelBank(currency: currency, liquidity: liquidity, policies: policies)
  }

  /// Opens an account of the same name with `money` in it, and issues a purse.
  public mutating func issue(
    _ name: String, policy: Policy, money: Amount, kind: DeviceKind = .card,
    bankSize: Int = 32_768
  ) throws {
    try bank.ledger.openAccount(name)
    if !money.isZero { try bank.ledger.issue(money, to: name, time: time) }
    purses[name] = try bank.issuePurse(
      policy: policy, account: name, kind: kind, bankSize: bankSize)
  }

  /// Runs one command on a purse.
  @discardableResult
  public mutating func run(_ name: String, _ command: PurseCommand) throws(PurseError) -> PurseReply
  {
    guard var purse = purses.removeValue(forKey: name) else { throw .notPersonalised }
    defer { purses[name] = purse }
    return try purse.execute(command, time: nil)
  }

  public func status(_ name: String) -> PurseStatus? { purses[name]?.status }

  /// What the ledger knows of a purse.
  public func row(_ name: String) -> PurseRow? {
    serial(name).flatMap { bank.ledger.book.holder(of: $0) }
  }

  public func serial(_ name: String) -> Serial? {
    purses[name]?.currentCertificate?.content.serial
  }
}

extension Stage {
  private func next(_ name: String) -> SequenceNumber {
    purses[name]?.status.sequence.next ?? SequenceNumber(1)
  }

  private func certificate(_ name: String) -> [UInt8] { purses[name]?.certificateMessage ?? [] }

  public mutating func givePIN(_ name: String) throws(PurseError) {
    try run(name, .verifyPIN([0x31, 0x32, 0x33, 0x34]))
  }

  /// Tap 1: the payee asks.
  public mutating func request(_ name: String, _ amount: Amount) throws(PurseError) -> Packet {
    let number = purses[name]?.status.requestNumber.next ?? RequestNumber(1)
    return message(.request, of: name, try run(name, .request(number: number, amount: amount)))
  }

  /// Tap 2: the payer's PIN, then debit and signature.
  public mutating func pay(_ name: String, _ request: Packet) throws(PurseError) -> Packet {
    try givePIN(name)
    return message(
      .payment, of: name,
      try run(
        name,
        .pay(
          expected: next(name), request: request.message, certificate: request.certificate ?? [])))
  }

  public mutating func payDirect(
    _ name: String, to payee: String, _ amount: Amount
  ) throws(PurseError) -> Packet {
    try givePIN(name)
    let serial = serial(payee) ?? Serial(0)
    return message(
      .payment, of: name,
      try run(
        name,
        .payDirect(
          expected: next(name), amount: amount, payee: serial, certificate: certificate(payee))))
  }

  /// Tap 3: the payee's PIN, then credit and acceptance.
  public mutating func accept(_ name: String, _ payment: Packet) throws(PurseError) -> Packet {
    try givePIN(name)
    return message(
      .decision, of: name,
      try run(
        name,
        .accept(
          expected: next(name), payment: payment.message, certificate: payment.certificate ?? [],
          sealed: payment.sealed ?? [])))
  }

  public mutating func refuse(_ name: String, payment: Packet) throws(PurseError) -> Packet {
    message(
      .decision, of: name,
      try run(name, .refusePayment(expected: next(name), payment: payment.message)))
  }

  public mutating func refuse(_ name: String, request: Packet) throws(PurseError) -> Packet {
    guard let signed = try? Signed<Request>(request.message.span.bytes) else {
      throw .malformed(.wrongMessageType)
    }
    let digest = signed.digest(hash: ModelPurseCrypto(seed: 0))
    return message(
      .decision, of: name,
      try run(name, .refuseRequest(expected: next(name), request: digest)))
  }

  /// The payer's purse learns the decision.
  public mutating func take(_ name: String, _ decision: Packet) throws(PurseError) {
    let certificate = decision.certificate ?? []
    if (try? Signed<Refusal>(decision.message.span.bytes)) != nil {
      try run(
        name,
        .takeRefusal(
          expected: next(name), refusal: decision.message, certificate: certificate))
    } else {
      try run(
        name,
        .takeAcceptance(
          expected: next(name), acceptance: decision.message, certificate: certificate))
    }
  }

  public mutating func unload(_ name: String, _ amount: Amount) throws(PurseError) {
    try givePIN(name)
    try run(name, .unload(expected: next(name), amount: amount))
  }

  /// The purse's sync request and entries; nothing is sent.
  public mutating func upload(_ name: String, load: Amount = .zero) throws(PurseError) -> Packet {
    var wishes = SyncWishes()
    wishes.load = load
    guard case .upload(let packet) = try run(name, .syncRequest(wishes)) else {
      throw .notPersonalised
    }
    return packet
  }

  public mutating func apply(_ name: String, _ grant: [UInt8]) throws(PurseError) {
    try run(name, .applyGrant(grant))
  }

  /// A whole sync: request up, grant down, applied.
  @discardableResult
  public mutating func sync(
    _ name: String, load: Amount = .zero, documents: [Packet] = []
  ) throws -> SyncOutcome {
    var packet = try upload(name, load: load)
    packet.documents = documents.map(\.bytes)
    let outcome = try bank.ledger.sync(packet, time: time)
    try apply(name, outcome.grant)
    return outcome
  }

  /// Puts another release of the purse application into a device; what the purse holds stays.
  public mutating func update(_ name: String, to version: UInt16) {
    guard let purse = purses[name] else { return }
    var crypto = ModelPurseCrypto(seed: UInt64(version) << 32)
    crypto.appletVersion = version
    purses[name] = ModelPurse(crypto: crypto, storage: purse.storage)
  }

  /// Sets a purse back to an older copy of its memory, whose host notices. What it draws at random from
  /// then on is new: nobody sets chance back.
  public mutating func restore(
    _ name: String, from copy: ModelPurse, chance: UInt64 = 77
  ) throws(PurseError) {
    var purse = ModelPurse(crypto: ModelPurseCrypto(seed: chance), storage: copy.storage)
    try purse.markRestored()
    purses[name] = purse
  }

  private func message(_ kind: Packet.Kind, of name: String, _ reply: PurseReply) -> Packet {
    var packet = Packet(kind: kind, message: [], certificate: certificate(name))
    switch reply {
    case .message(let message): packet.message = message
    case .payment(let payment, let sealed):
      packet.message = payment
      packet.sealed = sealed
    default: break
    }
    return packet
  }
}
