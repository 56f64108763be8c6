import Crypto
import LedgerEngine
import PurseCrypto
import Wire
import World

/// Real signatures, some of them spoilt in one bit, out of a seed. The keys and nonces are new each
/// time all the same: what is spoilt, and where, is the seed's.
struct Noise: RandomNumberGenerator {
  private var source: Seeded
  private let keys = (0..<40).map { _ in P256.Signing.PrivateKey() }

  init(seed: UInt64) { source = Seeded(seed: seed) }

  mutating func next() -> UInt64 { source.next() }

  mutating func check() -> SignatureCheck {
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
