/// Every bound of the message formats, in one place. Their relations are asserted by `LimitsTests`.
public enum WireLimits {
  /// Largest amount of any field, in minor units. Sums of 2^13 such amounts still fit 64 bits.
  public static let largestAmount: UInt64 = 1_000_000_000_000_000
  /// Latest time of any field, in seconds: the end of the year 9999. Any number of days fits above.
  public static let largestTime: UInt64 = 253_402_300_799
  /// Longest payload of one signed message, in bytes; a grant with every list full fits.
  public static let payload = 2048
  /// Longest signed message, in bytes: the payload and at most 96 bytes of COSE around it.
  public static let message = 2144
  /// Longest journal entry (the part the head covers), in bytes.
  public static let entry = 1024
  /// Longest sealed part, ciphertext with its tag, in bytes.
  public static let sealed = 4096
  /// Most deliveries, and most reversals, in one grant.
  public static let transfersPerGrant = 8
  /// Most serials in one part of a block list; the part fits wherever a message of 512 bytes does.
  public static let serialsPerListPart = 32
  /// Most entries of one upload, in entries.
  public static let entriesPerUpload = 4096
  /// Longest packet, in bytes.
  public static let packet = 8_388_608
  /// Most documents carried with one upload, and the longest of them in bytes.
  public static let documentsPerUpload = 256
  public static let document = 1_048_576
  /// Most second signatures and their keys beside the messages of one packet.
  public static let secondsPerPacket = 8192
}
