import Purse
import Settlement
import Wire

/// Genuine messages that one card, Alice's, could be given next; Bob's purse made them.
struct FuzzMessages: Sendable {
  /// Bob asks for 5.00.
  private(set) var request: [UInt8] = []
  /// Bob pays 7.00 on Alice's open request, and 3.00 without one.
  private(set) var payments: [(message: [UInt8], sealed: [UInt8])] = []
  /// Digest of another request that she has open.
  private(set) var openRequest: [UInt8] = []
  /// Bob took a payment of hers that she is in doubt about, and refused another one.
  private(set) var acceptance: [UInt8] = []
  private(set) var refusal: [UInt8] = []
  /// Loads 10.00; answers her outstanding sync request.
  private(set) var grant: [UInt8] = []
  let bobCertificate: [UInt8]
  let authority: [UInt8]
  let newerPolicy: [UInt8]
  /// Lists somebody whom nobody knows.
  let blockList: [UInt8]

  /// - Parameters:
  ///   - alice: blank but for her certificate; is loaded, and what she needs for the messages happens.
  ///   - bob: the same.
  init(bank: inout ModelBank, alice: inout ModelPurse, bob: ModelPurse) throws {
    var bob = bob
    bobCertificate = Self.certificate(bob)
    authority = [UInt8](bank.issuer)
    var policy = Self.policy
    policy.number = 2
    newerPolicy = [UInt8](bank.signed(policy))
    var list = BlockList(
      number: 1, part: 0, parts: 1, time: ModelBank.start, currency: policy.currency)
    list.serials.append(Serial(77))
    blockList = [UInt8](bank.signed(list))
    for name in ["A", "B"] {
      try bank.ledger.issue(Self.amount(50_000), to: name, time: ModelBank.start)
    }
    try Self.load(&alice, from: &bank)
    try Self.load(&bob, from: &bank)
    request = try Self.ask(&bob, 500)
    let first = try Self.ask(&alice, 700)
    openRequest = try Self.digest(of: try Self.ask(&alice, 250))
    let aliceCertificate = Self.certificate(alice)
    payments = [
      try Self.pay(&bob, first, certificate: aliceCertificate),
      try Self.payDirect(&bob, 300, to: alice),
    ]
    let taken = try Self.pay(&alice, try Self.ask(&bob, 400), certificate: bobCertificate)
    acceptance = try Self.accept(&bob, taken, certificate: aliceCertificate)
    let refused = try Self.pay(&alice, try Self.ask(&bob, 400), certificate: bobCertificate)
    refusal = try Self.refuse(&bob, refused)
    var syncRequest = Bytes<512>()
    var wishes = SyncWishes()
    wishes.load = try Self.amount(1_000)
    try alice.syncRequest(wishes: wishes, answer: &syncRequest)
    grant = try Self.grant(syncRequest, from: bank, state: .active, load: 1_000)
  }

  static var policy: Policy {
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    policy.pinRule = .always
    return policy
  }

  static func bank() throws -> ModelBank {
    var bank = ModelBank(currency: currency, liquidity: .evidenceAndPool, policies: [policy])
    for name in ["A", "B"] { try bank.ledger.openAccount(name) }
    return bank
  }

  /// The ledger's answer to a sync request.
  static func grant(
    _ request: borrowing Bytes<512>, from bank: ModelBank, state: GrantedState, load: UInt64 = 0
  ) throws -> [UInt8] {
    let signed = try Signed<SyncRequest>(request.span)
    var grant = SyncGrant(
      serial: signed.content.serial, request: signed.digest(hash: ModelPurseCrypto(seed: 0)),
      number: GrantNumber(signed.content.lastGrant.value + 1), covered: signed.content.last,
      time: ModelBank.start, state: state)
    grant.load = try amount(load)
    return [UInt8](bank.signed(grant))
  }

  private static func load(_ purse: inout ModelPurse, from bank: inout ModelBank) throws {
    var request = Bytes<512>()
    var wishes = SyncWishes()
    wishes.load = try amount(20_000)
    try purse.syncRequest(wishes: wishes, answer: &request)
    var packet = Packet(kind: .upload, message: request.array)
    packet.start = purse.uploadStart()
    let outcome = try bank.ledger.sync(packet, time: ModelBank.start)
    try purse.apply(grant: outcome.grant.span.bytes)
  }

  private static func ask(_ purse: inout ModelPurse, _ minorUnits: UInt64) throws -> [UInt8] {
    var answer = PurseAnswer()
    try purse.request(
      number: RequestNumber(purse.status.requestNumber.value + 1), amount: try amount(minorUnits),
      time: nil, answer: &answer)
    return answer.array
  }

  private static func pay(
    _ purse: inout ModelPurse, _ request: [UInt8], certificate: [UInt8]
  ) throws -> (message: [UInt8], sealed: [UInt8]) {
    var answer = PurseAnswer()
    var sealed = SealedBytes()
    try purse.verify(pin: try ModelBank.pin())
    try purse.pay(
      expected: purse.status.sequence.next, request: request.span.bytes,
      certificate: certificate.span.bytes, time: nil, answer: &answer, sealed: &sealed)
    return (answer.array, sealed.array)
  }

  private static func payDirect(
    _ purse: inout ModelPurse, _ minorUnits: UInt64, to payee: ModelPurse
  ) throws -> (message: [UInt8], sealed: [UInt8]) {
    var answer = PurseAnswer()
    var sealed = SealedBytes()
    guard let serial = payee.currentCertificate?.content.serial else {
      throw PurseError.notPersonalised
    }
    try purse.verify(pin: try ModelBank.pin())
    let certificate = certificate(payee)
    try purse.payDirect(
      expected: purse.status.sequence.next, amount: try amount(minorUnits), payee: serial,
      certificate: certificate.span.bytes, time: nil, answer: &answer, sealed: &sealed)
    return (answer.array, sealed.array)
  }

  private static func accept(
    _ purse: inout ModelPurse, _ payment: (message: [UInt8], sealed: [UInt8]),
    certificate: [UInt8]
  ) throws -> [UInt8] {
    var answer = PurseAnswer()
    try purse.verify(pin: try ModelBank.pin())
    try purse.accept(
      expected: purse.status.sequence.next, payment: payment.message.span.bytes,
      certificate: certificate.span.bytes, sealed: payment.sealed.span.bytes, time: nil,
      answer: &answer)
    return answer.array
  }

  private static func refuse(
    _ purse: inout ModelPurse, _ payment: (message: [UInt8], sealed: [UInt8])
  ) throws -> [UInt8] {
    var answer = PurseAnswer()
    try purse.refuse(
      expected: purse.status.sequence.next, payment: payment.message.span.bytes, answer: &answer)
    return answer.array
  }

  private static func digest(of request: [UInt8]) throws -> [UInt8] {
    let signed = try Signed<Request>(request.span.bytes)
    return signed.digest(hash: ModelPurseCrypto(seed: 0)).word.array
  }

  private static func certificate(_ purse: ModelPurse) -> [UInt8] {
    purse.currentCertificate.map { [UInt8]($0) } ?? []
  }

  private static func amount(_ minorUnits: UInt64) throws -> Amount {
    guard let amount = Amount(minorUnits: minorUnits) else { throw PurseError.amountZero }
    return amount
  }

  private static var currency: CurrencyCode {
    guard let krona = CurrencyCode(numeric: 752) else { preconditionFailure("no krona") }
    return krona
  }
}
