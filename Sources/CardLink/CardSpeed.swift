/// How fast a real card is, by what its makers' and testers' tables say: to compute from a count what
/// software alone can't show. Milliseconds.
public struct CardSpeed: Equatable, Sendable {
  public let name: String
  /// One ECDSA signature and one verification on P-256.
  public let signing: Double
  public let verifying: Double
  /// Setting the signature object up, before each of them.
  public let preparing: Double

  /// NXP JCOP4 J3R180, a current card. JCAlgTest (Masaryk University, Brno), table of measured
  /// cards: ALG_ECDSA_SHA_256 on 256-bit prime curves signs in 32 ms, verifies in 30 ms, and takes 8 ms
  /// to initialise.
  public static let current = CardSpeed(
    name: "JCOP4 J3R180", signing: 32, verifying: 30, preparing: 8)
  /// The fastest and the slowest of the older cards in the same tables, which give no time to
  /// initialise apart.
  public static let olderFast = CardSpeed(
    name: "older card, fast", signing: 77, verifying: 101, preparing: 0)
  public static let olderSlow = CardSpeed(
    name: "older card, slow", signing: 146, verifying: 212, preparing: 0)
}

/// How fast the field carries bytes. Milliseconds for a thousand of them.
public struct FieldSpeed: Equatable, Sendable {
  public let kilobitsPerSecond: Int
  public let perThousandBytes: Double

  /// Reading 1 kB with activation and selection, from NXP's table of transaction times for DESFire:
  /// 130 ms at the rate every reader has, and 52 ms at a rate most have.
  public static let slow = FieldSpeed(kilobitsPerSecond: 106, perThousandBytes: 130)
  public static let fast = FieldSpeed(kilobitsPerSecond: 424, perThousandBytes: 52)
}

extension CardMeter {
  /// The time that this would take with a real card, in milliseconds: its field and its signatures.
  /// What the tables leave out, hashes and writes to memory, is left out here, too.
  public func milliseconds(card: CardSpeed, field: FieldSpeed) -> Double {
    Double(bytes) / 1_000 * field.perThousandBytes
      + Double(signatures) * (card.preparing + card.signing)
      + Double(verifications) * (card.preparing + card.verifying)
  }
}
