import Crypto
import Foundation
import Testing
import Wire

@Suite struct SealedPartTests {
  @Test("MSG-30: the commitment is the hash of a label and the plaintext")
  func commitment() throws {
    for vector in VectorFile.valid("sealed-part") {
      let plaintext = [UInt8](hex: try #require(vector.plaintext))
      let commitment = SealedPart.commitment(to: plaintext.span.bytes, hash: CryptoHash())
      #expect(commitment.word.hex == vector.commitment, "\(vector.name)")
    }
  }

  @Test("MSG-30: the sealing key and the ciphertext are those of the vectors")
  func sealing() throws {
    let purseKey = [UInt8](hex: try #require(VectorFile.load("sealed-part").purseKey))
    for vector in VectorFile.valid("sealed-part") {
      let plaintext = [UInt8](hex: try #require(vector.plaintext))
      let key = sealingKey(purseKey, [UInt8](hex: try #require(vector.commitment)))
      #expect(key.withUnsafeBytes { Array($0) }.hex == vector.sealingKey)
      let nonce = try AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12))
      let box = try AES.GCM.seal(plaintext, using: key, nonce: nonce)
      #expect(Array(box.ciphertext + box.tag) == vector.bytes, "\(vector.name)")
      #expect(vector.bytes.count == plaintext.count + SealedPart.overhead)
    }
  }

  @Test("MSG-30: a sealed part that is altered, or another's, does not open")
  func refused() throws {
    let purseKey = [UInt8](hex: try #require(VectorFile.load("sealed-part").purseKey))
    let vectors = VectorFile.refused("sealed-part")
    #expect(vectors.count >= 6)
    for vector in vectors {
      let commitment = [UInt8](hex: try #require(vector.commitment))
      let plaintext = opened(vector.bytes, with: sealingKey(purseKey, commitment))
      let matches = plaintext.map {
        SealedPart.commitment(to: $0.span.bytes, hash: CryptoHash()).word.array == commitment
      }
      #expect(matches != true, "\(vector.name)")
    }
  }

  private func sealingKey(_ purseKey: [UInt8], _ commitment: [UInt8]) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: purseKey), salt: commitment,
      info: Array("kontant/sealed-part/1".utf8), outputByteCount: 32)
  }

  private func opened(_ sealed: [UInt8], with key: SymmetricKey) -> [UInt8]? {
    guard sealed.count >= SealedPart.overhead else { return nil }
    let combined = [UInt8](repeating: 0, count: 12) + sealed
    guard let box = try? AES.GCM.SealedBox(combined: combined) else { return nil }
    return (try? AES.GCM.open(box, using: key)).map { Array($0) }
  }
}
