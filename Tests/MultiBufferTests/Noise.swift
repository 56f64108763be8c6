import Crypto
import PurseCrypto
import Settlement
import Wire
import World

/// Real signatures, some of them spoilt in one bit, out of a seed. The keys and nonces are new each
/// time all the same: what is spoilt, and where, is the seed's.
struct Noise: RandomNumberGenerator {
  private var source: Seeded
  private let edwards = (0..<4).map { _ in Curve25519.Signing.PrivateKey() }
  private let keys = (0..<40).map { _ in P256.Signing.PrivateKey() }

  init(seed: UInt64) { source = Seeded(seed: seed) }

  mutating func next() -> UInt64 { source.next() }

  mutating func check() -> SignatureCheck {
    if Int.random(in: 0..<4, using: &self) == 0 { return edwardsCheck() }
    let key = keys[Int.random(in: 0..<keys.count, using: &self)]
    let digest = Wire.Digest(Word32(next(), next(), next(), next()))
    let signature = PurseCrypto.sign(digest, with: key)
    let publicKey = Wire.PublicKey(key.publicKey)
    var parts = [signature.r, signature.s, digest.word, publicKey.x, publicKey.y]
    if Bool.random(using: &self) {
      flip(&parts[Int.random(in: 0..<parts.count, using: &self)])
    }
    return SignatureCheck(
      signature: Wire.Signature(r: parts[0], s: parts[1]), digest: Wire.Digest(parts[2]),
      key: Wire.PublicKey(x: parts[3], y: parts[4]))
  }

  /// Of suite 2, which no lane may take (SUI-9).
  private mutating func edwardsCheck() -> SignatureCheck {
    let key = SigningKey.edDSA(edwards[Int.random(in: 0..<edwards.count, using: &self)])
    let message = (0..<100).map { _ in UInt8.random(in: 0...255, using: &self) }
    let digest = Wire.Digest(SoftwareHash().hash(message.span.bytes, RawSpan()))
    var signature = key.sign(digest, of: message)
    if Bool.random(using: &self) { signature = Wire.Signature(r: signature.s, s: signature.r) }
    return SignatureCheck(
      signature: signature, digest: digest, key: key.publicKey, message: message)
  }

  private mutating func flip(_ word: inout Word32) {
    let bit = UInt64(1) << UInt64.random(in: 0..<64, using: &self)
    switch Int.random(in: 0..<4, using: &self) {
    case 0: word.a ^= bit
    case 1: word.b ^= bit
    case 2: word.c ^= bit
    default: word.d ^= bit
    }
  }
}
