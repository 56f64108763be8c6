/// Every bound of the ways to a card, in one place.
public enum CardLinkLimits {
  /// Longest frame, in bytes: its length has 16 bits.
  public static let frame = 65_535
  /// Bytes of a command APDU: a header, and what fits a frame.
  public static let command = 4...frame
  /// Bytes of a status word, and so of the shortest response.
  public static let statusWord = 2
  /// Longest answer to reset (ISO 7816-3).
  public static let answerToReset = 33
  /// How long a card may think about one command. Two signatures of a slow card take half a second; a
  /// firmware in an emulator on a busy machine takes longer.
  public static let answerMilliseconds: Int32 = 20_000
  /// How long a socket may take to connect or to take a frame.
  public static let connectMilliseconds: Int32 = 5_000
  /// How often a card looks whether its reader has come back.
  public static let retryMilliseconds: Int32 = 500
}
