import Crypto
import Purse
import PurseCrypto
import Wire
import World

/// Makes personalised purses with any cryptography, for measuring.
struct PurseMaker<Crypto: PurseCryptography & Sendable> {
  var policy: Policy
  let root: KeyPair
  let issuer: KeyPair
  let ledger: KeyPair
  let suite: Suite
  private var signer: Crypto

  /// - Parameter suite: of all keys: root, issuer, ledger and purses.
  init(policy: Policy, signer: Crypto, suite: Suite = .es256) {
    self.policy = policy
    self.signer = signer
    self.suite = suite
    root = self.signer.generateKey(of: suite)
    issuer = self.signer.generateKey(of: suite)
    ledger = self.signer.generateKey(of: suite)
  }

  /// A purse that knows issuer and ledger of this maker, with `money` loaded by a real grant.
  mutating func make(
    serial: Serial, crypto: Crypto, bankSize: Int, kind: DeviceKind, money: Amount
  ) throws -> Purse<Crypto, MemoryStorage> {
    var purse = Purse(crypto: crypto, storage: MemoryStorage(bankSize: bankSize))
    let key = try purse.generateKey(of: suite)
    let certificate = Certificate(
      issuer: AuthorityID(1), serial: serial, key: key, kind: kind,
      policyID: policy.id, policyNumber: policy.number, reporting: policy.reporting,
      currency: policy.currency, appletVersion: 1, notBefore: ModelBank.start,
      notAfter: ModelBank.start.adding(days: 365))
    let data = Personalisation(
      certificate: sign(certificate, issuer),
      issuer: sign(authority(1, .issuer, issuer.publicKey), root),
      ledger: sign(authority(2, .ledger, ledger.publicKey), root),
      policy: sign(policy, ledger), rootKey: root.publicKey,
      purseKey: PurseKey(Word32(serial.value, 2, 3, 4)), time: ModelBank.start)
    try purse.personalise(data, pin: try ModelBank.pin())
    if !money.isZero { try sync(&purse, load: money) }
    return purse
  }

  /// Grants what a purse asks for, without booking it: the ledger's part is not measured here.
  mutating func sync(_ purse: inout Purse<Crypto, MemoryStorage>, load money: Amount) throws {
    var message = Bytes<512>()
    try purse.syncRequest(wishes: SyncWishes(), answer: &message)
    let request = try Signed<SyncRequest>(message.span)
    var grant = SyncGrant(
      serial: request.content.serial, request: request.digest(hash: signer),
      number: request.content.lastGrant.next, covered: request.content.last,
      time: ModelBank.start, state: .active)
    grant.load = money
    var bytes = Bytes<2144>()
    sign(grant, ledger).encode(into: &bytes)
    try purse.apply(grant: bytes.span)
  }

  private func authority(_ id: UInt64, _ role: AuthorityRole, _ key: Wire.PublicKey) -> Authority {
    Authority(
      id: AuthorityID(id), role: role, key: key, currency: policy.currency,
      notBefore: ModelBank.start, notAfter: ModelBank.start.adding(days: 3650))
  }

  mutating func sign<Content: MessageContent>(
    _ content: Content, _ key: KeyPair
  ) -> Signed<Content> {
    let algorithm = key.publicKey.suite.algorithm
    var payload = Bytes<2048>()
    content.encode(into: &payload)
    let prefix = Envelope.sigStructure(
      algorithm, type: Content.type, payloadCount: payload.count)
    let signature = signer.sign(
      content.digest(algorithm, hash: signer), of: prefix.span, payload.span, with: key.handle,
      key.publicKey.suite)
    if key.publicKey.suite == .es256MLDSA65 {
      signer.countersign(content.digest(algorithm, hash: signer), with: key.handle)
    }
    return Signed(content: content, signature: signature, algorithm: algorithm)
  }
}
