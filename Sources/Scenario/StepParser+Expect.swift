import Wire
import Yams

extension StepParser {
  /// What an `expect` step lists.
  func expectations(_ node: Node) throws(ScenarioProblem) -> [Expectation] {
    let fields = try Fields(
      node, name: "`expect`", known: Vocabulary.keys(of: "expect"), context: context)
    var all: [Expectation] = []
    if fields.has("purses") {
      let named = try Fields(
        try fields.node("purses"), name: "`purses`", known: purses, context: context)
      for (name, _) in named.keys { all += try expectations(purse: name, try named.node(name)) }
    }
    if fields.has("accounts") {
      let named = try Fields(
        try fields.node("accounts"), name: "`accounts`", known: accounts, context: context)
      for (name, place) in named.keys {
        all.append(Expectation(place: place, subject: .account(name, try named.amount(name))))
      }
    }
    if fields.has("ledger") { all += try expectations(ledger: try fields.node("ledger")) }
    if fields.has("proofs") {
      var names: [String] = []
      for node in try fields.list("proofs") {
        names.append(try context.choice(node, "`proofs`", purses.map { ($0, $0) }))
      }
      all.append(Expectation(place: fields.place(of: "proofs"), subject: .proofs(names.sorted())))
    }
    guard !all.isEmpty else {
      throw context.problem(
        fields.place, "`expect` needs some of purses, accounts, ledger and proofs")
    }
    return all
  }

  private func expectations(
    purse name: String, _ node: Node
  ) throws(ScenarioProblem) -> [Expectation] {
    let fields = try Fields(
      node, name: "`\(name)`", known: Vocabulary.purse, context: context)
    var all: [Expectation] = []
    for (key, place) in fields.keys {
      if let figure = PurseFigure(rawValue: key) {
        let amount = try fields.amount(key)
        all.append(Expectation(place: place, subject: .purse(name, figure, amount)))
      } else if key == "serials" {
        let count = try fields.count(key, atMost: UInt64(UInt32.max))
        let number = UInt32(truncatingIfNeeded: count)
        all.append(Expectation(place: place, subject: .serials(name, number)))
      } else {
        let state = try fields.choice(key, PurseStateName.all.map { ($0, $0) })
        all.append(Expectation(place: place, subject: .state(name, state)))
      }
    }
    return all
  }

  private func expectations(ledger node: Node) throws(ScenarioProblem) -> [Expectation] {
    let fields = try Fields(
      node, name: "`ledger`", known: Vocabulary.ledger, context: context)
    var all: [Expectation] = []
    for (key, place) in fields.keys {
      guard let figure = LedgerFigure(rawValue: key) else { continue }
      let value = try signed(try fields.node(key), "`\(key)`")
      all.append(Expectation(place: place, subject: .ledger(figure, value)))
    }
    return all
  }

  /// An amount that may be negative, as the pool's balance is.
  private func signed(_ node: Node, _ name: String) throws(ScenarioProblem) -> Int64 {
    let text = try context.text(node, name)
    guard text.hasPrefix("-") else { return Int64(try context.amount(node, name).minorUnits) }
    let digits = Node(String(text.dropFirst()), node.tag, .any)
    do {
      return -Int64(try context.amount(digits, name).minorUnits)
    } catch {
      throw context.problem(context.place(node), error.message)
    }
  }
}
