import Foundation

/// The files of the project, as the tests of the specification read them.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized

  /// Rule -> pages that state it, as `**MSG-12** text`.
  static func rules() throws -> [String: [String]] {
    var result: [String: [String]] = [:]
    for page in try files(under: "docs/spec", named: "md") {
      let text = try String(contentsOf: page, encoding: .utf8)
      for match in text.matches(of: /(?m)^(?:- )?\*\*([A-Z]{3}-[0-9]+)\*\*/) {
        result[String(match.1), default: []].append(page.lastPathComponent)
      }
    }
    return result
  }

  /// Every rule that a test or a vector names.
  static func citations() throws -> Set<String> {
    try citations(under: "Tests").union(citations(under: "vectors"))
  }

  static func citations(under folder: String) throws -> Set<String> {
    var result: Set<String> = []
    for file in try files(under: folder, named: "swift") + files(under: folder, named: "json") {
      // What this target says about citations cites nothing.
      if file.path().contains("/SpecTests/") { continue }
      result.formUnion(ruleNumbers(in: try String(contentsOf: file, encoding: .utf8)))
    }
    return result
  }

  /// Every test, by its name; read once.
  static func tests() throws -> NamedTests { try allTests.get() }

  private static let allTests = Result {
    try NamedTests(
      of: files(under: "Tests", named: "swift").map {
        ($0.path(), try String(contentsOf: $0, encoding: .utf8))
      })
  }

  static func ruleNumbers(in text: String) -> [String] {
    text.matches(of: /\b[A-Z]{3}-[0-9]+\b/).map { String($0.output) }
  }

  private static func files(under folder: String, named suffix: String) throws -> [URL] {
    let start = root.appending(path: folder)
    let names = try FileManager.default.subpathsOfDirectory(atPath: start.path())
    return names.filter { $0.hasSuffix(".\(suffix)") }.sorted().map { start.appending(path: $0) }
  }
}
