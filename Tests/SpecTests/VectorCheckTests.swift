import Foundation
import Testing

/// Runs Scripts/vectors/check.py: the vectors by tools that nobody here wrote.
@Suite struct VectorCheckTests {
  private static let python = Repository.root.appending(path: ".build/python/bin/python")
  private static let isThere = FileManager.default.isExecutableFile(atPath: python.path())
  private static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"

  @Test(
    "cbor2, pycose and zcbor agree with every vector",
    .enabled(
      if: isThere || mustRun, "SKIPPED: no .build/python; run Scripts/python-env.sh first"))
  func check() throws {
    try #require(Self.isThere, "run Scripts/python-env.sh before the tests")
    let (status, output) = try run("Scripts/vectors/check.py")
    #expect(status == 0, "\(output)")
  }

  private func run(_ script: String) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = Self.python
    process.arguments = ["-B", Repository.root.appending(path: script).path()]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
