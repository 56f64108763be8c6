import Crypto
import LedgerEngine
import PurseCrypto
import Settlement
import Wire

/// How fast a verifier is, on all cores, as a ledger uses it.
public enum VerifierRate {
  /// Verifications a second: batches of 4,096 different signatures by 256 keys, for a second or more.
  public static func measure(_ verifier: any SignatureBatchVerifier) -> Double {
    let checks = makeChecks()
    // Keys are parsed and threads are started once.
    precondition(verifier.verify(checks).allSatisfy { $0 })
    let clock = ContinuousClock()
    let start = clock.now
    var done = 0
    while clock.now - start < .seconds(1) {
      precondition(verifier.verify(checks).allSatisfy { $0 })
      done += checks.count
    }
    return Double(done) / ((clock.now - start) / .seconds(1))
  }

  private static func makeChecks() -> [SignatureCheck] {
    let keys = (0..<256).map { _ in P256.Signing.PrivateKey() }
    return (0..<4_096).map { index in
      let key = keys[index % keys.count]
      let digest = Wire.Digest(Word32(1, 2, 3, UInt64(index)))
      return SignatureCheck(
        signature: PurseCrypto.sign(digest, with: key), digest: digest,
        key: Wire.PublicKey(key.publicKey))
    }
  }
}
