import Wire

/// What came of one step: the narrator's material, and an element of the `--json` array. Amounts are
/// in minor units of the currency.
public struct StepResult: Codable, Sendable {
  public var scenario: String
  public var liquidity: String
  public var currency: String
  public var number: Int
  public var line: Int
  public var verb: String
  /// What happens, in a sentence.
  public var title: String
  public var notes: [String] = []
  /// What went from device to device, and to and from the ledger.
  public var messages: [AirMessage] = []
  public var taps = 0
  public var pins = 0
  /// The name of the error with which the step was refused, as the scenario expects it.
  public var refused: String?
  public var purses: [Holding] = []
  public var ledger = LedgerView()

  /// Whether devices or the ledger were involved.
  var isAction: Bool { !["say", "compare", "expect"].contains(verb) }
}

/// One message, or the sync's two.
public struct AirMessage: Codable, Equatable, Sendable {
  public var kind: String
  public var from: String
  public var to: String
  public var bytes: Int
  /// What travels beside it: the sender's certificate and the sealed part.
  public var certificateBytes = 0
  public var sealedBytes = 0
  /// Second signatures of suite 3, and their keys.
  public var secondBytes = 0
  /// Entries that a sync request reports.
  public var entries: Int?
  public var isLost = false
  /// It stays on its sender's phone.
  public var isKept = false
}

/// What one holder has, on the device and at the ledger.
public struct Holding: Codable, Equatable, Sendable {
  public var name: String
  public var kind: String
  public var state: String
  public var spendable: UInt64
  public var pending: UInt64
  public var inDoubt: UInt64
  public var shadow: UInt64
  public var advance: UInt64
  public var accountName: String
  public var account: UInt64
  /// The purse this one was copied from: the ledger has one shadow for both.
  public var copyOf: String?
  /// How many serials the ledger has granted to the purse, the first one counted in.
  public var serials: Int
}

/// What the ledger knows.
public struct LedgerView: Codable, Equatable, Sendable {
  public var issued: Int64 = 0
  public var accounts: Int64 = 0
  public var shadows: Int64 = 0
  public var pool: Int64 = 0
  public var held: Int64 = 0
  public var loss: Int64 = 0
  /// Between purses that report totals only.
  public var transit: Int64 = 0
  public var settled: UInt64 = 0
  public var settledCount = 0
  public var confirmed: UInt64 = 0
  public var confirmedCount = 0
  public var waiting: UInt64 = 0
  public var unexplained: UInt64 = 0
  /// Purses that proofs name, each once, in alphabetical order.
  public var proofs: [Proof] = []

  public struct Proof: Codable, Equatable, Sendable {
    public var purse: String
    public var shows: String
  }

  func value(_ figure: LedgerFigure) -> Int64 {
    switch figure {
    case .issued: issued
    case .settled: Int64(settled)
    case .confirmed: Int64(confirmed)
    case .waiting: Int64(waiting)
    case .unexplained: Int64(unexplained)
    case .pool: pool
    case .held: held
    case .loss: loss
    case .transit: transit
    }
  }
}
