/// A file's text, with the views of it that the rules look at.
struct TextFile {
  /// From the root of the project.
  let path: String
  let lines: [String]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The lines of a Swift file with comments and the contents of string literals left out.
  var code: [String] {
    var inLongString = false
    return lines.map { line in
      let pieces = line.split(separator: "\"\"\"", omittingEmptySubsequences: false)
      var code = ""
      for (index, piece) in pieces.enumerated() {
        if index > 0 { inLongString.toggle() }
        if !inLongString { code += Self.withoutCommentsAndStrings(piece) }
      }
      return code
    }
  }

  /// The modules that a Swift file imports, with the line of each.
  var imports: [(line: Int, module: String)] {
    code.enumerated().compactMap { index, line in
      guard let match = line.firstMatch(of: Self.importDeclaration) else { return nil }
      return (index + 1, String(match.module))
    }
  }

  /// "path:line: text" of the lines that `isBad` finds, counting from one.
  func findings(_ lines: [String], where isBad: (Int, String) -> Bool) -> [String] {
    lines.enumerated().filter { isBad($0.offset, $0.element) }
      .map { "\(path):\($0.offset + 1): \(self.lines[$0.offset])" }
  }

  private static func withoutCommentsAndStrings(_ line: Substring) -> String {
    var code = ""
    var inString = false
    var rest = line
    while let character = rest.popFirst() {
      if inString {
        if character == "\\" { _ = rest.popFirst() }
        if character == "\"" { inString = false }
      } else if character == "\"" {
        inString = true
        code.append("\"\"")
      } else if character == "/", rest.first == "/" {
        break
      } else {
        code.append(character)
      }
    }
    return code
  }

  // A regular expression isn't Sendable; this one is made anew for each use.
  private static var importDeclaration: Regex<(Substring, module: Substring)> {
    /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let)\s+)?(?<module>\w+)/
  }
}
