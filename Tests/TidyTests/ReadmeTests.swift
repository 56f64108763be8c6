import Foundation
import Testing

@Suite("README.md") struct ReadmeTests {
  @Test(
    "promises only commands that work",
    .enabled(if: !Readme.ours.blocks.isEmpty, "README.md has no block tagged as tested"),
    .timeLimit(.minutes(5)))
  func commands() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "readme-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try copyExamples(to: folder)
    // In order and in one folder: a block may go on where an earlier one stopped.
    for block in Readme.ours.blocks {
      let (status, output) = try run(block, in: folder)
      #expect(status == 0, "\(block)\n\(output)")
    }
  }

  @Test("is read block by block, the tagged ones only") func blocks() {
    let readme = Readme(
      markdown: """
        <!-- tested -->
        ```sh
        kontant one
        kontant two
        ```
        ```sh
        make demo
        ```
        <!-- tested -->

        ```sh
        kontant three
        ```
        <!-- tested -->
        Text between.
        ```sh
        kontant four
        ```
        """)
    #expect(readme.blocks == ["kontant one\nkontant two", "kontant three"])
  }

  @Test("would be caught promising a command that fails") func failure() throws {
    let (status, output) = try run("echo before; false; echo after", in: Tree.root)
    #expect(status != 0)
    #expect(output == "before\n")
  }

  /// The folders that the README's commands read, as a reader in a fresh clone has them.
  private func copyExamples(to folder: URL) throws {
    for name in ["scenarios", "policies"] {
      let source = Tree.root.appending(path: name)
      guard FileManager.default.fileExists(atPath: source.path) else { continue }
      try FileManager.default.copyItem(at: source, to: folder.appending(path: name))
    }
  }

  /// Ends when all that the block started has ended: a block that starts a server stops it, too.
  /// Output goes to a file, which no length of it can fill as it would a pipe.
  private func run(_ block: String, in folder: URL) throws -> (status: Int32, output: String) {
    let file = FileManager.default.temporaryDirectory.appending(path: "readme-\(UUID()).out")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-euo", "pipefail", "-c", block]
    process.currentDirectoryURL = folder
    process.environment = environment(home: folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: file)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try String(contentsOf: file, encoding: .utf8))
  }

  /// The built kontant comes first on the path: it lies beside this test's own program.
  private func environment(home: URL) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    let products = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    environment["PATH"] = products.path + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    environment["HOME"] = home.path
    return environment
  }
}
