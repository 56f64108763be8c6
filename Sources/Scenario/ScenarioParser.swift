import Home
import Money
import Wire
import Yams

extension Scenario {
  /// Reads a scenario's file.
  public init(path: String) throws(ScenarioProblem) {
    try self.init(text: try ScenarioFile.read(path), file: path)
  }

  /// Reads a scenario.
  /// - Parameter file: the name that messages give.
  public init(text: String, file: String) throws(ScenarioProblem) {
    let root = try ScenarioFile.root(text, file: file)
    var context = FileContext(file: file)
    let fields = try Fields(
      root, name: "a scenario", known: Vocabulary.file, context: context)
    let title = try fields.text("title")
    var currency = Currency(letters: "SEK")
    if fields.has("currency") {
      let letters = try fields.text("currency")
      currency = Currency(letters: letters)
      if currency == nil {
        let suggestion = Suggestion.text(for: letters, among: Currency.table.map(\.letters))
        throw context.problem(
          fields.place(of: "currency"), "`\(letters.short)` is not a currency\(suggestion)")
      }
    }
    guard let currency else { preconditionFailure("SEK is in the table") }
    context.currency = currency
    let suite = fields.has("suite") ? try fields.choice("suite", PolicyChange.suites) : .es256
    var answers = [LiquidityAnswer.evidenceAndPool]
    if fields.has("liquidity") {
      answers = []
      for node in try fields.list("liquidity") {
        let answer = try context.choice(
          node, "`liquidity`", LiquidityAnswer.allCases.map { ($0.rawValue, $0) })
        if !answers.contains(answer) { answers.append(answer) }
      }
      guard !answers.isEmpty else {
        throw context.problem(
          fields.place(of: "liquidity"), "`liquidity` needs one answer, or several")
      }
    }
    guard case .sequence(let nodes) = try fields.node("steps"), !nodes.isEmpty else {
      throw context.problem(
        fields.place(of: "steps"), "`steps` needs a list: lines that begin with `- `")
    }
    var parser = StepParser(context: context)
    var steps: [Step] = []
    for node in nodes { steps.append(try parser.step(node)) }
    self.init(
      file: file, title: title, about: Self.opening(text), currency: currency, suite: suite,
      answers: answers, steps: steps)
  }

  /// The comment at the beginning of the file, without its marks.
  private static func opening(_ text: String) -> [String] {
    var lines: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("#") else { break }
      lines.append(String(line.dropFirst().drop { $0 == " " }))
    }
    return lines
  }
}

/// Reads steps, and remembers the names that earlier ones have made, so that a misspelt name is found
/// before anything is played.
struct StepParser {
  let context: FileContext
  var accounts: [String] = []
  var purses: [String] = []
  var messages: [String] = []

  init(context: FileContext) { self.context = context }

  mutating func step(_ node: Node) throws(ScenarioProblem) -> Step {
    let known = Vocabulary.verbs + Vocabulary.besides
    let fields = try Fields(node, name: "a step", known: known, context: context)
    let verbs = fields.keys.filter { Vocabulary.verbs.contains($0.text) }
    guard let verb = verbs.first else {
      throw context.problem(
        fields.place,
        "a step needs one of the verbs \(Vocabulary.verbs.joined(separator: ", "))")
    }
    guard verbs.count == 1 else {
      throw context.problem(
        verbs[1].place, "`\(verb.text)` and `\(verbs[1].text)` are two steps; begin each with `- `")
    }
    let action = try action(verb.text, try fields.node(verb.text))
    var step = Step(verb: verb.text, action: action, place: verb.place)
    if fields.has("refused") {
      step.refused = try fields.choice("refused", Refusal.names.map { ($0, $0) })
    }
    if fields.has("under") {
      var answers: [LiquidityAnswer] = []
      for node in try fields.list("under") {
        answers.append(
          try context.choice(
            node, "`under`", LiquidityAnswer.allCases.map { ($0.rawValue, $0) }))
      }
      step.under = answers
    }
    return step
  }

  private mutating func action(
    _ verb: String, _ node: Node
  ) throws(ScenarioProblem) -> Action {
    switch verb {
    case "say": return .say(try context.text(node, "`say`"))
    case "compare": return .compare(try context.text(node, "`compare`"))
    case "expect": return .expect(try expectations(node))
    default:
      let fields = try Fields(
        node, name: "`\(verb)`", known: Vocabulary.keys(of: verb), context: context)
      switch verb {
      case "pay": return .pay(try pay(fields))
      case "accept", "refuse", "take", "resume", "sync": return try ending(verb, fields)
      case "issue", "clone": return try device(verb, fields)
      case "report", "found", "refund", "cap", "bearers", "cash-out-cap", "prove", "copy",
        "put-back":
        return try risk(verb, fields)
      case "back-up", "restore", "mark-restored", "update", "floor":
        return try software(verb, fields)
      default: return try other(verb, fields)
      }
    }
  }
}
