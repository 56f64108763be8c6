import Card
import Purse
import Wire

/// A bank that issues cards and answers their syncs, with keys that follow from its cryptography's seed.
/// It books nothing: whether the ledger agrees is tested elsewhere, and here only what cards do.
public struct LabBank<Crypto: BoardCrypto>: Sendable {
  private var crypto: Crypto
  private let root: KeyPair
  private let issuer: KeyPair
  private let ledger: KeyPair
  private let otherIssuer: KeyPair
  private let policy: Policy
  private var nextSerial: UInt64 = 0xC0FF_EE00

  private let start = LedgerTime(seconds: 1_800_000_000)
  private var end: LedgerTime { start.adding(days: 365) }

  public init(crypto: Crypto) {
    self.crypto = crypto
    root = self.crypto.generateKey()
    issuer = self.crypto.generateKey()
    ledger = self.crypto.generateKey()
    otherIssuer = self.crypto.generateKey()
    // Safe: a number of three digits.
    let currency = CurrencyCode(numeric: 752)!
    var policy = Policy(id: 9, number: 1, time: start, currency: currency)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    policy.pinRule = .always
    self.policy = policy
  }

  /// Serial and PERSONALISE command for a card whose key was made.
  mutating func personalisation(of key: [UInt8], pin: [UInt8]) -> (Serial, LabCommand) {
    nextSerial += 1
    let publicKey = PublicKey(x: Word32(key.span.bytes), y: Word32(key.span.bytes, at: 32))
    let certificate = Certificate(
      issuer: AuthorityID(0xA1), serial: Serial(nextSerial), key: publicKey,
      kind: .card, policyID: policy.id, policyNumber: policy.number, reporting: policy.reporting,
      currency: policy.currency, appletVersion: CardLimits.appletVersion, notBefore: start,
      notAfter: end)
    let purseKey = crypto.random()
    let command = LabCommand(
      0x42, object(.certificate, signed(certificate, by: issuer)), object(.pin, pin),
      object(.time, number: start.seconds),
      object(.issuer, authority(.issuer, AuthorityID(0xA1), issuer)),
      object(.ledger, authority(.ledger, AuthorityID(0xB1), ledger)),
      object(.policy, signed(policy, by: ledger)),
      object(.rootKey, root.publicKey.x.array + root.publicKey.y.array),
      object(.purseKey, purseKey.array))
    return (Serial(nextSerial), command)
  }

  /// The grant that a sync request asks for.
  mutating func grant(answering message: [UInt8]) throws -> [UInt8] {
    let request = try Signed<SyncRequest>(message.span.bytes)
    var grant = SyncGrant(
      serial: request.content.serial, request: request.digest(hash: crypto),
      number: request.content.lastGrant.next, covered: request.content.last, time: start,
      state: .active)
    grant.load = request.content.load ?? .zero
    grant.unblockPIN = request.content.unblockPIN
    return signed(grant, by: ledger)
  }

  /// Another issuer's certificate, by the same root.
  mutating func otherAuthority(_ id: UInt64 = 0xA2) -> [UInt8] {
    authority(.issuer, AuthorityID(id), otherIssuer)
  }

  /// The policy under another number, or another one for some days.
  mutating func policy(number: UInt32, interim: Bool = false) -> [UInt8] {
    var newer = policy
    newer.number = number
    newer.interim = interim
    newer.validUntil = interim ? start.adding(days: 10) : nil
    return signed(newer, by: ledger)
  }

  /// The first part of a block list, of purses that nobody here has.
  mutating func blockList(number: UInt32, serials count: UInt64) -> [UInt8] {
    var list = BlockList(
      number: number, part: 0, parts: 1, time: start, currency: policy.currency)
    for serial in 0..<count { list.serials.append(Serial(0xB10C_0000 + serial)) }
    return signed(list, by: ledger)
  }

  private mutating func authority(
    _ role: AuthorityRole, _ id: AuthorityID, _ key: KeyPair
  ) -> [UInt8] {
    let authority = Authority(
      id: id, role: role, key: key.publicKey, currency: policy.currency,
      notBefore: start, notAfter: end)
    return signed(authority, by: root)
  }

  private mutating func signed<Content: MessageContent>(
    _ content: Content, by key: KeyPair
  ) -> [UInt8] {
    let signature = crypto.sign(content.digest(hash: crypto), with: key.handle)
    var bytes = Bytes<2144>()
    Signed(content: content, signature: signature).encode(into: &bytes)
    return bytes.array
  }
}
