import Home
import Money
import Wire

/// A scenario as its file tells it: what is done, by whom, and what must come of it.
public struct Scenario: Sendable {
  /// The file's name as it was given.
  public var file: String
  public var title: String
  /// The comment the file begins with.
  public var about: [String]
  public var currency: Currency
  /// What the central bank's root, issuer and ledger sign with.
  public var suite = Suite.es256
  /// One answer, or several to be shown side by side.
  public var answers: [LiquidityAnswer]
  public var steps: [Step]
}

/// Where something stands in a file, counted from one.
public struct Place: Equatable, Sendable {
  public var line: Int
  public var column: Int
}

/// One step.
public struct Step: Sendable {
  public var verb: String
  public var action: Action
  public var place: Place
  /// The refusal that is expected, by the error's name.
  public var refused: String?
  /// The answers under which this step is played; nil for all.
  public var under: [LiquidityAnswer]?
}

/// What a step does.
public enum Action: Sendable {
  case say(String)
  case open(account: String, money: Amount)
  case issue(Issue)
  case load(purse: String, amount: Amount)
  case pay(PayOrder)
  case accept(message: String, wrongPIN: Bool, torn: TornPoint?)
  case refuse(message: String)
  case take(purse: String)
  case resume(purse: String)
  case sync(purse: String, carries: [String], torn: TornPoint?)
  case unload(purse: String, amount: Amount)
  case transfer(from: String, to: String, amount: Amount)
  case clone(card: String, copy: String)
  case copyFile(purse: String)
  case putBack(purse: String)
  case breakOpen(card: String, adds: Amount)
  case backUp(purse: String)
  case restore(purse: String)
  case markRestored(purse: String)
  case update(purse: String, version: UInt16)
  case floor(like: String, version: UInt16, days: UInt64)
  case renewKey(KeyRole)
  case wait(days: UInt64)
  case emergency(like: String, days: UInt64, changes: [PolicyChange])
  case topUp(purse: String, target: Amount)
  case report(purse: String, kind: ClaimKind, by: String?)
  case found(purse: String)
  case refund(purse: String)
  case cap(Amount)
  case bearers(like: String)
  case cashOutCap(like: String, Amount)
  case prove(purse: String)
  case compare(String)
  case expect([Expectation])
}

/// A device to be handed out.
public struct Issue: Sendable {
  public var purse: String
  public var kind: DeviceKind
  public var account: String
  public var policy: PolicyChoice
  /// Another purse of the same person.
  public var holderOf: String?
  /// What its key signs with.
  public var suite = Suite.es256
  /// Of a make that knows ES256 only.
  public var isOld = false
  /// Its keys lie in a token.
  public var hasToken = false
}

/// A preset, and what of it is changed.
public struct PolicyChoice: Sendable {
  public var preset: PolicyPreset
  public var changes: [PolicyChange] = []
}

/// A payment to be made.
public struct PayOrder: Sendable {
  public enum Flow: String, CaseIterable, Sendable {
    /// The payee asks, the payer pays, the payee accepts: three taps, as in Phase 4.
    case request
    /// The payer pays a payee whose certificate is known: one tap.
    case direct
    /// The merchant's terminal asks and accepts by itself: one tap, as in Phase 4.
    case terminal
  }

  public var payer: String
  public var payee: String
  public var amount: Amount
  public var flow: Flow
  public var wrongPIN: Bool
  public var torn: TornPoint?
  /// The name under which the payment is kept instead of being delivered.
  public var keep: String?
}
