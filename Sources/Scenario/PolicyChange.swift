import Wire

/// One field of a policy that a scenario sets. The names are those of the specification's CDDL.
public enum PolicyChange: Sendable {
  case count(CountField, UInt32)
  case amount(AmountField, Amount)
  case flag(FlagField, Bool)
  case pinRule(PINRule)
  case evidence(EvidenceRule)
  case suite(Suite)
  case suiteFloor(Suite)

  public enum CountField: String, CaseIterable, Sendable {
    case operations
    case operationsSent = "operations-sent"
    case operationsReceived = "operations-received"
    case reuseOperations = "reuse-operations"
    case daysSinceSync = "days-since-sync"
    case evidenceBytes = "evidence-bytes"
    case rotation
  }

  public enum AmountField: String, CaseIterable, Sendable {
    case largestPayment = "largest-payment"
    case largestBalance = "largest-balance"
    case sumSent = "sum-sent"
    case sumReceived = "sum-received"
    case pinAbove = "pin-above"
    case largestWithoutPIN = "largest-without-pin"
  }

  public enum FlagField: String, CaseIterable, Sendable {
    case reuse, direct, sweep, ring
    case pinToReceive = "pin-to-receive"
    case verifyPayee = "verify-payee"
  }

  static let pinRules: [(String, PINRule)] = [
    ("never", .never), ("above", .above), ("always", .always),
  ]
  static let evidenceRules: [(String, EvidenceRule)] = [
    ("off", .off), ("best-effort", .bestEffort), ("required", .required),
  ]

  /// The suites that software supports, by the names of docs/spec/suites.md.
  static let suites: [(String, Suite)] = [
    ("ES256", .es256), ("EdDSA", .edDSA), ("ES256+ML-DSA-65", .es256MLDSA65),
  ]

  func apply(to policy: inout Policy) {
    switch self {
    case .count(let field, let count): Self.set(field, count, in: &policy)
    case .amount(let field, let amount): Self.set(field, amount, in: &policy)
    case .flag(let field, let flag): Self.set(field, flag, in: &policy)
    case .pinRule(let rule): policy.pinRule = rule
    case .evidence(let rule): policy.evidence = rule
    case .suite(let suite): policy.suite = suite
    case .suiteFloor(let suite): policy.suiteFloor = suite
    }
  }

  private static func set(_ field: CountField, _ count: UInt32, in policy: inout Policy) {
    switch field {
    case .operations: policy.operations = count
    case .operationsSent: policy.operationsSent = count
    case .operationsReceived: policy.operationsReceived = count
    case .reuseOperations: policy.reuseOperations = count
    case .daysSinceSync: policy.daysSinceSync = count
    case .evidenceBytes: policy.evidenceBytes = count
    case .rotation: policy.rotation = count
    }
  }

  private static func set(_ field: AmountField, _ amount: Amount, in policy: inout Policy) {
    switch field {
    case .largestPayment: policy.largestPayment = amount
    case .largestBalance: policy.largestBalance = amount
    case .sumSent: policy.sumSent = amount
    case .sumReceived: policy.sumReceived = amount
    case .pinAbove: policy.pinAbove = amount
    case .largestWithoutPIN: policy.largestWithoutPIN = amount
    }
  }

  private static func set(_ field: FlagField, _ flag: Bool, in policy: inout Policy) {
    switch field {
    case .reuse: policy.reuse = flag
    case .direct: policy.direct = flag
    case .sweep: policy.sweep = flag
    case .ring: policy.ring = flag
    case .pinToReceive: policy.pinToReceive = flag
    case .verifyPayee: policy.verifyPayee = flag
    }
  }
}

extension PolicyChange {
  /// Reads the field under a key.
  init(_ key: String, _ fields: Fields) throws(ScenarioProblem) {
    if let field = CountField(rawValue: key) {
      let count = try fields.count(key, atMost: UInt64(UInt32.max))
      self = .count(field, UInt32(truncatingIfNeeded: count))
    } else if let field = AmountField(rawValue: key) {
      self = .amount(field, try fields.payable(key))
    } else if let field = FlagField(rawValue: key) {
      self = .flag(field, try fields.flag(key))
    } else if key == "pin-rule" {
      self = .pinRule(try fields.choice(key, Self.pinRules))
    } else if key == "suite" {
      self = .suite(try fields.choice(key, Self.suites))
    } else if key == "suite-floor" {
      self = .suiteFloor(try fields.choice(key, Self.suites))
    } else {
      self = .evidence(try fields.choice(key, Self.evidenceRules))
    }
  }

  /// Takes a limit out of a policy; false of what is no limit.
  static func clear(_ key: String, in policy: inout Policy) -> Bool {
    switch key {
    case "operations": policy.operations = nil
    case "operations-sent": policy.operationsSent = nil
    case "operations-received": policy.operationsReceived = nil
    case "reuse-operations": policy.reuseOperations = nil
    case "days-since-sync": policy.daysSinceSync = nil
    case "evidence-bytes": policy.evidenceBytes = nil
    case "largest-payment": policy.largestPayment = nil
    case "largest-balance": policy.largestBalance = nil
    case "sum-sent": policy.sumSent = nil
    case "sum-received": policy.sumReceived = nil
    case "pin-above": policy.pinAbove = nil
    case "largest-without-pin": policy.largestWithoutPIN = nil
    case "suite": policy.suite = nil
    case "suite-floor": policy.suiteFloor = nil
    default: return false
    }
    return true
  }
}
