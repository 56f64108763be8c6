import Crypto
import Purse
import Wire

/// A purse's cryptography in software. The key handle is the private scalar: what a secure element
/// keeps to itself, a software purse can only keep in its device's file.
public struct SoftwarePurseCrypto: PurseCryptography, Sendable {
  private let digests = SoftwareHash()
  /// The key last signed with, parsed.
  private var signer: (handle: KeyHandle, key: SigningKey)?
  public let suites: SuiteSet
  public let appletVersion: UInt16
  /// The second signatures that are at hand: where there are none, nothing of suite 3 holds.
  public let seconds: SecondStore

  /// - Parameters:
  ///   - suites: what this purse supports; fewer than there are, to try what happens then.
  ///   - appletVersion: the release of the purse application that runs.
  ///   - seconds: kept beside the purse.
  public init(
    suites: SuiteSet = Self.supported, appletVersion: UInt16 = PurseLimits.appletVersion,
    seconds: SecondStore = SecondStore()
  ) {
    self.suites = suites
    self.appletVersion = appletVersion
    self.seconds = seconds
  }

  /// What a purse supports wherever it is. Suite 3 needs somebody beside it who keeps second signatures, and is
  /// asked for.
  public static let supported = SuiteSet.es256.union(SuiteSet(.edDSA))

  /// All that software can do, with a device beside it that keeps second signatures.
  public static let known = SuiteSet.all

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    digests.hash(first, second)
  }

  public mutating func generateKey() -> KeyPair { generateKey(of: .es256) }

  public mutating func generateKey(of suite: Suite) -> KeyPair {
    guard let key = SigningKey(suite) else { preconditionFailure("suite not supported") }
    return KeyPair(handle: KeyHandle(key.secret), publicKey: key.publicKey)
  }

  public mutating func sign(_ digest: Wire.Digest, with handle: KeyHandle) -> Wire.Signature {
    key(handle, .es256).sign(digest, of: [])
  }

  public mutating func sign(
    _ digest: Wire.Digest, of prefix: borrowing RawSpan, _ payload: borrowing RawSpan,
    with handle: KeyHandle, _ suite: Suite
  ) -> Wire.Signature {
    let bytes = suite == .edDSA ? Self.bytes(prefix, payload) : []
    return key(handle, suite).sign(digest, of: bytes)
  }

  private mutating func key(_ handle: KeyHandle, _ suite: Suite) -> SigningKey {
    if let signer, signer.handle == handle, signer.key.suite == suite { return signer.key }
    guard let key = SigningKey(suite, secret: handle.word) else {
      preconditionFailure("key handle damaged")
    }
    signer = (handle, key)
    return key
  }

  private static func bytes(
    _ prefix: borrowing RawSpan, _ payload: borrowing RawSpan
  ) -> [UInt8] {
    prefix.withUnsafeBytes { Array($0) } + payload.withUnsafeBytes { Array($0) }
  }

  public func verify(
    _ signature: Wire.Signature, over digest: Wire.Digest, by key: Wire.PublicKey
  ) -> Bool {
    guard let key = key.parsed else { return false }
    return signature.holds(over: digest, by: key)
  }

  public func verify<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Wire.Digest, by key: Wire.PublicKey
  ) -> Bool {
    guard suites.contains(key.suite) else { return false }
    switch key.suite {
    case .es256: return verify(message.signature, over: digest, by: key)
    case .edDSA:
      return message.signature.holds(over: message.content.sigStructure(.edDSA), byEd25519: key)
    case .es256MLDSA65:
      return message.signature.holds(over: digest, by: key, and: seconds.all[key, digest])
    }
  }

  public mutating func countersign(_ digest: Wire.Digest, with handle: KeyHandle) {
    let key = key(handle, .es256MLDSA65)
    guard let second = key.second(of: digest) else { return }
    seconds.add(second, of: digest, by: key.publicKey)
  }

  public func bring(_ items: [[UInt8]]) { seconds.bring(items) }
  public var secondSignatures: SecondSignatures { seconds.all }
  public func keepSeconds(_ isWanted: (SecondSignatures.Name) -> Bool) { seconds.keep(isWanted) }

  public mutating func random() -> Word32 {
    var generator = SystemRandomNumberGenerator()
    return Word32(generator.next(), generator.next(), generator.next(), generator.next())
  }

  public func seal<let n: Int>(
    _ bytes: inout Bytes<n>, under key: PurseKey, commitment: Commitment
  ) {
    let sealed = Sealing.seal(bytes.array, key: key.word, commitment: commitment)
    bytes.removeAll()
    bytes.append(sealed.span.bytes)
  }
}
