import Crypto
import Foundation
import LedgerCrypto
import PKCS11
import PurseCrypto
import Wire

/// An operator's own key: a file that has it, or that says where in a token it lies (KEY-10).
public struct OperatorKey {
  private let signer: any DigestSigner

  public var publicKey: Wire.PublicKey { signer.publicKey }

  private struct File: Codable {
    var version: Int
    var module: String?
    var pinFile: String?
    var key: KeyFile.Entry
  }

  /// Makes a key and its file.
  /// - Parameter place: nil for a key in the file itself.
  public static func make(path: String, place: TokenPlace?) throws -> OperatorKey {
    guard !FileManager.default.fileExists(atPath: path) else { throw HomeError.fileExists(path) }
    var file = File(version: 1, key: KeyFile.Entry())
    if let place {
      let access = TokenFiles(module: place.module, pinFile: place.pinFile)
        .access(place.token, isRoot: false)
      let point = try access.token().makeSigningKey(place.name)
      file.module = place.module
      file.pinFile = place.pinFile
      file.key = KeyFile.Entry(token: place.token, name: place.name, publicKey: Data(point))
    } else {
      file.key.secret = P256.Signing.PrivateKey().rawRepresentation
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try DurableFile.write([UInt8](try encoder.encode(file)), to: path, mode: 0o600)
    return try OperatorKey(path: path)
  }

  public init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    let file = try? JSONDecoder().decode(File.self, from: data)
    let access = file.flatMap { file in
      file.module.flatMap { module in
        file.key.token.map {
          TokenFiles(module: module, pinFile: file.pinFile).access($0, isRoot: false)
        }
      }
    }
    guard let file, file.version == 1, let signer = file.key.signer(access) else {
      throw HomeError.damaged(path, "it is no operator's key")
    }
    self.signer = signer
  }

  /// Signs what an order says.
  public func approve(_ order: OrderFile, name: String) throws -> [UInt8] {
    let approval = try order.approval(by: publicKey, name: name)
    return [UInt8](try BankKeys.sign(approval, signer))
  }
}
