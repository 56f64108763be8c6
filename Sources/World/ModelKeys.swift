import Settlement
import Wire

/// A key of the central bank that another can take the place of.
public enum ModelKeyRole: Equatable, CaseIterable, Sendable {
  case root, issuer, ledger
}

/// The central bank's keys in the test world: those in force, what the root has said of them, and those that
/// others have taken the place of (docs/spec/keys.md).
public struct ModelKeys: Sendable {
  /// What all of them sign with.
  public let suite: Suite
  public private(set) var issuer: Signed<Authority>
  public private(set) var ledger: Signed<Authority>
  /// Certified by the root in force, the oldest first.
  public private(set) var retired: [Signed<Authority>] = []
  public private(set) var successions: [Signed<Succession>] = []
  public private(set) var root = Word32(1, 2, 3, 4)
  private(set) var issuerSecret = Word32(5, 6, 7, 8)
  private(set) var ledgerSecret = Word32(9, 10, 11, 12)
  /// Of issuers that are retired: whoever has one of these makes certificates.
  private(set) var retiredSecrets: [AuthorityID: Word32] = [:]
  private let currency: CurrencyCode
  private let issuerDays: UInt32

  /// - Parameter issuerDays: how long the word on an issuer holds.
  init(
    currency: CurrencyCode, suite: Suite = .es256, issuerDays: UInt32 = 10 * ModelBank.lifetimeDays
  ) {
    self.currency = currency
    self.suite = suite
    self.issuerDays = issuerDays
    issuer = Self.certify(
      .issuer, AuthorityID(0xA1), issuerSecret, suite, currency, days: issuerDays, by: root)
    ledger = Self.certify(
      .ledger, AuthorityID(0xB1), ledgerSecret, suite, currency, days: 10 * ModelBank.lifetimeDays,
      by: root)
  }

  public var rootKey: PublicKey { ModelMath.publicKey(root, suite) }

  /// All that the root in force has said.
  public var authorities: [Signed<Authority>] { [issuer, ledger] + retired }

  var crypto: ModelLedgerCrypto {
    ModelLedgerCrypto(
      master: ModelBank.master, ledgerSecret: ledgerSecret,
      issuerSecrets: [issuer.content.id: issuerSecret], suite: suite)
  }

  /// Puts what follows from these keys into a ledger's rules, as a home does.
  func apply(to rules: inout LedgerRules) {
    rules.issuers = [issuer.content.id: issuer.content.key]
    rules.ledgerKey = ledger.content.key
    rules.replacedIssuers = [:]
    rules.olderIssuers = [:]
    for old in retired where old.content.role == .issuer {
      rules.replacedIssuers[old.content.id] = issuer.content.id
      rules.olderIssuers[old.content.id] = [UInt8](old)
    }
    rules.lessons = lessons
    rules.policies = rules.policies.mapValues(signedAnew)
    rules.interims = rules.interims.mapValues(signedAnew)
  }

  private func signedAnew(_ message: [UInt8]) -> [UInt8] {
    guard let policy = try? Signed<Policy>(message.span.bytes) else { return message }
    return [UInt8](ModelMath.signed(policy.content, ledgerSecret))
  }

  /// What purses may have to learn before a grant (KEY-23).
  private var lessons: [[UInt8]] {
    guard !retired.isEmpty || !successions.isEmpty else { return [] }
    return successions.map { [UInt8]($0) } + [[UInt8](ledger)]
      + (successions.isEmpty ? [] : olderIssuers.map { [UInt8]($0) }) + [[UInt8](issuer)]
  }

  /// The two latest issuers that others have taken the place of (KEY-24).
  var olderIssuers: [Signed<Authority>] {
    Array(retired.filter { $0.content.role == .issuer }.suffix(2))
  }
}

extension ModelKeys {
  /// Puts a new key into force (KEY-20 to KEY-22).
  mutating func rollOver(_ role: ModelKeyRole, time: LedgerTime) {
    let secret = nextSecret()
    switch role {
    case .issuer:
      retired.append(issuer)
      retiredSecrets[issuer.content.id] = issuerSecret
      issuerSecret = secret
      issuer = Self.sign(
        renewed(issuer.content, .issuer, secret, time.adding(days: issuerDays), time), root)
    case .ledger:
      retired.append(ledger)
      ledgerSecret = secret
      let end = LedgerTime(seconds: ledger.content.notAfter.seconds + 1)
      ledger = Self.sign(renewed(ledger.content, .ledger, secret, end, time), root)
    case .root:
      let succession = Succession(
        number: UInt16(successions.count) + 1, key: ModelMath.publicKey(secret, suite),
        currency: currency, time: time)
      successions.append(Self.sign(succession, root))
      root = secret
      issuer = Self.sign(issuer.content, root)
      // Whoever knows the ledger by the root before takes it as it is: neither key nor end is new.
      ledger = Self.sign(ledger.content, root)
      retired = retired.map { Self.sign($0.content, root) }
    }
  }

  private func renewed(
    _ before: Authority, _ role: AuthorityRole, _ secret: Word32, _ end: LedgerTime,
    _ time: LedgerTime
  ) -> Authority {
    var authority = before
    authority.id = AuthorityID((authorities.map(\.content.id.value).max() ?? 0) + 1)
    authority.key = ModelMath.publicKey(secret, suite)
    authority.notBefore = time
    authority.notAfter = end
    return authority
  }

  private func nextSecret() -> Word32 {
    let number = UInt64(retired.count + successions.count)
    return Word32(ModelMath.mix(0xC0FF_EE00 &+ number), number, 13, 14)
  }

  private static func certify(
    _ role: AuthorityRole, _ id: AuthorityID, _ secret: Word32, _ suite: Suite,
    _ currency: CurrencyCode, days: UInt32, by root: Word32
  ) -> Signed<Authority> {
    sign(
      Authority(
        id: id, role: role, key: ModelMath.publicKey(secret, suite), currency: currency,
        notBefore: ModelBank.start, notAfter: ModelBank.start.adding(days: days)), root)
  }

  private static func sign<Content: MessageContent>(
    _ content: Content, _ secret: Word32
  ) -> Signed<Content> { ModelMath.signed(content, secret) }
}
