import LedgerCrypto
import PKCS11
import Purse
import PurseCrypto
import Wire

/// The cryptography of a device's purse: all in software, or with its signing keys in a token (TRM-2).
public struct DeviceCrypto: PurseCryptography, Sendable {
  private var software: SoftwarePurseCrypto
  private let token: TerminalToken?

  init(_ software: SoftwarePurseCrypto) {
    self.software = software
    token = nil
  }

  /// Signs in a token, with suite 1: what tokens have.
  init(token: TerminalToken, appletVersion: UInt16) {
    software = SoftwarePurseCrypto(suites: .es256, appletVersion: appletVersion)
    self.token = token
  }

  public var appletVersion: UInt16 { software.appletVersion }

  public var suites: SuiteSet { software.suites }

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    software.hash(first, second)
  }

  public mutating func generateKey() -> KeyPair { generateKey(of: .es256) }

  public mutating func generateKey(of suite: Suite) -> KeyPair {
    guard let token else { return software.generateKey(of: suite) }
    precondition(suite == .es256, "suite not supported")
    let handle = software.random()
    do throws(TokenError) {
      return KeyPair(handle: KeyHandle(handle), publicKey: try token.makeKey(handle))
    } catch {
      token.failure.note(error)
      return KeyPair(
        handle: KeyHandle(.zero), publicKey: Wire.PublicKey(x: .zero, y: .zero))
    }
  }

  public mutating func sign(_ digest: Wire.Digest, with key: KeyHandle) -> Wire.Signature {
    guard let token else { return software.sign(digest, with: key) }
    do throws(TokenError) {
      return try token.sign(digest, with: key.word)
    } catch {
      token.failure.note(error)
      return .zero
    }
  }

  public mutating func sign(
    _ digest: Wire.Digest, of prefix: borrowing RawSpan, _ payload: borrowing RawSpan,
    with key: KeyHandle, _ suite: Suite
  ) -> Wire.Signature {
    guard token != nil else {
      return software.sign(digest, of: prefix, payload, with: key, suite)
    }
    return sign(digest, with: key)
  }

  public func verify(
    _ signature: Wire.Signature, over digest: Wire.Digest, by key: Wire.PublicKey
  ) -> Bool { software.verify(signature, over: digest, by: key) }

  public func verify<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Wire.Digest, by key: Wire.PublicKey
  ) -> Bool { software.verify(message, digest, by: key) }

  public mutating func random() -> Word32 { software.random() }

  public func seal<let n: Int>(
    _ bytes: inout Bytes<n>, under key: PurseKey, commitment: Commitment
  ) { software.seal(&bytes, under: key, commitment: commitment) }

  public mutating func countersign(_ digest: Wire.Digest, with key: KeyHandle) {
    // A key in a token is of suite 1, which has no second signature.
    if token == nil { software.countersign(digest, with: key) }
  }

  public func bring(_ seconds: [[UInt8]]) { software.bring(seconds) }

  public var secondSignatures: SecondSignatures { software.secondSignatures }

  public func keepSeconds(_ isWanted: (SecondSignatures.Name) -> Bool) {
    software.keepSeconds(isWanted)
  }
}
