import Wire

/// Every bound of a purse, in one place. Their relations are asserted by `PurseLimitsTests`.
public enum PurseLimits {
  /// The release of this purse application, counted on one line for all devices (PUR-26).
  public static let appletVersion: UInt16 = 1
  /// Requests made and not yet decided.
  public static let openRequests = 8
  /// Payments made whose decision the purse does not know.
  public static let doubts = 16
  /// Direct payments decided under one serial; never evicted (PUR-33).
  public static let decidedDirect = 32
  /// Received payments remembered as backing for evidence.
  public static let backing = 16
  /// Issuers and ledgers whose keys the purse knows.
  public static let authorities = 4
  /// Wrong PINs in a row before the PIN is blocked.
  public static let pinTries: UInt8 = 3
  public static let pinDigits = 4...12
  /// Longest sealed part a purse makes or keeps, in bytes.
  public static let sealed = 2048
  /// Longest answer to a command, in bytes: a payment with every counter at its largest.
  public static let answer = 256
  /// Longest record of the log with its header, in bytes, sealed parts apart.
  public static let record = 1152
  /// Room kept for the decision on an open request, in bytes: header, entry, payment, acceptance.
  public static let decisionRoom = 544
  /// Room for one's own payment, in bytes: header, entry, payment.
  public static let paymentRoom = 320
  /// Room kept for the end of a payment in doubt, in bytes.
  public static let doubtRoom = 168
  /// Room always kept for the entry of a grant, in bytes.
  public static let grantRoom = 864
  /// Room of the state in a bank when every table is full, in bytes.
  public static let snapshotRoom = 7168
  /// Room for the policy that holds again after an interim one, in bytes.
  public static let policyRoom = 280
  /// Room for one part of a block list, in bytes.
  public static let listPartRoom = 424
  /// Parts of a block list that a purse keeps. A card's bank has room for one, the newest 32 serials; a
  /// larger device gives a quarter of its bank to them.
  public static func listParts(bank size: Int) -> Int {
    size <= 65_536 ? 1 : size / 4 / listPartRoom
  }
  /// Smallest bank a purse works with, in bytes.
  public static let smallestBank = 12288
}
