/// What a key signs with. The numbers are those of certificates (docs/spec/suites.md, SUI-1).
public enum Suite: UInt8, Sendable, Equatable {
  /// ECDSA on P-256 with SHA-256.
  case es256 = 1
  /// Ed25519.
  case edDSA = 2
  /// ECDSA on P-256 with SHA-256, and ML-DSA-65 beside it: both must hold.
  case es256MLDSA65 = 3

  /// Whether another one is to be preferred, as a policy's floor means it (SUI-30).
  public func isBelow(_ floor: Suite) -> Bool { rawValue < floor.rawValue }

  /// What stands in the envelope of a message that such a key has signed.
  public var algorithm: Algorithm { self == .edDSA ? .edDSA : .es256 }
}

/// How the signature in an envelope was made: the algorithms of COSE (RFC 9053), -7 and -8.
public enum Algorithm: UInt8, Sendable, Equatable {
  case es256 = 0
  case edDSA = 1

  /// The map {1: algorithm}, as it stands in the protected header: A1 01 26 or A1 01 27.
  var header: UInt64 { 0xA1_0126 + UInt64(rawValue) }
}

/// Some suites: those that a purse can verify.
public struct SuiteSet: Equatable, Sendable {
  /// Bit 0 is suite 1.
  public let bits: UInt8

  public init(bits: UInt8) { self.bits = bits }
  public init(_ suite: Suite) { bits = 1 << (suite.rawValue - 1) }

  public static let es256 = SuiteSet(bits: 0b001)
  public static let all = SuiteSet(bits: 0b111)
  /// Beside those that a payee verifies: its own decisions need suite 3 to be read (SUI-6).
  public static let decidesInSuite3 = SuiteSet(bits: 0b1000_0000)

  public func contains(_ suite: Suite) -> Bool { bits >> (suite.rawValue - 1) & 1 == 1 }

  /// Whether one of them has this algorithm in its envelopes.
  public func reads(_ algorithm: Algorithm) -> Bool {
    switch algorithm {
    case .es256: contains(.es256) || contains(.es256MLDSA65)
    case .edDSA: contains(.edDSA)
    }
  }

  /// Without those below a policy's floor (SUI-30).
  public func from(_ floor: Suite?) -> SuiteSet {
    guard let floor else { return self }
    return SuiteSet(bits: bits & ~((1 << (floor.rawValue - 1)) - 1))
  }

  public func union(_ other: SuiteSet) -> SuiteSet { SuiteSet(bits: bits | other.bits) }
  public func intersection(_ other: SuiteSet) -> SuiteSet { SuiteSet(bits: bits & other.bits) }
}

#if !hasFeature(Embedded)
  extension Suite: CaseIterable {}
  extension Algorithm: CaseIterable {}
#endif
