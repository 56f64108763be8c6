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

  /// How a purse's refusal looks on the wire: the standard's word where it has one, else 94xx in
  /// the order in which they came to be.
  public init(_ error: PurseError) {
    switch error {
    case .storage: self = .memoryFailure
    case .damaged: self = .damaged
    case .notPersonalised, .alreadyPersonalised, .suspended, .terminated, .restored:
      self = .conditionsNotSatisfied
    case .malformed, .pinFormat: self = .wrongData
    case .outOfOrder: self.init(0x9401)
    case .notForThisPurse: self.init(0x9402)
    case .wrongCurrency: self.init(0x9403)
    case .reportingClassesDiffer: self.init(0x9404)
    case .alreadyAccepted: self.init(0x9405)
    case .alreadyRefused: self.init(0x9406)
    case .askTheLedger: self.init(0x9407)
    case .amountDiffers: self.init(0x9408)
    case .unknownPayment: self = .noSuchObject
    case .grantDoesNotMatch: self.init(0x9409)
    case .directNotAllowed: self.init(0x940A)
    case .unknownIssuer: self.init(0x940B)
    case .badCertificate: self.init(0x940C)
    case .certificateExpired: self.init(0x940D)
    case .badSignature: self.init(0x940E)
    case .pinBlocked: self = .pinBlocked
    case .pinWrong(let tries): self = .triesLeft(tries)
    case .pinRequired: self = .notVerified
    case .amountZero: self.init(0x940F)
    case .policyExpired: self.init(0x9410)
    case .syncOverdue: self.init(0x9411)
    case .aboveLargestPayment: self.init(0x9412)
    case .operationsUsedUp: self.init(0x9413)
    case .sumUsedUp: self.init(0x9414)
    case .balanceLimit: self.init(0x9415)
    case .insufficientFunds: self.init(0x9416)
    case .valuePending: self.init(0x9417)
    case .evidenceTooLong: self.init(0x9418)
    case .syncFirst: self = .noRoom
    case .policyRefused: self.init(0x9419)
    case .unsupportedSuite: self.init(0x941A)
    case .listed: self.init(0x941B)
    case .blockListRefused: self.init(0x941C)
    case .outdated: self.init(0x941D)
    case .certificateNotYetValid: self.init(0x941E)
    }
  }
}
