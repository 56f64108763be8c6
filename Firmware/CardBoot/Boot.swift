import CardCrypto
import Wire

/// The loader's whole decision, the same in the loader and in the tests on a host.
public enum Boot {
  /// Checks what lies in a slot (BOO-3) and raises the counter if it may start.
  /// - Parameters:
  ///   - slot: all of the memory that an image may take.
  ///   - key: of the firmware's maker.
  public static func admit<Page: CounterPage>(
    _ slot: RawSpan, _ counter: inout RollbackCounter<Page>, key: PublicKey
  ) throws(BootRefusal) -> ImageHeader {
    let header = try ImageHeader(slot)
    guard header.version >= counter.version else { throw .tooOld }
    let body = slot.extracting(ImageHeader.bytes..<ImageHeader.bytes + Int(header.length))
    let signed = slot.extracting(0..<ImageHeader.signedBytes)
    let digest = Digest(CardVerifier.hash(signed, body))
    guard CardVerifier.verify(header.signature, over: digest, by: key) else {
      throw .badSignature
    }
    // Everything is checked; an older image never starts again.
    counter.raise(to: header.version)
    return header
  }
}
