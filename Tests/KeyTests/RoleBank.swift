import Crypto
import Payment
import Purse
import PurseCrypto
import Testing
import Wire
import World

typealias RealPurse = Purse<SoftwarePurseCrypto, MemoryStorage>

/// Every key there is, by its role.
enum Role: String, CaseIterable, Sendable {
  case root, nextRoot, issuer, nextIssuer, ledger, nextLedger, purse, otherPurse, bankOperator,
    stranger
}

/// A bank all of whose keys are at hand, and purses made by it: Alice's is the one under test, Bob's the other.
struct RoleBank {
  let keys: [Role: P256.Signing.PrivateKey]
  let currency: CurrencyCode
  let start = LedgerTime(seconds: 1_800_000_000)

  init() throws {
    currency = try #require(CurrencyCode(numeric: 752))
    keys = Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, P256.Signing.PrivateKey()) })
  }

  func key(_ role: Role) -> Wire.PublicKey {
    Wire.PublicKey((keys[role] ?? P256.Signing.PrivateKey()).publicKey)
  }

  func sign<Content: MessageContent>(_ content: Content, _ role: Role) -> Signed<Content> {
    Signed(
      content: content,
      signature: PurseCrypto.sign(
        content.digest(hash: SoftwareHash()), with: keys[role] ?? P256.Signing.PrivateKey()))
  }

  func authority(
    _ role: AuthorityRole, _ id: UInt64, _ key: Role, by signer: Role = .root, years: UInt32 = 10,
    _ change: (inout Authority) -> Void = { _ in }
  ) -> [UInt8] {
    var authority = Authority(
      id: AuthorityID(id), role: role, key: self.key(key), currency: currency,
      notBefore: start, notAfter: start.adding(days: 365 * years))
    change(&authority)
    return [UInt8](sign(authority, signer))
  }

  func succession(
    _ number: UInt16, to key: Role, by signer: Role, _ change: (inout Succession) -> Void = { _ in }
  ) -> [UInt8] {
    var succession = Succession(
      number: number, key: self.key(key), currency: currency, time: start)
    change(&succession)
    return [UInt8](sign(succession, signer))
  }

  func policy(_ number: UInt32) -> Policy {
    var policy = Policy(id: 9, number: number, time: start, currency: currency)
    policy.direct = true
    policy.reuse = true
    return policy
  }

  func certificate(
    _ serial: UInt64, _ key: Wire.PublicKey, issuer id: UInt64 = 1, by signer: Role = .issuer,
    days: UInt32 = 365
  ) -> Signed<Certificate> {
    sign(
      Certificate(
        issuer: AuthorityID(id), serial: Serial(serial), key: key, kind: .card,
        policyID: 9, policyNumber: 1, reporting: .full, currency: currency, appletVersion: 1,
        notBefore: start, notAfter: start.adding(days: days)), signer)
  }

  /// A purse of the first issuer and ledger.
  func purse(_ serial: UInt64) throws -> RealPurse {
    var purse = RealPurse(
      crypto: SoftwarePurseCrypto(), storage: MemoryStorage(bankSize: 32_768))
    let certificate = certificate(serial, try purse.generateKey())
    let issuer = authority(.issuer, 1, .issuer)
    let ledger = authority(.ledger, 2, .ledger)
    try purse.personalise(
      Personalisation(
        certificate: certificate, issuer: try Signed<Authority>(issuer.span.bytes),
        ledger: try Signed<Authority>(ledger.span.bytes), policy: sign(policy(1), .ledger),
        rootKey: key(.root), purseKey: PurseKey(.zero), time: start), pin: ModelBank.pin())
    return purse
  }

  /// A grant that answers the purse's sync request.
  func grant(
    _ purse: inout RealPurse, load: UInt64 = 0, by signer: Role = .ledger,
    certificate: Signed<Certificate>? = nil
  ) throws -> [UInt8] {
    guard case .upload(let upload) = try purse.execute(.syncRequest(SyncWishes()), time: nil) else {
      throw PurseError.unknownPayment
    }
    let request = try Signed<SyncRequest>(upload.message.span.bytes)
    var grant = SyncGrant(
      serial: request.content.serial, request: request.digest(hash: SoftwareHash()),
      number: request.content.lastGrant.next, covered: request.content.last, time: start,
      state: .active)
    grant.load = Amount(minorUnits: load) ?? .zero
    grant.certificate = certificate
    return [UInt8](sign(grant, signer))
  }
}

extension Purse where Crypto == SoftwarePurseCrypto, Storage == MemoryStorage {
  mutating func learn(_ message: [UInt8]) throws(PurseError) {
    _ = try execute(.learnAuthority(message), time: nil)
  }

  /// The purse after its power went: what it knows durably.
  func reopened() -> RealPurse { RealPurse(crypto: SoftwarePurseCrypto(), storage: storage) }
}
