import Foundation
import Testing

@testable import TransparencyLog

/// Runs Scripts/log-check.py: the log as another program reads the specification.
@Suite struct LogCheckTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized
  private static let python = root.appending(path: ".build/python/bin/python")
  private static let isThere = FileManager.default.isExecutableFile(atPath: python.path())
  private static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"

  @Test(
    "LOG-4, LOG-6, LOG-10: a program that shares nothing with ours agrees with every file",
    .enabled(
      if: isThere || mustRun, "SKIPPED: no .build/python; run Scripts/python-env.sh first"))
  func check() throws {
    try #require(Self.isThere, "run Scripts/python-env.sh before the tests")
    let folder = Fixture.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let signer = try Fixture.signer()
    var writer = try LogWriter(storage: FolderLogStorage(folder: folder), signer: signer)
    _ = try writer.append(Fixture.entries(0..<700))
    #expect(
      try run(folder, signer.key.text)
        == (0, "log-check: 700 entries, every file is what was signed\n"))

    let bundle = URL(filePath: folder).appending(path: "private/entries/001")
    var bytes = Array(try Data(contentsOf: bundle))
    bytes[50] ^= 1
    try Data(bytes).write(to: bundle)
    #expect(
      try run(folder, signer.key.text)
        == (1, "log-check: entries 256 and on are not those committed to\n"))

    let other = try Fixture.signer(seed: 8).key.text
    #expect(
      try run(folder, other) == (1, "log-check: the key has not signed the checkpoint\n"))
  }

  private func run(_ folder: String, _ key: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = Self.python
    process.arguments = [
      "-B", Self.root.appending(path: "Scripts/log-check.py").path(), folder, key,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
