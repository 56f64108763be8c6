import Purse
import Settlement
import Wire

/// Cryptography for the test world and the lab: the same interfaces, a few nanoseconds a call, no
/// secrecy whatever. Signatures, digests and sealed parts bind as real ones do against everything
/// but an attacker who knows the model.
public enum ModelMath {
  /// A 256-bit mix of two spans.
  public static func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    var state = Word32(
      0x243F_6A88_85A3_08D3, 0x1319_8A2E_0370_7344, 0xA409_3822_299F_31D0, 0x082E_FA98_EC4E_6C89)
    absorb(&state, first)
    absorb(&state, second)
    state.a = mix(state.a ^ state.d)
    state.b = mix(state.b ^ state.a)
    state.c = mix(state.c ^ state.b)
    state.d = mix(state.d ^ state.c)
    return state
  }

  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ (value >> 32)) &* 0xD6E8_FEB8_6659_FD93
    mixed = (mixed ^ (mixed >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return mixed ^ (mixed >> 32)
  }

  private static func absorb(_ state: inout Word32, _ bytes: borrowing RawSpan) {
    bytes.withUnsafeBytes { buffer in
      let count = buffer.count
      var offset = 0
      while offset + 16 <= count {
        round(
          &state, buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
          buffer.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
        offset += 16
      }
      var low = UInt64(count) << 56
      var high: UInt64 = 0
      var i = 0
      while offset < count {
        let byte = UInt64(buffer[offset])
        if i < 7 { low ^= byte << UInt64(8 * i) } else { high ^= byte << UInt64(8 * (i - 7)) }
        i += 1
        offset += 1
      }
      round(&state, low, high)
    }
  }

  @inline(__always)
  private static func round(_ state: inout Word32, _ low: UInt64, _ high: UInt64) {
    let a = (state.a ^ low) &* 0x9E37_79B9_7F4A_7C15
    let b = (state.b ^ high) &* 0xC2B2_AE3D_27D4_EB4F
    state.a = (a ^ (a >> 29)) &+ state.d
    state.b = (b ^ (b >> 31)) &+ state.c
    state.c = (state.c &+ a) ^ (b >> 17)
    state.d = (state.d &+ b) ^ (a >> 19)
  }

  static func sign(_ digest: Digest, secret: Word32) -> Signature {
    Signature(
      r: Word32(
        digest.word.a ^ secret.a, digest.word.b &+ secret.b, digest.word.c ^ secret.c,
        digest.word.d &+ secret.d),
      s: Word32(mix(digest.word.a ^ secret.b), secret.a, digest.word.b, 1))
  }

  static func publicKey(_ secret: Word32, _ suite: Suite = .es256) -> PublicKey {
    switch suite {
    case .es256: PublicKey(x: secret, y: Word32(mix(secret.a), 0, 0, 1))
    case .edDSA: PublicKey(ed25519: secret)
    case .es256MLDSA65: PublicKey(evenX: secret, hash: secondHash(secret))
    }
  }

  /// A whole message signed by a key of suite 1, or the first time by one of suite 3.
  static func signed<Content: MessageContent>(
    _ content: Content, _ secret: Word32
  ) -> Signed<Content> {
    let digest = content.digest(hash: ModelPurseCrypto(seed: 0))
    return Signed(content: content, signature: sign(digest, secret: secret))
  }

  static func verify(_ signature: Signature, _ digest: Digest, _ key: PublicKey) -> Bool {
    signature == sign(digest, secret: key.x)
  }

  static func purseKey(_ master: UInt64, _ serial: Serial) -> PurseKey {
    PurseKey(Word32(mix(master ^ serial.value), serial.value, master, 7))
  }

  /// A keystream that depends on key and commitment.
  static func streamByte(_ key: PurseKey, _ commitment: Commitment, at i: Int) -> UInt8 {
    let block = mix(key.word.a ^ commitment.word.a &+ UInt64(i / 8))
    return UInt8(truncatingIfNeeded: block >> UInt64(8 * (i % 8)))
  }
}

/// A purse's model cryptography. Its randomness comes from a seed, so that a run can be replayed.
public struct ModelPurseCrypto: PurseCryptography, Sendable {
  private var state: UInt64
  public let suites: SuiteSet
  /// What the device beside the purse keeps (SUI-22).
  private var seconds = SecondSignatures()
  /// The release of the application that runs: a new one is put in its place while the purse stays.
  public var appletVersion = PurseLimits.appletVersion
  /// A canary's: whatever is signed by whomever.
  var believesAll = false

  /// - Parameter suites: what the purse can verify.
  public init(seed: UInt64, suites: SuiteSet = .es256) {
    state = ModelMath.mix(seed &+ 0x5851_F42D_4C95_7F2D)
    self.suites = suites
  }

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    ModelMath.hash(first, second)
  }

  public mutating func generateKey() -> KeyPair { generateKey(of: .es256) }

  public mutating func generateKey(of suite: Suite) -> KeyPair {
    let secret = random()
    return KeyPair(handle: KeyHandle(secret), publicKey: ModelMath.publicKey(secret, suite))
  }

  public mutating func sign(
    _ digest: Digest, of prefix: borrowing RawSpan, _ payload: borrowing RawSpan,
    with key: KeyHandle, _ suite: Suite
  ) -> Signature { ModelMath.sign(digest, secret: key.word) }

  public func verify<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Digest, by key: PublicKey
  ) -> Bool {
    believesAll
      || (suites.contains(key.suite) && ModelMath.verify(message.signature, digest, key)
        && ModelMath.holds(seconds[key, digest], digest, key))
  }

  public mutating func countersign(_ digest: Digest, with key: KeyHandle) {
    seconds.form(union: ModelMath.seconds(of: digest, by: key.word))
  }

  /// What does not hold is left out, so that nothing wrong can stand where the right one belongs.
  public mutating func bring(_ items: [[UInt8]]) {
    guard !items.isEmpty else { return }
    var brought = SecondSignatures(items, hash: self)
    brought = brought.filtered { name in
      let key = PublicKey(evenX: .zero, hash: name.key)
      return ModelMath.holds(brought[key, name.digest], name.digest, key)
    }
    seconds.form(union: brought)
  }

  public var secondSignatures: SecondSignatures { seconds }

  public mutating func keepSeconds(_ isWanted: (SecondSignatures.Name) -> Bool) {
    seconds = seconds.filtered(isWanted)
  }

  /// The same device with other randomness to come: chance alone is not set back with a memory.
  func reseeded(_ seed: UInt64) -> ModelPurseCrypto {
    var copy = ModelPurseCrypto(seed: seed, suites: suites)
    copy.seconds = seconds
    copy.appletVersion = appletVersion
    return copy
  }

  public mutating func sign(_ digest: Digest, with key: KeyHandle) -> Signature {
    ModelMath.sign(digest, secret: key.word)
  }

  public func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    ModelMath.verify(signature, digest, key)
  }

  public mutating func random() -> Word32 {
    var word = Word32.zero
    state = ModelMath.mix(state &+ 0x9E37_79B9_7F4A_7C15)
    word.a = state
    state = ModelMath.mix(state &+ 0x9E37_79B9_7F4A_7C15)
    word.b = state
    state = ModelMath.mix(state &+ 0x9E37_79B9_7F4A_7C15)
    word.c = state
    state = ModelMath.mix(state &+ 0x9E37_79B9_7F4A_7C15)
    word.d = state
    return word
  }

  public func seal<let n: Int>(
    _ bytes: inout Bytes<n>, under key: PurseKey, commitment: Commitment
  ) {
    let plain = bytes.array
    bytes.removeAll()
    for i in plain.indices {
      bytes.append(plain[i] ^ ModelMath.streamByte(key, commitment, at: i))
    }
    for i in 0..<16 { bytes.append(ModelMath.streamByte(key, commitment, at: plain.count + i)) }
  }
}

/// The ledger's model cryptography: its own key, the issuers' and the purses' shared keys.
public struct ModelLedgerCrypto: LedgerCryptography, Sendable {
  public let master: UInt64
  private let ledgerSecret: Word32
  private let issuerSecrets: [AuthorityID: Word32]
  /// What all of them are of.
  private let suite: Suite
  /// A canary's: whatever is signed by whomever.
  var believesAll = false

  public init(
    master: UInt64, ledgerSecret: Word32, issuerSecrets: [AuthorityID: Word32],
    suite: Suite = .es256
  ) {
    self.suite = suite
    self.master = master
    self.ledgerSecret = ledgerSecret
    self.issuerSecrets = issuerSecrets
  }

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    ModelMath.hash(first, second)
  }

  public func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    believesAll || ModelMath.verify(signature, digest, key)
  }

  public func verify(_ check: SignatureCheck) -> Bool {
    believesAll || ModelMath.verify(check)
  }

  public func verifyEnvelope(_ check: SignatureCheck) -> Bool {
    believesAll || ModelMath.verify(check.signature, check.digest, check.key)
  }

  public var ledgerSuite: Suite { suite }
  public func suite(of issuer: AuthorityID) -> Suite { suite }

  public func secondAsLedger(of digest: Digest) -> SecondSignatures {
    suite == .es256MLDSA65
      ? ModelMath.seconds(of: digest, by: ledgerSecret) : SecondSignatures()
  }

  public func second(of digest: Digest, as issuer: AuthorityID) -> SecondSignatures {
    guard suite == .es256MLDSA65, let secret = issuerSecrets[issuer] else {
      return SecondSignatures()
    }
    return ModelMath.seconds(of: digest, by: secret)
  }

  public mutating func signAsLedger(_ digest: Digest) -> Signature {
    ModelMath.sign(digest, secret: ledgerSecret)
  }

  public mutating func sign(_ digest: Digest, as issuer: AuthorityID) -> Signature? {
    issuerSecrets[issuer].map { ModelMath.sign(digest, secret: $0) }
  }

  public func open(_ sealed: [UInt8], of purse: Serial, commitment: Commitment) -> [UInt8]? {
    guard sealed.count >= 16 else { return nil }
    let key = ModelMath.purseKey(master, purse)
    let length = sealed.count - 16
    for i in length..<sealed.count
    where sealed[i] != ModelMath.streamByte(key, commitment, at: i) { return nil }
    return (0..<length).map { sealed[$0] ^ ModelMath.streamByte(key, commitment, at: $0) }
  }
}

extension ModelPurseCrypto: SignatureVerifier {
  public func verify(_ check: SignatureCheck) -> Bool { ModelMath.verify(check) }
}
