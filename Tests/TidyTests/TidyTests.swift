import Testing

/// The rules of CONTRIBUTING.md that a machine can check and the formatter doesn't.
@Suite("The tree") struct TidyTests {
  @Test("has sources to look at") func finds() {
    #expect(!Tree.module("Wire").isEmpty)
    #expect(Tree.files.contains { $0.path == "Package.swift" })
  }

  @Test("has no Swift file above 500 lines") func length() {
    #expect(Tree.swiftFiles.flatMap(Rule.length) == [])
  }

  @Test("escapes the compiler's checks only where a comment proves it safe") func escapes() {
    let sources = Tree.swiftFiles.filter { $0.path.hasPrefix("Sources/") }
    #expect(sources.flatMap(Rule.escapes) == [])
  }

  @Test("leaves no work in comments") func unfinished() {
    let code = Tree.files.filter { !$0.path.hasSuffix(".md") && $0.path != "LICENSE" }
    #expect(code.flatMap(Rule.unfinished) == [])
  }

  @Test("names no machine and no registry") func machines() {
    #expect(Tree.files.flatMap { Rule.machines($0) } == [])
  }

  @Test("keeps card-safe and pure modules apart", arguments: Rule.allowedImports.keys.sorted())
  func imports(module: String) {
    #expect(Tree.module(module).flatMap { Rule.imports($0, of: module) } == [])
  }
}
