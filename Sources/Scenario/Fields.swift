import Money
import Wire
import Yams

/// A mapping of a scenario's file, read key by key. Every misfit is told with its place and with what
/// was probably meant.
struct Fields {
  let place: Place
  /// What the mapping is, as messages name it: "`pay`".
  let name: String
  private let context: FileContext
  private var values: [String: Node] = [:]
  private(set) var keys: [(text: String, place: Place)] = []

  /// - Parameter known: the keys that may stand here; nil where they are names.
  init(
    _ node: Node, name: String, known: [String]?, context: FileContext
  ) throws(ScenarioProblem) {
    self.name = name
    self.context = context
    place = context.place(node)
    guard case .mapping(let mapping) = node else {
      let keys = known.map { ", with some of the keys \($0.joined(separator: ", "))" } ?? ""
      throw context.problem(place, "\(name) needs `key: value` lines\(keys)")
    }
    for (key, value) in mapping {
      let place = context.place(key)
      guard case .scalar(let scalar) = key else {
        throw context.problem(place, "a key of \(name) must be a word")
      }
      if let known, !known.contains(scalar.string) {
        let suggestion = Suggestion.text(for: scalar.string, among: known)
        throw context.problem(place, "\(name) has no key `\(scalar.string.short)`\(suggestion)")
      }
      keys.append((scalar.string, place))
      values[scalar.string] = value
    }
  }

  func has(_ key: String) -> Bool { values[key] != nil }

  func node(_ key: String) throws(ScenarioProblem) -> Node {
    guard let node = values[key] else {
      throw context.problem(place, "\(name) needs `\(key)`")
    }
    return node
  }

  /// A single word or text.
  func text(_ key: String) throws(ScenarioProblem) -> String {
    try context.text(try node(key), "`\(key)`")
  }

  func place(of key: String) -> Place { values[key].map(context.place) ?? place }

  /// One of some words.
  func choice<Value>(
    _ key: String, _ choices: [(String, Value)]
  ) throws(ScenarioProblem) -> Value {
    try context.choice(try node(key), "`\(key)`", choices)
  }

  func choice<Value: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Value.Type
  ) throws(ScenarioProblem) -> Value where Value.RawValue == String {
    try choice(key, Value.allCases.map { ($0.rawValue, $0) })
  }

  /// An amount of the scenario's currency.
  func amount(_ key: String) throws(ScenarioProblem) -> Amount {
    try context.amount(try node(key), "`\(key)`")
  }

  /// An amount above zero.
  func payable(_ key: String) throws(ScenarioProblem) -> Amount {
    let amount = try amount(key)
    guard !amount.isZero else {
      throw context.problem(place(of: key), "`\(key)` must be above zero")
    }
    return amount
  }

  func count(_ key: String, atMost limit: UInt64) throws(ScenarioProblem) -> UInt64 {
    let text = try text(key)
    guard let count = UInt64(text), count <= limit else {
      throw context.problem(
        place(of: key), "`\(key)` must be a whole number from 0 to \(limit), not \(text.short)")
    }
    return count
  }

  func flag(_ key: String) throws(ScenarioProblem) -> Bool {
    try choice(key, [("yes", true), ("no", false), ("true", true), ("false", false)])
  }

  /// A list, or a single entry standing for a list of one.
  func list(_ key: String) throws(ScenarioProblem) -> [Node] {
    let node = try node(key)
    if case .sequence(let sequence) = node { return Array(sequence) }
    return [node]
  }
}

/// What all parts of a file share: its name for messages, and its currency.
struct FileContext {
  let file: String
  var currency: Currency?

  func place(_ node: Node) -> Place {
    Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  func problem(_ place: Place, _ message: String) -> ScenarioProblem {
    ScenarioProblem(file: file, place: place, message: message)
  }

  func text(_ node: Node, _ name: String) throws(ScenarioProblem) -> String {
    guard case .scalar(let scalar) = node else {
      let found = node.isSequence ? "a list" : "`key: value` lines"
      throw problem(place(node), "\(name) needs a word or a text, not \(found)")
    }
    guard !scalar.string.isEmpty else { throw problem(place(node), "\(name) is empty") }
    return scalar.string
  }

  func choice<Value>(
    _ node: Node, _ name: String, _ choices: [(String, Value)]
  ) throws(ScenarioProblem) -> Value {
    let text = try text(node, name)
    guard let choice = choices.first(where: { $0.0 == text }) else {
      let suggestion = Suggestion.text(for: text, among: choices.map(\.0))
      throw problem(place(node), "\(name) cannot be `\(text.short)`\(suggestion)")
    }
    return choice.1
  }

  func amount(_ node: Node, _ name: String) throws(ScenarioProblem) -> Amount {
    let text = try text(node, name)
    guard let currency else { preconditionFailure("amounts are read after the currency") }
    do {
      return try currency.amount(text)
    } catch {
      throw problem(place(node), "\(name): \(error.description.short)")
    }
  }
}

extension Node {
  var isSequence: Bool {
    if case .sequence = self { return true }
    return false
  }

  var isMapping: Bool {
    if case .mapping = self { return true }
    return false
  }
}

extension String {
  /// As much of it as a message can bear, on one line.
  var short: String {
    let line = prefix(160).split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count < count ? line + "…" : line
  }
}
