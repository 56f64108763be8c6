import Foundation
import LedgerCrypto
import Wire

/// Where one of the bank's keys lies, and what can be told of it.
public struct KeyDescription: Equatable, Sendable {
  public var use: String
  /// In words.
  public var place: String
  /// It lies in a token, or nothing of value hangs on it.
  public var isSafe: Bool
  /// In its token.
  public var name: String?
  /// Nil for a secret key.
  public var publicKey: Wire.PublicKey?
  /// End of its certificate; nil for keys without one.
  public var until: LedgerTime?
}

extension Home {
  /// The keys of a home, or of a folder that a ceremony was held in; no token is asked.
  public static func keys(in path: String) throws -> [KeyDescription] {
    let file = path + "/keys.json"
    guard exists(at: path) || FileManager.default.fileExists(atPath: file) else {
      throw HomeError.missing(path)
    }
    return try BankKeys(path: file).descriptions(path: file)
  }
}

extension BankKeys {
  func descriptions(path: String) -> [KeyDescription] {
    func describe(
      _ use: String, _ entry: KeyFile.Entry, _ key: Wire.PublicKey?, _ until: LedgerTime?
    ) -> KeyDescription {
      let place =
        entry.secret == nil ? "token \(entry.token ?? "") of \(file.module ?? "")" : path
      return KeyDescription(
        use: use, place: place, isSafe: entry.secret == nil, name: entry.name, publicKey: key,
        until: until)
    }
    return [
      describe("root", file.root, root.publicKey, nil),
      describe(
        "issuer", file.issuer, issuer.publicKey, issuerCertificate.content.notAfter),
      describe(
        "ledger", file.ledger, ledger.publicKey, ledgerCertificate.content.notAfter),
      describe("purses", file.master, nil, nil),
      // It signs what anybody can check against the ledger's record, and moves nothing (KEY-6).
      KeyDescription(use: "log", place: path, isSafe: true),
    ]
  }
}
