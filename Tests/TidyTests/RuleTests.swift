import Testing

/// Each rule refuses a canary: a rule that finds nothing anywhere would pass unseen.
@Suite("A tidy rule") struct RuleTests {
  @Test("counts lines up to the limit") func length() {
    let line = "let a = 1\n"
    #expect(Rule.length(swift(String(repeating: line, count: 500))) == [])
    #expect(Rule.length(swift(String(repeating: line, count: 501))).count == 1)
  }

  @Test(
    "finds an escape without a reason",
    arguments: [
      "let a = try! f()", "let a = b as! C", "let a = b!", "f(b!.c)", "list[0]!", "var a: View!",
      "struct S: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1",
    ])
  func findsEscape(line: String) {
    #expect(Rule.escapes(swift(line)).count == 1)
    #expect(Rule.escapes(swift("// Safe: set in init.\n\(line)")) == [])
    #expect(Rule.escapes(swift("\(line)  // Safe: set in init.")) == [])
  }

  @Test(
    "leaves code alone that has no escape",
    arguments: [
      "if a != b {}", "if !a {}", "f(!a)", "#if !hasFeature(Embedded)", "let a = \"Stop!\"",
      "let a = \"\"\"\n  Stop!\n  \"\"\"", "// Never a try! here", "let a = \"\\\"b!\"",
    ])
  func passesOrdinaryCode(text: String) {
    #expect(Rule.escapes(swift(text)) == [])
  }

  @Test("finds work left undone") func unfinished() {
    #expect(Rule.unfinished(swift("// TO" + "DO: later")).count == 1)
    #expect(Rule.unfinished(swift("// later")) == [])
  }

  @Test("finds a machine's own paths where they start") func machines() {
    let places = ["/ours/"]
    #expect(Rule.machines(swift("see /ours/main"), places: places).count == 1)
    #expect(Rule.machines(swift("\"/ours/main\""), places: places).count == 1)
    #expect(Rule.machines(swift("see docs/ours/main"), places: places) == [])
    #expect(Rule.machines(swift("see https://host/ours/"), places: places) == [])
  }

  @Test(
    "finds every form of import",
    arguments: [
      "import Foundation", "internal import Foundation", "@preconcurrency import Foundation",
      "@_spi(X) public import Foundation", "import struct Foundation.Data", "  import Foundation",
    ])
  func imports(line: String) {
    #expect(Rule.imports(swift(line), of: "Wire").count == 1)
    #expect(Rule.imports(swift("// \(line)"), of: "Wire") == [])
  }

  @Test("keeps purse and settlement apart") func apart() {
    #expect(Rule.imports(swift("import Settlement"), of: "Purse").count == 1)
    #expect(Rule.imports(swift("import Purse"), of: "Settlement").count == 1)
    #expect(Rule.imports(swift("import Wire"), of: "Settlement") == [])
  }

  private func swift(_ text: String) -> TextFile { TextFile(path: "Canary.swift", text: text) }
}
