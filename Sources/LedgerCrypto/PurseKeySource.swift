import PKCS11
import PurseCrypto
import Wire

/// What purses' own keys are made from: the master key, where it lies (KEY-4).
public protocol PurseKeySource: Sendable {
  /// - Throws: `TokenError` where the token does not answer.
  func purseKey(_ serial: Serial) throws(TokenError) -> Word32
}

/// A master key in memory.
public struct MemoryMaster: PurseKeySource {
  private let master: Word32

  public init(_ master: Word32) { self.master = master }

  public func purseKey(_ serial: Serial) throws(TokenError) -> Word32 {
    Sealing.purseKey(master: master, serial: serial)
  }
}

/// A master key in a token.
public struct TokenMaster: PurseKeySource {
  public let name: String
  private let access: TokenAccess

  public init(_ access: TokenAccess, name: String) {
    self.access = access
    self.name = name
  }

  public func purseKey(_ serial: Serial) throws(TokenError) -> Word32 {
    let info = Sealing.purseKeyInfo(serial: serial)
    // HKDF's second step with the token's secret in the place of the extracted one.
    let key = try access.token().authenticate(info + [1], with: name)
    return Word32(key.span.bytes)
  }
}
