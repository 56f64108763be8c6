import Crypto
import Foundation
import LedgerCrypto
import PKCS11
import PurseCrypto
import Settlement
import Wire

/// The keys of a home's central bank and its issuer, wherever they lie (docs/spec/keys.md).
struct BankKeys: Sendable {
  let root: any DigestSigner
  let issuer: any DigestSigner
  let ledger: any DigestSigner
  let master: any PurseKeySource
  /// Signs the log's checkpoints.
  let log: Curve25519.Signing.PrivateKey
  /// What the salts of the log's entries are made from: 32 bytes.
  let logSecret: [UInt8]
  let issuerCertificate: Signed<Authority>
  let ledgerCertificate: Signed<Authority>
  /// Who may approve new money and keys; nil while nobody is named.
  let operators: Signed<Operators>?
  /// Authorities whose place others have taken, and how the root came to be, the oldest first.
  let retired: [Signed<Authority>]
  let successions: [Signed<Succession>]
  let file: KeyFile

  static let firstIssuer = AuthorityID(1)
  static let firstLedger = AuthorityID(2)

  /// Makes new keys, unsafe ones.
  /// - Parameter suite: what root, issuer and ledger sign with.
  init(currency: CurrencyCode, time: LedgerTime, suite: Suite = .es256) throws {
    let entries = try (0..<3).map { _ in try KeyFile.Entry(new: suite) }
    let keys = entries.compactMap { $0.signer(nil) }
    guard keys.count == 3 else { throw HomeError.io("the new keys cannot be read; try again") }
    try self.init(
      NewKeys(
        root: keys[0], issuer: keys[1], ledger: keys[2], entries: entries,
        master: KeyFile.Entry(secret: Data(Self.newSecret()))),
      currency: currency, time: time)
  }

  /// Makes new keys in tokens.
  init(place: TokenPlace, currency: CurrencyCode, time: LedgerTime) throws {
    let files = TokenFiles(module: place.module, pinFile: place.pinFile)
    let rootToken = files.access(place.rootToken, isRoot: true)
    let token =
      place.token == place.rootToken ? rootToken : files.access(place.token, isRoot: false)
    func make(
      _ access: TokenAccess, _ role: String
    ) throws -> (signer: TokenSigner, entry: KeyFile.Entry) {
      let name = "\(place.name)-\(role)"
      let point = try access.token().makeSigningKey(name)
      let key = Wire.PublicKey(
        x: Word32(point.span.bytes), y: Word32(point.span.bytes, at: 32))
      return (
        TokenSigner(access, name: name, publicKey: key),
        KeyFile.Entry(token: access.label, name: name, publicKey: Data(point))
      )
    }
    let root = try make(rootToken, "root")
    let issuer = try make(token, "issuer")
    let ledger = try make(token, "ledger")
    let master = KeyFile.Entry(token: token.label, name: "\(place.name)-purses")
    try token.token().makeSecret("\(place.name)-purses")
    try self.init(
      NewKeys(
        root: root.signer, issuer: issuer.signer, ledger: ledger.signer,
        entries: [root.entry, issuer.entry, ledger.entry], master: master, files: files),
      currency: currency, time: time)
  }

  /// Keys that were just made and are to be certified.
  private struct NewKeys {
    var root: any DigestSigner
    var issuer: any DigestSigner
    var ledger: any DigestSigner
    /// Of root, issuer and ledger.
    var entries: [KeyFile.Entry]
    var master: KeyFile.Entry
    var files: TokenFiles?
  }

  private init(_ new: NewKeys, currency: CurrencyCode, time: LedgerTime) throws {
    func certify(
      _ role: AuthorityRole, _ id: AuthorityID, _ key: any DigestSigner
    ) throws -> Data {
      let authority = Authority(
        id: id, role: role, key: key.publicKey, currency: currency,
        notBefore: time, notAfter: time.adding(days: 3650))
      return Data([UInt8](try Self.sign(authority, new.root)))
    }
    let file = KeyFile(
      version: KeyFile.knownVersion, module: new.files?.module, pinFile: new.files?.pinFile,
      root: new.entries[0], issuer: new.entries[1], ledger: new.entries[2], master: new.master,
      issuerCertificate: try certify(.issuer, Self.firstIssuer, new.issuer),
      ledgerCertificate: try certify(.ledger, Self.firstLedger, new.ledger),
      log: Curve25519.Signing.PrivateKey().rawRepresentation, logSecret: Data(Self.newSecret()))
    try self.init(file, path: "keys.json")
  }

  /// Opens a home's keys. Tokens are asked for when something is to be signed, not here.
  init(path: String) throws(HomeError) {
    var file = try KeyFile.read(path)
    if file.log == nil, file.logSecret == nil {
      file.log = Curve25519.Signing.PrivateKey().rawRepresentation
      file.logSecret = Data(Self.newSecret())
      try file.write(to: path)
    }
    try self.init(file, path: path)
  }

  private init(_ file: KeyFile, path: String) throws(HomeError) {
    let files = file.module.map { TokenFiles(module: $0, pinFile: file.pinFile) }
    let daily = file.master.token.flatMap { files?.access($0, isRoot: false) }
    guard let root = file.root.signer(file.root.token.flatMap { files?.access($0, isRoot: true) }),
      let issuer = file.issuer.signer(daily), let ledger = file.ledger.signer(daily),
      let master = file.master.source(daily),
      let issuerCertificate = Signed<Authority>(kept: file.issuerCertificate),
      let ledgerCertificate = Signed<Authority>(kept: file.ledgerCertificate),
      issuerCertificate.content.key == issuer.publicKey,
      ledgerCertificate.content.key == ledger.publicKey
    else { throw .damaged(path, "the keys cannot be read, or are not those that were certified") }
    guard
      let log = file.log.flatMap({ try? Curve25519.Signing.PrivateKey(rawRepresentation: $0) }),
      let secret = file.logSecret, secret.count == 32
    else { throw .damaged(path, "the log's keys cannot be read") }
    operators = file.operators.flatMap { Signed<Operators>(kept: $0) }
    retired = (file.retired ?? []).compactMap { Signed<Authority>(kept: $0) }
    successions = (file.successions ?? []).compactMap { Signed<Succession>(kept: $0) }
    guard (operators == nil) == (file.operators == nil), retired.count == file.retired?.count ?? 0,
      successions.count == file.successions?.count ?? 0
    else { throw .damaged(path, "what the root has said cannot be read") }
    (self.root, self.issuer, self.ledger, self.master) = (root, issuer, ledger, master)
    (self.issuerCertificate, self.ledgerCertificate) = (issuerCertificate, ledgerCertificate)
    self.log = log
    logSecret = [UInt8](secret)
    self.file = file
  }

  func save(to path: String) throws(HomeError) { try file.write(to: path) }

  var areInToken: Bool { file.root.secret == nil }

  private static func newSecret() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in generator.next() }
  }

  var rootKey: Wire.PublicKey { root.publicKey }

  /// Real keys are not used without operators (KEY-10).
  var approvalRules: ApprovalRules? {
    guard areInToken || operators != nil else { return nil }
    return ApprovalRules(root: rootKey, operators: operators.map { [UInt8]($0) })
  }

  var ledgerCrypto: SoftwareLedgerCrypto {
    SoftwareLedgerCrypto(
      ledger: ledger, issuers: [issuerCertificate.content.id: issuer], master: master)
  }

  /// The root's second signatures of what it has said of issuers and ledgers, where it is of suite 3.
  var rootSeconds: SecondSignatures {
    var seconds = SecondSignatures()
    for authority in [issuerCertificate, ledgerCertificate] + retired {
      seconds.form(union: root.seconds(of: authority.digest(hash: SoftwareHash())))
    }
    return seconds
  }

  /// - Throws: `TokenError` where the key's token does not answer.
  static func sign<Content: MessageContent>(
    _ content: Content, _ key: any DigestSigner
  ) throws -> Signed<Content> {
    let algorithm = key.publicKey.suite.algorithm
    let signature = try key.sign(
      content.digest(algorithm, hash: SoftwareHash()), of: content.sigStructure(algorithm))
    return Signed(content: content, signature: signature, algorithm: algorithm)
  }
}

/// The tokens of one module, as a key file names them.
struct TokenFiles: Sendable {
  var module: String
  var pinFile: String?

  func access(_ label: String, isRoot: Bool) -> TokenAccess {
    let file = pinFile
    return TokenAccess(modulePath: module, label: label) { () throws(TokenError) in
      try TokenPIN.read(label, isRoot: isRoot, file: file)
    }
  }
}

extension KeyFile.Entry {
  /// A new key that lies in the file.
  init(new suite: Suite) throws(HomeError) {
    guard let key = SigningKey(suite) else { throw .io("a key cannot be made; try again") }
    self.init(
      secret: Data(key.secret.array), suite: suite == .es256 ? nil : suite.rawValue)
  }

  /// Nil when the entry says neither a key nor where one is.
  func signer(_ access: TokenAccess?) -> (any DigestSigner)? {
    if let secret {
      guard secret.count == 32, let suite = Suite(rawValue: suite ?? Suite.es256.rawValue) else {
        return nil
      }
      return SigningKey(suite, secret: Word32([UInt8](secret).span.bytes))
    }
    guard let access, let name, let publicKey, publicKey.count == 64 else { return nil }
    let bytes = [UInt8](publicKey)
    let key = Wire.PublicKey(x: Word32(bytes.span.bytes), y: Word32(bytes.span.bytes, at: 32))
    return TokenSigner(access, name: name, publicKey: key)
  }

  func source(_ access: TokenAccess?) -> (any PurseKeySource)? {
    if let secret {
      return secret.count == 32 ? MemoryMaster(Word32([UInt8](secret).span.bytes)) : nil
    }
    guard let access, let name else { return nil }
    return TokenMaster(access, name: name)
  }
}
