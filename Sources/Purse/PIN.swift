import Wire

/// The holder's secret number, 4 to 12 decimal digits. Lives only while a command runs.
public struct PIN: ~Copyable {
  private var digits = Bytes<12>()

  /// Reads ASCII digits.
  public init(ascii: RawSpan) throws(PurseError) {
    guard PIN.isWellFormed(ascii) else { throw .pinFormat }
    digits.append(ascii)
  }

  /// 4 to 12 ASCII digits.
  public static func isWellFormed(_ ascii: RawSpan) -> Bool {
    guard PurseLimits.pinDigits.contains(ascii.byteCount) else { return false }
    for i in 0..<ascii.byteCount {
      let byte = ascii.unsafeLoad(fromByteOffset: i, as: UInt8.self)
      guard byte >= 0x30, byte <= 0x39 else { return false }
    }
    return true
  }

  /// What the purse keeps in place of the PIN. The digits are overwritten: a PIN serves once.
  consuming func verifier<Hash: MessageHash>(salt: Word32, hash: Hash) -> Word32 {
    let saltBytes = salt.bytes
    let result = hash.hash(saltBytes.span.bytes, digits.span)
    digits.wipe()
    return result
  }
}

/// What a purse keeps of the PIN.
struct PINState: Sendable {
  var salt = Word32.zero
  var verifier = Word32.zero
  var triesLeft: UInt8 = 0

  /// Compares without an early end.
  func matches(_ candidate: Word32) -> Bool {
    let difference =
      (candidate.a ^ verifier.a) | (candidate.b ^ verifier.b)
      | (candidate.c ^ verifier.c) | (candidate.d ^ verifier.d)
    return difference == 0
  }
}
