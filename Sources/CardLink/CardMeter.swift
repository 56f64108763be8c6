/// What flows cost with one card, counted at its reader.
public struct CardMeter: Codable, Equatable, Sendable {
  /// Times that the card was laid down and selected.
  public internal(set) var taps = 0
  /// PINs that its holder typed.
  public internal(set) var pins = 0
  /// Command APDUs, those of chains and GET RESPONSE included: exchanges over the link.
  public internal(set) var apdus = 0
  /// Bytes of the APDUs, headers and status words included.
  public internal(set) var bytesToCard = 0
  public internal(set) var bytesFromCard = 0
  /// What the card has signed and verified, as it says itself.
  public internal(set) var signatures = 0
  public internal(set) var verifications = 0

  public init() {}

  public var bytes: Int { bytesToCard + bytesFromCard }

  /// What two cards cost in one flow.
  public static func + (a: CardMeter, b: CardMeter) -> CardMeter {
    var sum = a
    sum.taps += b.taps
    sum.pins += b.pins
    sum.apdus += b.apdus
    sum.bytesToCard += b.bytesToCard
    sum.bytesFromCard += b.bytesFromCard
    sum.signatures += b.signatures
    sum.verifications += b.verifications
    return sum
  }
}
