import CardCrypto
import Money
import Purse
import Testing
import Wire

@testable import Card

/// Entropy that is the same in every run: examples are to be repeated, not kept secret.
struct ExampleEntropy: EntropySource {
  var next: UInt64

  mutating func draw() -> Word32 {
    next += 1
    return Word32(0x4B6F_6E74_616E_7421, 0, 0, next)
  }
}

typealias ExampleCrypto = BearSSLPurseCrypto<ExampleEntropy>

/// A bank with real keys that are the same in every run, for the exchanges of docs/spec.
struct ExampleBank {
  private var crypto = ExampleCrypto(entropy: ExampleEntropy(next: 1_000))
  private let root: KeyPair
  private let issuer: KeyPair
  private let ledger: KeyPair
  private let currency: CurrencyCode

  static let time = LedgerTime(seconds: 1_800_000_000)
  private static let end = time.adding(days: 365)
  private static let issuerID = AuthorityID(0xA1)

  init() throws {
    currency = try #require(Currency(letters: "SEK")).code
    root = crypto.generateKey()
    issuer = crypto.generateKey()
    ledger = crypto.generateKey()
  }

  private mutating func sign<Content: MessageContent>(
    _ content: Content, by key: KeyPair
  ) -> Signed<Content> {
    Signed(
      content: content, signature: crypto.sign(content.digest(hash: crypto), with: key.handle))
  }

  private mutating func authority(_ role: AuthorityRole, _ id: AuthorityID, _ key: KeyPair)
    -> Signed<Authority>
  {
    sign(
      Authority(
        id: id, role: role, key: key.publicKey, currency: currency,
        notBefore: Self.time, notAfter: Self.end), by: root)
  }

  /// What is put into a card whose key was made.
  mutating func personalisation(
    of key: PublicKey, serial: UInt64, preset: PolicyPreset
  ) throws -> Personalisation {
    let currency = try #require(Currency(letters: "SEK"))
    let policy = preset.policy(number: 1, time: Self.time, currency: currency)
    let certificate = Certificate(
      issuer: Self.issuerID, serial: Serial(serial), key: key, kind: .card,
      policyID: policy.id, policyNumber: policy.number, reporting: policy.reporting,
      currency: policy.currency, appletVersion: CardLimits.appletVersion, notBefore: Self.time,
      notAfter: Self.end)
    return Personalisation(
      certificate: sign(certificate, by: issuer),
      issuer: authority(.issuer, Self.issuerID, issuer),
      ledger: authority(.ledger, AuthorityID(0xB1), ledger),
      policy: sign(policy, by: ledger), rootKey: root.publicKey,
      purseKey: PurseKey(Word32(serial, 2, 3, 4)), time: Self.time)
  }

  /// A grant with a load.
  mutating func grant(answering request: Signed<SyncRequest>) -> [UInt8] {
    var grant = SyncGrant(
      serial: request.content.serial, request: request.digest(hash: crypto),
      number: request.content.lastGrant.next, covered: request.content.last, time: Self.time,
      state: .active)
    grant.load = request.content.load ?? .zero
    return [UInt8](sign(grant, by: ledger))
  }
}
