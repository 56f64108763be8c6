/// The digest of a message: SHA-256 of what is signed (the COSE Sig_structure), never of the
/// signature, because an ECDSA signature can be altered and still hold (MSG-12).
public struct Digest: Equatable, Hashable, Sendable {
  public let word: Word32
  public init(_ word: Word32) { self.word = word }
}

/// Hash of a purse's journal so far under one serial (JRN-2). Zero before the first entry.
public struct Head: Equatable, Hashable, Sendable {
  public let word: Word32
  public init(_ word: Word32) { self.word = word }
  public static let start = Head(.zero)
}

/// Salted hash that binds a payment to its sealed part (MSG-30).
public struct Commitment: Equatable, Hashable, Sendable {
  public let word: Word32
  public init(_ word: Word32) { self.word = word }
}

/// A signature as it stands in an envelope, 64 bytes: r and s of ES256, big-endian, or R and S of
/// Ed25519.
public struct Signature: Equatable, Hashable, Sendable {
  public let r: Word32
  public let s: Word32
  public init(r: Word32, s: Word32) { (self.r, self.s) = (r, s) }
  public static let zero = Signature(r: .zero, s: .zero)
}

#if !hasFeature(Embedded)
  extension Digest {
    public func _rawHashValue(seed: Int) -> Int { word._rawHashValue(seed: seed) }
  }
#endif
