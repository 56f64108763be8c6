import Foundation

/// The file that says where a home's keys lie, `keys.json`: of keys in a token their names, of unsafe keys all.
struct KeyFile: Codable, Equatable {
  static let knownVersion = 2

  var version: Int
  /// Of the tokens.
  var module: String?
  var pinFile: String?
  var root: Entry
  var issuer: Entry
  var ledger: Entry
  var master: Entry
  /// What the root says of the issuer's key and of the ledger's.
  var issuerCertificate: Data
  var ledgerCertificate: Data
  /// Signs the log's checkpoints, and what the salts of its entries are made from (KEY-6).
  var log: Data?
  var logSecret: Data?
  /// Who may approve, as the root says (KEY-10).
  var operators: Data?
  /// Keys that are to take others' places, by role, and are not in force.
  var pending: [String: Entry]?
  /// Authorities whose place others have taken, and how the root came to be, the oldest first (KEY-20).
  var retired: [Data]?
  var successions: [Data]?
  /// The first root's public key, after which the log is named; absent while it is the root.
  var firstRoot: Data?

  /// One key.
  struct Entry: Codable, Equatable {
    /// The key itself, where it lies in this file.
    var secret: Data?
    /// What it signs with, where that is not suite 1.
    var suite: UInt8?
    /// Label of its token, and its name there.
    var token: String?
    var name: String?
    /// Of a signing key in a token: x || y.
    var publicKey: Data?
  }

  /// As homes had it before keys could lie in tokens. The log's parts are absent from before there was a log.
  private struct First: Codable {
    var root: Data
    var issuer: Data
    var ledger: Data
    var master: Data
    var issuerCertificate: Data
    var ledgerCertificate: Data
    var log: Data?
    var logSecret: Data?
  }

  static func read(_ path: String) throws(HomeError) -> KeyFile {
    guard let data = FileManager.default.contents(atPath: path) else {
      guard FileManager.default.fileExists(atPath: path) else { throw .keysGone(path) }
      throw DurableFile.failure(path)
    }
    struct Versioned: Codable { var version: Int? }
    guard let versioned = try? JSONDecoder().decode(Versioned.self, from: data) else {
      throw .damaged(path, "the keys cannot be read")
    }
    if versioned.version == nil, let first = try? JSONDecoder().decode(First.self, from: data) {
      return KeyFile(
        version: knownVersion, root: Entry(secret: first.root),
        issuer: Entry(secret: first.issuer), ledger: Entry(secret: first.ledger),
        master: Entry(secret: first.master), issuerCertificate: first.issuerCertificate,
        ledgerCertificate: first.ledgerCertificate, log: first.log, logSecret: first.logSecret)
    }
    if let version = versioned.version, version != knownVersion {
      throw .otherVersion(path, found: version, known: knownVersion)
    }
    guard let file = try? JSONDecoder().decode(KeyFile.self, from: data) else {
      throw .damaged(path, "the keys cannot be read")
    }
    return file
  }

  func write(to path: String) throws(HomeError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    guard let data = try? encoder.encode(self) else {
      throw .io("\(path): the keys cannot be written")
    }
    try DurableFile.write([UInt8](data), to: path, mode: 0o600)
  }
}
