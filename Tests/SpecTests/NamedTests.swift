import Foundation

/// Every test of the tree by the name that `swift test --filter` takes: `Target.Suite/function`. Read from
/// the sources, because no target can see the others' tests.
struct NamedTests {
  private(set) var names: Set<String> = []

  init(of sources: [(path: String, text: String)]) {
    for source in sources { add(source.text, of: Self.target(of: source.path)) }
  }

  private static func target(of path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard let tests = parts.lastIndex(of: "Tests"), tests + 1 < parts.count else { return "" }
    return parts[tests + 1]
  }

  /// A test belongs to the type that was begun last among those less indented than it. One that is
  /// switched off for good is none.
  private mutating func add(_ text: String, of target: String) {
    var types: [(indent: Int, name: String)] = []
    var attribute: String?
    var indent = 0
    for line in text.split(separator: "\n").map(String.init) {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      if trimmed.hasPrefix("//") { continue }
      let depth = line.count - line.drop(while: { $0 == " " }).count
      // `@Testing.Suite` is none.
      if trimmed == "@Test" || trimmed.hasPrefix("@Test(") || trimmed.hasPrefix("@Test ") {
        attribute = ""
        indent = depth
      }
      if attribute != nil {
        attribute?.append(trimmed)
        guard let function = Self.name(in: trimmed, after: ["func"]) else { continue }
        if let type = types.last(where: { $0.indent < indent }),
          attribute?.contains(".disabled(") == false
        {
          names.insert("\(target).\(type.name)/\(function)")
        }
        attribute = nil
      } else if trimmed.hasSuffix("{"), let type = Self.name(in: trimmed, after: Self.kinds) {
        types.removeAll { $0.indent >= depth }
        types.append((depth, type))
      }
    }
  }

  /// What a line declares: the identifier after one of these words.
  private static func name(in line: String, after words: Set<String>) -> String? {
    let parts = line.split(separator: " ")
    guard let place = parts.firstIndex(where: { words.contains(String($0)) }),
      place + 1 < parts.count
    else { return nil }
    let name = parts[place + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name)
  }

  private static let kinds: Set = ["struct", "extension", "enum", "class", "actor"]
}
