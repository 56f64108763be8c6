import Foundation
import LedgerCrypto
import PKCS11
import PurseCrypto
import Wire

/// Where a terminal's keys lie, as its file says (TRM-1).
public struct TerminalPlace: Codable, Equatable, Sendable {
  /// Path of the token's PKCS#11 module.
  public var module: String
  public var token: String
  /// Holds the token's PIN, where the environment does not.
  public var pinFile: String?

  public init(module: String, token: String, pinFile: String?) {
    (self.module, self.token, self.pinFile) = (module, token, pinFile)
  }
}

/// What a token keeps for one terminal: the secret behind its file's key, its signing keys, and where its memory stands.
final class TerminalToken: Sendable {
  private let access: TokenAccess
  /// What the names of its objects in the token begin with.
  private let prefix: String
  private let identity: [UInt8]
  /// Noted where nothing can be thrown: nothing is written after it (TRM-4).
  let failure = KeyFailure()

  init(_ place: TerminalPlace, identity: [UInt8]) {
    access = TokenFiles(module: place.module, pinFile: place.pinFile)
      .access(place.token, isRoot: false)
    prefix = "kontant-" + identity.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
    self.identity = identity
  }

  /// Makes what a new terminal needs before it has a file. The token may not give the secret out (TRM-3).
  func prepare() throws(TokenError) {
    let token = try access.token()
    try token.makeSecret(secret)
    guard try !token.givesOut(secret) else { throw .givesOut(secret, token: token.label) }
    try token.putData(place, MemoryPlace.first.encoded)
  }

  /// What the file's records are sealed under: 32 bytes.
  func dataKey() throws(TokenError) -> [UInt8] {
    try access.token().authenticate(
      Array("kontant/terminal-state/1".utf8) + identity, with: secret)
  }

  /// Where the memory stood after its last change that was answered; nil where the token does not know any more.
  func lastPlace() throws(TokenError) -> MemoryPlace? {
    // Where a change of it was broken off there are two: the later one counts (TRM-20).
    try access.token().data(place).compactMap { MemoryPlace($0) }
      .max { $0.sequence < $1.sequence }
  }

  func setLastPlace(_ new: MemoryPlace) throws(TokenError) {
    try access.token().putData(place, new.encoded)
  }

  /// Makes a signing key that the token does not give out.
  /// - Parameter handle: names it.
  func makeKey(_ handle: Word32) throws(TokenError) -> Wire.PublicKey {
    let token = try access.token()
    let point = try token.makeSigningKey(name(handle))
    guard try !token.givesOut(name(handle)) else {
      throw .givesOut(name(handle), token: token.label)
    }
    return Self.key(point)
  }

  func sign(_ digest: Wire.Digest, with handle: Word32) throws(TokenError) -> Wire.Signature {
    let key = Self.key(try access.token().publicKey(name(handle)))
    return try TokenSigner(access, name: name(handle), publicKey: key).sign(digest)
  }

  private var secret: String { prefix + "-state" }
  private var place: String { prefix + "-place" }

  private func name(_ handle: Word32) -> String {
    let text = handle.array.prefix(8).map { String(UInt16($0) + 256, radix: 16).dropFirst() }
    return prefix + "-sign-" + text.joined()
  }

  private static func key(_ point: [UInt8]) -> Wire.PublicKey {
    Wire.PublicKey(x: Word32(point.span.bytes), y: Word32(point.span.bytes, at: 32))
  }
}
