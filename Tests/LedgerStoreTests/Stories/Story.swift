import Payment
import Purse
import Settlement
import Wire
import World

/// A town's story, told with one way to keep the ledger's records. Everything that the ledger answers
/// is written down.
struct Story {
  // ISO 4217 has this number.
  static let currency = CurrencyCode(numeric: 752)!
  private static let names = (0..<5).map { "P\($0)" }

  var stage: Stage
  private let keeper: Keeper
  /// Grants, notices and refusals, in their order.
  private(set) var answers: [String] = []
  private(set) var digests: [Digest] = []
  private var crypto = ModelPurseCrypto(seed: 0)

  init(_ keeper: Keeper, _ liquidity: Liquidity = .evidenceAndPool) throws {
    self.keeper = keeper
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: Self.currency)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    stage = Stage(currency: Self.currency, liquidity: liquidity, policies: [policy])
    stage.bank.ledger.book = try keeper.book()
    for name in Self.names {
      try stage.issue(name, policy: policy, money: Self.sek(2_000))
      try keep()
      try sync(name, load: Self.sek(500))
    }
  }

  static func sek(_ units: UInt64) -> Amount { Amount(minorUnits: units * 100) ?? .zero }

  /// The ledger's own balances and counters.
  var totals: Totals { get throws { try keeper.totals(stage.bank.ledger.book) } }

  private mutating func keep() throws { try keeper.keep(&stage.bank.ledger.book) }

  /// Hands an upload to the ledger; the answer may be lost.
  @discardableResult
  mutating func send(_ upload: Packet) throws -> [UInt8]? {
    let answer = Result { () throws(LedgerError) in
      try stage.bank.ledger.sync(upload, time: stage.time)
    }
    try keep()
    stage.time = stage.time.adding(days: 1)
    answers.append("\(answer)")
    return try? answer.get().grant
  }

  mutating func sync(_ name: String, load: Amount = .zero, documents: [Packet] = []) throws {
    var upload = try stage.upload(name, load: load)
    upload.documents = documents.map(\.bytes)
    if let grant = try send(upload) { try stage.apply(name, grant) }
  }

  /// A payment to a request, taken.
  mutating func pay(_ payer: String, to payee: String, _ units: UInt64) throws -> (
    payment: Packet, acceptance: Packet
  ) {
    let payment = try stage.pay(payer, try stage.request(payee, Self.sek(units)))
    digests.append(digest(payment))
    return (payment, try stage.accept(payee, payment))
  }

  /// Days in which half of them pay the others and all sync, payees first: what is paid is closed.
  /// - Parameter payments: that each makes a day.
  mutating func goOn(days: Int, without absent: String? = nil, payments: Int = 1) throws {
    let present = Self.names.filter { $0 != absent }
    for day in 0..<days {
      let payees = present.indices.filter { $0 % 2 == day % 2 }.map { present[$0] }
      let payers = present.filter { !payees.contains($0) }
      for (index, name) in payers.enumerated() {
        for _ in 0..<payments { _ = try pay(name, to: payees[index % payees.count], 1) }
      }
      for name in payees + payers { try sync(name) }
    }
  }

  /// What nobody signs whose device is whole: in the model a key's public half gives the other away.
  mutating func forge<Content: MessageContent>(_ content: Content, by name: String) -> Packet? {
    guard let certificate = stage.purses[name]?.currentCertificate else { return nil }
    let signature = crypto.sign(
      content.digest(hash: crypto), with: KeyHandle(certificate.content.key.x))
    return Packet(
      kind: content is Payment ? .payment : .decision,
      message: [UInt8](Signed(content: content, signature: signature)),
      certificate: [UInt8](certificate))
  }

  /// What a broken purse would upload next if its journal had taken this payment after all else.
  mutating func forgeUpload(of name: String, taking payment: Packet) throws -> Packet {
    var upload = try stage.upload(name)
    var request = try Signed<SyncRequest>(upload.message.span.bytes).content
    let taken = try Signed<Payment>(payment.message.span.bytes)
    var entry = Bytes<1024>()
    JournalEntry.received(
      payment: digest(payment), amount: taken.content.amount, signature: taken.signature
    ).encode(into: &entry)
    request.last = request.last.next
    request.head = request.head.extended(by: entry.span, hash: crypto)
    request.spendable = request.spendable + taken.content.amount
    upload.items.append(
      Packet.Item(
        sequence: request.last, entry: entry.array, payment: payment.message, sealed: nil))
    upload.message = forge(request, by: name)?.message ?? []
    return upload
  }

  func digest(_ payment: Packet) -> Digest {
    (try? Signed<Payment>(payment.message.span.bytes))?.digest(hash: crypto) ?? Digest(.zero)
  }

  func content(_ payment: Packet) throws -> Payment {
    try Signed<Payment>(payment.message.span.bytes).content
  }
}
