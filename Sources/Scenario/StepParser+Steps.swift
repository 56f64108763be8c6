import Home
import Money
import Wire

extension StepParser {
  func pay(_ fields: Fields, flow: PayOrder.Flow) throws(ScenarioProblem) -> PayOrder {
    let payer = try purse("from", fields)
    let payee = try purse("to", fields)
    return PayOrder(
      payer: payer, payee: payee, amount: try fields.payable("amount"), flow: flow,
      wrongPIN: try wrongPIN(fields), torn: try torn(fields, TornPoint.inPayment))
  }

  mutating func pay(_ fields: Fields) throws(ScenarioProblem) -> PayOrder {
    let flow =
      fields.has("flow") ? try fields.choice("flow", PayOrder.Flow.self) : .request
    var order = try pay(fields, flow: flow)
    if flow == .direct, order.torn == .afterRequest {
      throw context.problem(
        fields.place(of: "torn"), "a direct payment has no request; choose another point")
    }
    guard fields.has("keep") else { return order }
    guard order.torn == nil else {
      throw context.problem(
        fields.place(of: "keep"), "`keep` and `torn` do not go together; choose one")
    }
    // What people call a payment; no file is named after it.
    let name = try fields.text("keep")
    guard !messages.contains(name) else {
      throw context.problem(
        fields.place(of: "keep"), "`\(name.short)` is kept already; choose another name")
    }
    messages.append(name)
    order.keep = name
    return order
  }

  mutating func ending(_ verb: String, _ fields: Fields) throws(ScenarioProblem) -> Action {
    switch verb {
    case "accept":
      return .accept(
        message: try message("message", fields), wrongPIN: try wrongPIN(fields),
        torn: try torn(fields, TornPoint.inAcceptance))
    case "refuse": return .refuse(message: try message("message", fields))
    case "take": return .take(purse: try purse("purse", fields))
    case "resume": return .resume(purse: try purse("purse", fields))
    default:
      var carries: [String] = []
      if fields.has("carries") {
        for node in try fields.list("carries") {
          carries.append(try context.choice(node, "`carries`", messages.map { ($0, $0) }))
        }
      }
      return .sync(
        purse: try purse("purse", fields), carries: carries,
        torn: try torn(fields, TornPoint.inSync))
    }
  }

  mutating func device(_ verb: String, _ fields: Fields) throws(ScenarioProblem) -> Action {
    if verb == "clone" {
      let card = try purse("card", fields)
      let copy = try newName("as", fields, among: purses)
      purses.append(copy)
      return .clone(card: card, copy: copy)
    }
    let kinds: [(String, DeviceKind)] = [
      ("card", .card), ("terminal", .terminal), ("phone", .phone),
    ]
    let chosen = kinds.filter { fields.has($0.0) }
    guard chosen.count == 1, let (key, kind) = chosen.first else {
      throw context.problem(
        fields.place, "`issue` needs one of `card`, `terminal` and `phone`, with a name")
    }
    let name = try newName(key, fields, among: purses)
    let account =
      fields.has("account") ? try self.account("account", fields) : name
    guard accounts.contains(account) else {
      throw context.problem(
        fields.place(of: key), "\(name) has no account yet; `open` one first, or say `account`")
    }
    purses.append(name)
    var policy = PolicyChoice(preset: kind == .terminal ? .ekronaTerminal : .ekronaCard)
    if fields.has("policy") { policy = try self.policy(fields) }
    let other = fields.has("holder-of") ? try purse("holder-of", fields) : nil
    let suite = fields.has("suite") ? try fields.choice("suite", PolicyChange.suites) : .es256
    let isOld = fields.has("old") ? try fields.flag("old") : false
    if isOld, suite != .es256 {
      throw context.problem(
        fields.place(of: "old"), "an old device knows ES256 only; leave out `suite` or `old`")
    }
    let hasToken = fields.has("token") ? try fields.flag("token") : false
    if hasToken, kind != .terminal || suite != .es256 {
      throw context.problem(
        fields.place(of: "token"), "only a terminal has a `token`, and signs with ES256 then")
    }
    return .issue(
      Issue(
        purse: name, kind: kind, account: account, policy: policy, holderOf: other, suite: suite,
        isOld: isOld, hasToken: hasToken))
  }

  mutating func other(_ verb: String, _ fields: Fields) throws(ScenarioProblem) -> Action {
    switch verb {
    case "open":
      let name = try newName("account", fields, among: accounts)
      accounts.append(name)
      return .open(account: name, money: fields.has("money") ? try fields.amount("money") : .zero)
    case "load":
      return .load(purse: try purse("purse", fields), amount: try fields.payable("amount"))
    case "unload":
      return .unload(purse: try purse("purse", fields), amount: try fields.payable("amount"))
    case "transfer":
      return .transfer(
        from: try account("from", fields), to: try account("to", fields),
        amount: try fields.payable("amount"))
    case "break":
      return .breakOpen(card: try purse("card", fields), adds: try fields.payable("adds"))
    case "emergency":
      var changes: [PolicyChange] = []
      for (key, _) in fields.keys where !["like", "days"].contains(key) {
        changes.append(try PolicyChange(key, fields))
      }
      return .emergency(
        like: try purse("like", fields), days: try fields.count("days", atMost: 3_650),
        changes: changes)
    case "top-up":
      return .topUp(purse: try purse("purse", fields), target: try fields.payable("to"))
    case "renew":
      return .renewKey(try fields.choice("key", KeyRole.allCases.map { ($0.rawValue, $0) }))
    default: return .wait(days: try fields.count("days", atMost: 36_500))
    }
  }

  private func policy(_ fields: Fields) throws(ScenarioProblem) -> PolicyChoice {
    let presets = PolicyPreset.allCases.map { ($0.rawValue, $0) }
    let node = try fields.node("policy")
    guard node.isMapping else {
      return PolicyChoice(preset: try fields.choice("policy", presets))
    }
    let policy = try Fields(
      node, name: "`policy`", known: Vocabulary.policy, context: context)
    var choice = PolicyChoice(preset: try policy.choice("preset", presets))
    for (key, _) in policy.keys where key != "preset" {
      choice.changes.append(try PolicyChange(key, policy))
    }
    return choice
  }
}

extension StepParser {
  /// The name of a purse that an earlier step has made.
  func purse(_ key: String, _ fields: Fields) throws(ScenarioProblem) -> String {
    try known(key, fields, purses, "purse")
  }

  func account(_ key: String, _ fields: Fields) throws(ScenarioProblem) -> String {
    try known(key, fields, accounts, "account")
  }

  private func message(_ key: String, _ fields: Fields) throws(ScenarioProblem) -> String {
    try known(key, fields, messages, "kept payment")
  }

  private func known(
    _ key: String, _ fields: Fields, _ names: [String], _ what: String
  ) throws(ScenarioProblem) -> String {
    let name = try fields.text(key)
    guard names.contains(name) else {
      let suggestion = Suggestion.text(for: name, among: names)
      throw context.problem(
        fields.place(of: key), "there is no \(what) `\(name.short)` here\(suggestion)")
    }
    return name
  }

  /// A name that is not taken, and that can be a file's.
  private func newName(
    _ key: String, _ fields: Fields, among names: [String]
  ) throws(ScenarioProblem) -> String {
    let name = try fields.text(key)
    guard !names.contains(name) else {
      throw context.problem(
        fields.place(of: key), "`\(name)` is there already; choose another name")
    }
    do {
      try Home.checkName(name)
    } catch {
      throw context.problem(fields.place(of: key), HomeError.badName(name.short).description)
    }
    return name
  }

  private func wrongPIN(_ fields: Fields) throws(ScenarioProblem) -> Bool {
    fields.has("pin") ? try fields.choice("pin", [("right", false), ("wrong", true)]) : false
  }

  private func torn(
    _ fields: Fields, _ points: [TornPoint]
  ) throws(ScenarioProblem) -> TornPoint? {
    guard fields.has("torn") else { return nil }
    return try fields.choice("torn", points.map { ($0.rawValue, $0) })
  }
}
