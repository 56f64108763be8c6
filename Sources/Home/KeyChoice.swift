import Foundation
import LedgerCrypto
import Money
import PKCS11
import Wire

/// Where the keys of a new home lie.
public enum KeyChoice: Sendable {
  /// In the home's key file, for whoever can read it: for trying, and for tests (KEY-2).
  case unsafeFile
  /// Where a ceremony in this folder has made them.
  case ceremony
}

/// Where a ceremony makes keys: in tokens of one module (KEY-1).
public struct TokenPlace: Sendable {
  public var module: String
  public var token: String
  /// The root's: another one can be locked away.
  public var rootToken: String
  /// What the keys' names begin with.
  public var name: String
  /// Holds the tokens' PIN, where the environment does not.
  public var pinFile: String?

  public init(module: String, token: String, rootToken: String, name: String, pinFile: String?) {
    self.module = module
    self.token = token
    self.rootToken = rootToken
    self.name = name
    self.pinFile = pinFile
  }
}

/// The PIN of a token: from the environment, or the file that was named at the ceremony.
enum TokenPIN {
  static func read(
    _ label: String, isRoot: Bool, file: String?
  ) throws(TokenError) -> [UInt8] {
    let environment = ProcessInfo.processInfo.environment
    let given = isRoot ? environment["KONTANT_ROOT_PIN"] : nil
    if let pin = given ?? environment["KONTANT_TOKEN_PIN"] { return Array(pin.utf8) }
    guard let file else { throw .pinMissing(label) }
    guard let data = FileManager.default.contents(atPath: file),
      let line = data.split(separator: 0x0A, omittingEmptySubsequences: false).first, !line.isEmpty
    else { throw .pinFile(file) }
    return [UInt8](line)
  }
}

extension Home {
  /// Makes root, issuer, ledger and master keys in tokens, and writes their certificates into a folder that will be a
  /// home (KEY-1).
  public static func holdCeremony(
    path: String, currency: Currency, now: LedgerTime, place: TokenPlace
  ) throws {
    guard !exists(at: path) else { throw HomeError.alreadyThere(path) }
    guard !FileManager.default.fileExists(atPath: path + "/keys.json") else {
      throw HomeError.keysThere(path)
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw HomeError.io("\(path): the folder cannot be made; check its rights and the disk")
    }
    let keys = try BankKeys(place: place, currency: currency.code, time: now)
    try keys.save(to: path + "/keys.json")
  }

  static func chosenKeys(
    _ choice: KeyChoice, _ path: String, _ currency: Currency, _ now: LedgerTime, _ suite: Suite
  ) throws -> BankKeys {
    let file = path + "/keys.json"
    let known =
      FileManager.default.fileExists(atPath: file) ? try BankKeys(path: file) : nil
    switch choice {
    case .unsafeFile:
      // What an init that was killed has left may go; certificates of keys in a token may not.
      if let known, known.areInToken { throw HomeError.keysThere(path) }
      let keys = try BankKeys(currency: currency.code, time: now, suite: suite)
      try keys.save(to: file)
      return keys
    case .ceremony:
      guard let known, known.areInToken else { throw HomeError.noKeys(path) }
      let found = known.ledgerCertificate.content.currency
      guard found == currency.code else {
        throw HomeError.keysOfOtherCurrency(
          path, found: Currency(code: found)?.letters ?? String(found.numeric))
      }
      return known
    }
  }
}
