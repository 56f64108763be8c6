import Purse

/// Every bound of the applet, in one place. Their relations are asserted by `CardLimitsTests`.
public enum CardLimits {
  /// Most bytes of a command's data, a chain's altogether, and of an answer with all its parts: the
  /// longest ACCEPT, with a sealed part, and the longest journal entry.
  public static let data = 2640
  /// Header, extended lengths and expected length around the data of a command.
  public static let frame = 10
  /// The one buffer for command and answer.
  public static let buffer = data + frame
  /// Version of the applet, as certificates and sync requests carry it.
  public static let appletVersion = PurseLimits.appletVersion
  /// Fewest bytes of the application's name that select it.
  public static let shortestName = 5
  /// Bytes a PIN is filled up to.
  public static let paddedPIN = 12
}

/// The application's name (AID): the unregistered range F, "KONTANT", version 1 (APD-2).
public enum CardName {
  public static let bytes: [9 of UInt8] = [0xF0, 0x4B, 0x4F, 0x4E, 0x54, 0x41, 0x4E, 0x54, 0x01]
}

/// What a card answers to a reset, check byte included (APD-1).
public enum CardAnswerToReset {
  public static let bytes: [15 of UInt8] = [
    0x3B, 0x8A, 0x80, 0x01, 0x80, 0x31, 0xC0, 0x73, 0xC0, 0x21, 0xC0, 0x82, 0x90, 0x00, 0x3A,
  ]
}
