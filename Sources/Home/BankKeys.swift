import Crypto
import Foundation
import LedgerCrypto
import PurseCrypto
import Wire

/// The keys of a home's central bank and its issuer, in a file. Good for trying and for tests: in
/// earnest these keys live in an HSM.
struct BankKeys: Sendable {
  let root: P256.Signing.PrivateKey
  let issuer: P256.Signing.PrivateKey
  let ledger: P256.Signing.PrivateKey
  let master: Word32
  /// Signs the log's checkpoints.
  let log: Curve25519.Signing.PrivateKey
  /// What the salts of the log's entries are made from: 32 bytes.
  let logSecret: [UInt8]
  let issuerCertificate: Signed<Authority>
  let ledgerCertificate: Signed<Authority>

  static let issuerID = AuthorityID(1)
  static let ledgerID = AuthorityID(2)

  private struct Stored: Codable {
    var root: Data
    var issuer: Data
    var ledger: Data
    var master: Data
    var issuerCertificate: Data
    var ledgerCertificate: Data
    /// Absent in homes from before there was a log.
    var log: Data?
    var logSecret: Data?
  }

  /// Makes new keys.
  init(currency: CurrencyCode, time: LedgerTime) {
    root = P256.Signing.PrivateKey()
    issuer = P256.Signing.PrivateKey()
    ledger = P256.Signing.PrivateKey()
    var generator = SystemRandomNumberGenerator()
    master = Word32(generator.next(), generator.next(), generator.next(), generator.next())
    log = Curve25519.Signing.PrivateKey()
    logSecret = Self.newSecret()
    issuerCertificate = Self.certify(
      .issuer, Self.issuerID, issuer, by: root, currency: currency, time: time)
    ledgerCertificate = Self.certify(
      .ledger, Self.ledgerID, ledger, by: root, currency: currency, time: time)
  }

  init(path: String) throws(HomeError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    guard let stored = try? JSONDecoder().decode(Stored.self, from: data),
      let root = try? P256.Signing.PrivateKey(rawRepresentation: stored.root),
      let issuer = try? P256.Signing.PrivateKey(rawRepresentation: stored.issuer),
      let ledger = try? P256.Signing.PrivateKey(rawRepresentation: stored.ledger),
      stored.master.count == 32,
      let issuerCertificate = try? Signed<Authority>([UInt8](stored.issuerCertificate).span.bytes),
      let ledgerCertificate = try? Signed<Authority>([UInt8](stored.ledgerCertificate).span.bytes)
    else { throw .damaged(path, "the keys cannot be read") }
    self.root = root
    self.issuer = issuer
    self.ledger = ledger
    master = Word32([UInt8](stored.master).span.bytes)
    self.issuerCertificate = issuerCertificate
    self.ledgerCertificate = ledgerCertificate
    if stored.log == nil, stored.logSecret == nil {
      log = Curve25519.Signing.PrivateKey()
      logSecret = Self.newSecret()
      try save(to: path)
    } else {
      guard
        let log = stored.log.flatMap({ try? Curve25519.Signing.PrivateKey(rawRepresentation: $0) }),
        let secret = stored.logSecret, secret.count == 32
      else { throw .damaged(path, "the log's keys cannot be read") }
      self.log = log
      logSecret = [UInt8](secret)
    }
  }

  func save(to path: String) throws(HomeError) {
    let stored = Stored(
      root: root.rawRepresentation, issuer: issuer.rawRepresentation,
      ledger: ledger.rawRepresentation, master: Data(master.array),
      issuerCertificate: Data([UInt8](issuerCertificate)),
      ledgerCertificate: Data([UInt8](ledgerCertificate)), log: log.rawRepresentation,
      logSecret: Data(logSecret))
    guard let data = try? JSONEncoder().encode(stored) else {
      throw .io("\(path): the keys cannot be written")
    }
    try DurableFile.write([UInt8](data), to: path, mode: 0o600)
  }

  private static func newSecret() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in generator.next() }
  }

  var rootKey: Wire.PublicKey { Wire.PublicKey(root.publicKey) }

  var ledgerCrypto: SoftwareLedgerCrypto {
    SoftwareLedgerCrypto(ledgerKey: ledger, issuerKeys: [Self.issuerID: issuer], master: master)
  }

  static func sign<Content: MessageContent>(
    _ content: Content, _ key: P256.Signing.PrivateKey
  ) -> Signed<Content> {
    Signed(
      content: content,
      signature: PurseCrypto.sign(content.digest(hash: SoftwareHash()), with: key))
  }

  private static func certify(
    _ role: AuthorityRole, _ id: AuthorityID, _ key: P256.Signing.PrivateKey,
    by root: P256.Signing.PrivateKey, currency: CurrencyCode, time: LedgerTime
  ) -> Signed<Authority> {
    sign(
      Authority(
        id: id, role: role, key: Wire.PublicKey(key.publicKey), currency: currency,
        notBefore: time, notAfter: time.adding(days: 3650)), root)
  }
}
