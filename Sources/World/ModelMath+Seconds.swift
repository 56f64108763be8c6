import Purse
import Settlement
import Wire

/// Second signatures of the model (SUI-20): of the right sizes, and bound to key and digest. Whoever brings the
/// first alone has nothing.
extension ModelMath {
  static func seconds(of digest: Digest, by secret: Word32) -> SecondSignatures {
    var seconds = SecondSignatures()
    let own = secondSecret(secret)
    guard
      let second = SecondSignature(
        key: padded(own.array, SecondSignature.keyBytes), signature: secondOf(digest, own))
    else { preconditionFailure("both have their sizes") }
    seconds.add(second, of: digest, by: publicKey(secret, .es256MLDSA65))
    return seconds
  }

  /// Whether a check holds; of suite 3 both signatures.
  static func verify(_ check: SignatureCheck) -> Bool {
    verify(check.signature, check.digest, check.key)
      && holds(check.second, check.digest, check.key)
  }

  /// True of every key that has one signature only.
  static func holds(_ second: SecondSignature?, _ digest: Digest, _ key: PublicKey) -> Bool {
    guard key.suite == .es256MLDSA65 else { return true }
    guard let second, hash(second.key.span.bytes, RawSpan()) == key.y else { return false }
    return second.signature == secondOf(digest, Word32(second.key.span.bytes))
  }

  static func secondHash(_ secret: Word32) -> Word32 {
    let key = padded(secondSecret(secret).array, SecondSignature.keyBytes)
    return hash(key.span.bytes, RawSpan())
  }

  private static func secondSecret(_ secret: Word32) -> Word32 {
    Word32(mix(secret.a), mix(secret.b), mix(secret.c), mix(secret.d ^ 3))
  }

  private static func secondOf(_ digest: Digest, _ own: Word32) -> [UInt8] {
    let signature = sign(digest, secret: own)
    return padded(signature.r.array + signature.s.array, SecondSignature.signatureBytes)
  }

  private static func padded(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: count - bytes.count)
  }
}

extension ModelKeys {
  /// The second signatures of all that a purse is personalised with.
  func seconds(beside data: borrowing Personalisation) -> SecondSignatures {
    guard suite == .es256MLDSA65 else { return SecondSignatures() }
    let crypto = ModelPurseCrypto(seed: 0)
    var all = ModelMath.seconds(of: data.certificate.digest(hash: crypto), by: issuerSecret)
    all.form(union: ModelMath.seconds(of: data.policy.digest(hash: crypto), by: ledgerSecret))
    return all.union(rootSeconds)
  }

  /// Of what the issuer in force says of a purse.
  func seconds(of claim: Signed<Claim>) -> SecondSignatures {
    guard suite == .es256MLDSA65 else { return SecondSignatures() }
    let digest = claim.digest(hash: ModelPurseCrypto(seed: 0))
    return ModelMath.seconds(of: digest, by: issuerSecret)
  }

  /// Of what the root has said of the others.
  var rootSeconds: SecondSignatures {
    var all = SecondSignatures()
    guard suite == .es256MLDSA65 else { return all }
    for authority in authorities {
      all.form(
        union: ModelMath.seconds(
          of: authority.digest(hash: ModelPurseCrypto(seed: 0)), by: root))
    }
    return all
  }
}

extension SecondSignatures {
  fileprivate func union(_ other: SecondSignatures) -> SecondSignatures {
    var both = self
    both.form(union: other)
    return both
  }
}
