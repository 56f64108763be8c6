import Purse

/// The last two bytes of every answer (ISO/IEC 7816-4, APD-9).
public struct StatusWord: Equatable, Sendable {
  public let value: UInt16
  public init(_ value: UInt16) { self.value = value }

  public static let done = StatusWord(0x9000)
  public static let damaged = StatusWord(0x6400)
  public static let memoryFailure = StatusWord(0x6581)
  public static let wrongLength = StatusWord(0x6700)
  public static let channelNotSupported = StatusWord(0x6881)
  public static let secureMessagingNotSupported = StatusWord(0x6882)
  public static let lastOfChainExpected = StatusWord(0x6883)
  public static let notVerified = StatusWord(0x6982)
  public static let pinBlocked = StatusWord(0x6983)
  public static let conditionsNotSatisfied = StatusWord(0x6985)
  public static let wrongData = StatusWord(0x6A80)
  public static let notFound = StatusWord(0x6A82)
  public static let noSuchRecord = StatusWord(0x6A83)
  public static let noRoom = StatusWord(0x6A84)
  public static let wrongParameters = StatusWord(0x6A86)
  public static let noSuchObject = StatusWord(0x6A88)
  public static let unknownInstruction = StatusWord(0x6D00)
  public static let unknownClass = StatusWord(0x6E00)

  /// The answer goes on: bytes left, at most 255 of them named.
  static func more(_ left: Int) -> StatusWord {
    StatusWord(0x6100 | (left > 0xFF ? 0 : UInt16(truncatingIfNeeded: left)))
  }

  static func triesLeft(_ tries: UInt8) -> StatusWord {
    StatusWord(0x63C0 | UInt16(min(tries, 0xF)))
  }

  /// How a purse's refusal looks on the wire.
  public init(_ error: PurseError) {
    switch error {
    case .storage: self = .memoryFailure
    case .damaged: self = .damaged
    case .notPersonalised, .alreadyPersonalised, .suspended, .terminated:
      self = .conditionsNotSatisfied
    case .malformed, .pinFormat: self = .wrongData
    case .unknownPayment: self = .noSuchObject
    case .pinBlocked: self = .pinBlocked
    case .pinWrong(let tries): self = .triesLeft(tries)
    case .pinRequired: self = .notVerified
    case .syncFirst: self = .noRoom
    default: self.init(0x9400 | Self.number(of: error))
    }
  }

  /// Refusals that the standard has no word for, in the order of PUR-5.
  private static func number(of error: PurseError) -> UInt16 {
    switch error {
    case .outOfOrder: 0x01
    case .notForThisPurse: 0x02
    case .wrongCurrency: 0x03
    case .reportingClassesDiffer: 0x04
    case .alreadyAccepted: 0x05
    case .alreadyRefused: 0x06
    case .askTheLedger: 0x07
    case .amountDiffers: 0x08
    case .grantDoesNotMatch: 0x09
    case .directNotAllowed: 0x0A
    case .unknownIssuer: 0x0B
    case .badCertificate: 0x0C
    case .certificateExpired: 0x0D
    case .badSignature: 0x0E
    case .amountZero: 0x0F
    case .policyExpired: 0x10
    case .syncOverdue: 0x11
    case .aboveLargestPayment: 0x12
    case .operationsUsedUp: 0x13
    case .sumUsedUp: 0x14
    case .balanceLimit: 0x15
    case .insufficientFunds: 0x16
    case .valuePending: 0x17
    case .evidenceTooLong: 0x18
    default: 0x19
    }
  }
}
