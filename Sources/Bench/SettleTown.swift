import Crypto
import LedgerCrypto
import LedgerEngine
import LedgerLog
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import TransparencyLog
import Wire
import World

typealias BenchLedger = Ledger<PrefetchedCrypto<SoftwareLedgerCrypto>>
typealias BenchPurse = Purse<SoftwarePurseCrypto, MemoryStorage>

/// A town with real keys: cards that have loaded money and pay terminals and each other, offline, and
/// then the uploads of all of them. Groups of twelve cards and five terminals, so that a terminal has
/// twelve receipts and a card five payments; two payments of each group go from card to card, and
/// what is paid on with them carries evidence.
struct SettleTown {
  static let cards = 12
  static let terminals = 5

  private let root = P256.Signing.PrivateKey()
  private let issuerKey = P256.Signing.PrivateKey()
  private let ledgerKey = P256.Signing.PrivateKey()
  private let master = Word32(7, 8, 9, 10)
  private let policies: [Signed<Policy>]
  let currency: CurrencyCode

  init() throws {
    guard let currency = Currency(letters: "SEK") else { throw BenchError.noCurrency }
    self.currency = currency.code
    let key = ledgerKey
    policies = [PolicyPreset.ekronaCard, .ekronaTerminal].map { preset in
      var policy = preset.policy(number: 1, time: ModelBank.start, currency: currency)
      policy.pinRule = .never
      policy.pinToReceive = false
      policy.operations = nil
      return Self.sign(policy, key)
    }
  }

  func emptyLedger() -> BenchLedger {
    Ledger(
      book: Book(),
      rules: LedgerRules(
        currency: currency, liquidity: .evidenceAndPool,
        policies: Dictionary(
          uniqueKeysWithValues: policies.map { ($0.content.id, [UInt8]($0)) }),
        certificateDays: 365, renewalDays: 30),
      crypto: PrefetchedCrypto(
        SoftwareLedgerCrypto(
          ledgerKey: ledgerKey, issuerKeys: [AuthorityID(1): issuerKey], master: master)))
  }

  /// A log with a key of its own.
  func log(folder: String) throws -> LogFollower {
    guard let salts = SaltSource(secret: [UInt8](repeating: 7, count: 32)) else {
      throw BenchError.flow
    }
    return try LogFollower(
      folder: folder, signer: try NoteSigner(name: "bench/log", privateKey: .init()), salts: salts)
  }

  /// One group's purses, made and personalised; its certificates are to be registered.
  func makeGroup(_ number: Int) throws -> [BenchPurse] {
    try (0..<(Self.cards + Self.terminals)).map { index in
      let isCard = index < Self.cards
      let serial = Serial(UInt64(number * (Self.cards + Self.terminals) + index + 1))
      var purse = BenchPurse(
        crypto: SoftwarePurseCrypto(), storage: MemoryStorage(bankSize: 16_384))
      let policy = policies[isCard ? 0 : 1]
      let certificate = Certificate(
        issuer: AuthorityID(1), serial: serial, key: try purse.generateKey(),
        kind: isCard ? .card : .terminal, policyID: policy.content.id,
        policyNumber: policy.content.number, reporting: .full, currency: currency,
        appletVersion: 1, notBefore: ModelBank.start,
        notAfter: ModelBank.start.adding(days: 365))
      let data = Personalisation(
        certificate: Self.sign(certificate, issuerKey),
        issuer: authority(1, .issuer, issuerKey), ledger: authority(2, .ledger, ledgerKey),
        policy: policy, rootKey: Wire.PublicKey(root.publicKey),
        purseKey: PurseKey(Sealing.purseKey(master: master, serial: serial)),
        time: ModelBank.start)
      try purse.personalise(data, pin: try ModelBank.pin())
      return purse
    }
  }

  /// Everybody's payments of one epoch: each card five.
  static func trade(_ purses: inout [BenchPurse], amount: Amount) throws {
    for card in 0..<2 { try pay(&purses, from: card, to: card + 2, amount) }
    for card in 0..<cards {
      for terminal in 0..<(card < 2 ? terminals - 1 : terminals) {
        try pay(&purses, from: card, to: cards + terminal, amount)
      }
    }
  }

  private static func pay(
    _ purses: inout [BenchPurse], from payer: Int, to payee: Int, _ amount: Amount
  ) throws {
    var request = PurseAnswer()
    var payment = PurseAnswer()
    var acceptance = PurseAnswer()
    var sealed = SealedBytes()
    var certificate = Bytes<256>()
    purses[payer].currentCertificate?.encode(into: &certificate)
    try purses[payee].request(
      number: purses[payee].requestNumber.next, amount: amount, time: nil, answer: &request)
    try purses[payer].pay(
      expected: purses[payer].sequence.next, request: request.span, certificate: RawSpan(),
      time: nil, answer: &payment, sealed: &sealed)
    try purses[payee].accept(
      expected: purses[payee].sequence.next, payment: payment.span,
      certificate: certificate.span, sealed: sealed.span, time: nil, answer: &acceptance)
  }

  /// A purse's upload, as it goes over the network.
  static func upload(_ purse: inout BenchPurse, load: Amount) throws -> [UInt8] {
    var wishes = SyncWishes()
    wishes.load = load
    guard case .upload(let packet) = try purse.execute(.syncRequest(wishes)) else {
      throw BenchError.flow
    }
    return packet.bytes
  }

  private func authority(
    _ id: UInt64, _ role: AuthorityRole, _ key: P256.Signing.PrivateKey
  ) -> Signed<Authority> {
    Self.sign(
      Authority(
        id: AuthorityID(id), role: role, key: Wire.PublicKey(key.publicKey),
        currency: currency, notBefore: ModelBank.start,
        notAfter: ModelBank.start.adding(days: 3_650)), root)
  }

  private static func sign<Content: MessageContent>(
    _ content: Content, _ key: P256.Signing.PrivateKey
  ) -> Signed<Content> {
    Signed(
      content: content,
      signature: PurseCrypto.sign(content.digest(hash: SoftwareHash()), with: key))
  }
}
