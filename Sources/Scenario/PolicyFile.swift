import Money
import Wire
import Yams

/// A policy as an analyst writes it: YAML, amounts in units of the currency, an absent limit is no limit
/// (docs/spec/field.md, FLD-30).
public struct PolicyFile: Sendable {
  /// What the policy is called: its file in a home, and what cards are issued with.
  public let name: String
  /// As it will be signed; number and time are put in when it is published.
  public let policy: Policy

  /// Reads a policy's file. The first misfit is told with its line.
  /// - Parameter file: its name, for messages.
  public init(
    _ text: String, file: String, currency home: Currency? = nil
  ) throws(ScenarioProblem) {
    let root = try ScenarioFile.root(
      text, file: file, content: "a policy has a `name`, a `currency` and `like` or `id`")
    var context = FileContext(file: file, currency: nil)
    let top = try Fields(root, name: "the policy", known: Self.keys, context: context)
    name = try Self.name(top, context)
    let currency = try Self.currency(top, home, context)
    context.currency = currency
    // Read again, now that amounts have a currency.
    let fields = try Fields(root, name: "the policy", known: Self.keys, context: context)
    var policy = try Self.start(fields, currency, context)
    try Self.read(fields, into: &policy, context)
    try Self.check(policy, fields, context)
    self.policy = policy
  }

  /// Reads the file at a path.
  public init(path: String, currency: Currency? = nil) throws(ScenarioProblem) {
    try self.init(try ScenarioFile.read(path), file: path, currency: currency)
  }

  private static func name(
    _ fields: Fields, _ context: FileContext
  ) throws(ScenarioProblem) -> String {
    let name = try fields.text("name")
    let letters = name.unicodeScalars
    guard let first = letters.first, ("a"..."z").contains(first), letters.count <= 32,
      letters.allSatisfy({ ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" })
    else {
      throw context.problem(
        fields.place(of: "name"),
        "`name` must be small letters, digits and hyphens, 32 at most, beginning with a letter")
    }
    return name
  }

  private static func currency(
    _ fields: Fields, _ home: Currency?, _ context: FileContext
  ) throws(ScenarioProblem) -> Currency {
    guard fields.has("currency") || home == nil else { return home ?? Currency.table[0] }
    let letters = try fields.text("currency")
    guard let currency = Currency(letters: letters) else {
      throw context.problem(
        fields.place(of: "currency"),
        "`currency` must be three letters like SEK, not \(letters.short)")
    }
    if let home, home != currency {
      throw context.problem(
        fields.place(of: "currency"),
        "`currency` is \(currency.letters), but the home's is \(home.letters)")
    }
    return currency
  }

  /// A preset, or a policy with no limits at all.
  private static func start(
    _ fields: Fields, _ currency: Currency, _ context: FileContext
  ) throws(ScenarioProblem) -> Policy {
    var policy = Policy(id: 0, number: 0, time: .unknown, currency: currency.code)
    if fields.has("like") {
      let presets = PolicyPreset.allCases.map { ($0.rawValue, $0) }
      policy = try fields.choice("like", presets)
        .policy(number: 0, time: .unknown, currency: currency)
    }
    if fields.has("id") || !fields.has("like") {
      let id = try fields.count("id", atMost: UInt64(UInt16.max))
      guard id > 0 else {
        throw context.problem(fields.place(of: "id"), "`id` must be 1 to 65535")
      }
      policy.id = UInt16(id)
    }
    return policy
  }

  private static func read(
    _ fields: Fields, into policy: inout Policy, _ context: FileContext
  ) throws(ScenarioProblem) {
    for (key, _) in fields.keys where !heading.contains(key) {
      switch key {
      case "number":
        let number = try fields.count(key, atMost: UInt64(UInt32.max))
        policy.number = UInt32(number)
      case "valid-until":
        policy.validUntil = try CalendarDay(try fields.text(key), context, fields.place(of: key))
          .time
      case "floor":
        policy.floor =
          try fields.text(key) == "none"
          ? 0 : UInt16(try fields.count(key, atMost: UInt64(UInt16.max)))
      case "floor-from":
        policy.floorFrom = try CalendarDay(
          try fields.text(key), context, fields.place(of: key)
        ).time
      case "rotation":
        policy.rotation = try fields.text(key) == "none" ? nil : try limit(key, fields)
      case "interim": policy.interim = try fields.flag(key)
      case "fixed": policy.fixed = try fields.flag(key)
      case "reporting":
        policy.reporting = try fields.choice(
          key, [("full", ReportingClass.full), ("totals-only", .totalsOnly)])
      default:
        if try fields.text(key) == "none" {
          try clear(key, fields, &policy, context)
        } else {
          try PolicyChange(key, fields).apply(to: &policy)
        }
      }
    }
  }

  /// A limit that the preset has and this policy has not.
  private static func clear(
    _ key: String, _ fields: Fields, _ policy: inout Policy, _ context: FileContext
  ) throws(ScenarioProblem) {
    guard PolicyChange.clear(key, in: &policy) else {
      throw context.problem(fields.place(of: key), "`\(key)` is no limit and cannot be `none`")
    }
  }

  private static func limit(_ key: String, _ fields: Fields) throws(ScenarioProblem) -> UInt32 {
    UInt32(try fields.count(key, atMost: UInt64(UInt32.max)))
  }

  /// What cannot be meant.
  private static func check(
    _ policy: Policy, _ fields: Fields, _ context: FileContext
  ) throws(ScenarioProblem) {
    func problem(_ key: String, _ message: String) -> ScenarioProblem {
      context.problem(fields.has(key) ? fields.place(of: key) : fields.place, message)
    }
    if policy.interim, policy.validUntil == nil {
      throw problem(
        "interim", "an interim policy needs `valid-until`: from then on the one before holds again")
    }
    if fields.has("floor-from") != (policy.floor > 0) {
      throw problem(
        fields.has("floor-from") ? "floor-from" : "floor",
        "`floor`, the lowest version that pays, and `floor-from`, its day, go together")
    }
    if policy.interim, policy.fixed {
      throw problem("fixed", "a policy cannot be interim and fixed: nothing would replace it")
    }
    if policy.fixed, policy.validUntil != nil {
      throw problem("fixed", "a fixed policy with an end would leave its cards without any")
    }
    if policy.sweep, policy.reuse {
      throw problem("sweep", "`sweep` goes only without `reuse`: what is swept is not the purse's")
    }
    if policy.pinRule == .above, policy.pinAbove == nil {
      throw problem("pin-rule", "`pin-rule: above` needs `pin-above`")
    }
    if policy.evidence == .off, policy.evidenceBytes != nil, fields.has("evidence-bytes") {
      throw problem("evidence-bytes", "`evidence-bytes` means nothing with `evidence-rule: off`")
    }
    if let bytes = policy.evidenceBytes, bytes > UInt32(WireLimits.sealed) {
      throw problem("evidence-bytes", "`evidence-bytes` is \(WireLimits.sealed) at most")
    }
  }

  static let heading = ["name", "currency", "like", "id"]

  /// Every key of a policy's file.
  static let keys: [String] =
    heading + ["number"] + PolicyChange.CountField.allCases.map(\.rawValue)
    + PolicyChange.AmountField.allCases.map(\.rawValue)
    + PolicyChange.FlagField.allCases.map(\.rawValue)
    + [
      "pin-rule", "evidence-rule", "reporting", "fixed", "valid-until", "interim", "suite",
      "floor", "floor-from", "suite-floor",
    ]
}
