import Crypto
import Wire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// AES-256-GCM under a key that HKDF-SHA256 derives from the purse's key and the commitment (MSG-30).
/// The commitment makes the key unique, so a repeated nonce is harmless: it is all zeros.
public enum Sealing {
  public static func seal(_ plaintext: [UInt8], key: Word32, commitment: Commitment) -> [UInt8] {
    guard let nonce = try? AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)),
      let box = try? AES.GCM.seal(plaintext, using: derived(key, commitment), nonce: nonce)
    else { preconditionFailure("AES-GCM sealing failed") }
    return Array(box.ciphertext) + Array(box.tag)
  }

  /// Nil when the ciphertext was altered or sealed under another key.
  public static func open(_ sealed: [UInt8], key: Word32, commitment: Commitment) -> [UInt8]? {
    guard sealed.count >= 16,
      let nonce = try? AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12)),
      let box = try? AES.GCM.SealedBox(
        nonce: nonce, ciphertext: sealed.dropLast(16), tag: sealed.suffix(16)),
      let plaintext = try? AES.GCM.open(box, using: derived(key, commitment))
    else { return nil }
    return Array(plaintext)
  }

  private static func derived(_ key: Word32, _ commitment: Commitment) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: key.array), salt: commitment.word.array,
      info: Array("kontant/sealed-part/1".utf8), outputByteCount: 32)
  }

  /// The key a purse shares with the ledger, diversified from the master key by the serial.
  public static func purseKey(master: Word32, serial: Serial) -> Word32 {
    let key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: master.array), info: purseKeyInfo(serial: serial),
      outputByteCount: 32)
    return key.withUnsafeBytes { Word32(RawSpan(_unsafeBytes: $0)) }
  }

  /// What tells one purse's key from another's.
  public static func purseKeyInfo(serial: Serial) -> [UInt8] {
    var info = Array("kontant/purse-key/1".utf8)
    withUnsafeBytes(of: serial.value.bigEndian) { info += $0 }
    return info
  }
}
