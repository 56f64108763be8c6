import Foundation
import Testing
import Wire

/// Suite 3 by hand: each step a process of its own, so that all that is kept is kept in files.
@Suite("Two signatures, by hand") struct TwoSignaturesCommandTests {
  private static let suite = "ES256+ML-DSA-65"

  private func desk() throws -> Desk {
    let desk = try Desk(empty: ())
    try desk.done("init", "--unsafe-file-keys", "--suite", Self.suite)
    for name in ["Alice", "Bob"] {
      try desk.done("account", "open", name, "--issue", "1000")
      try desk.done("card", "issue", name, "--pin", "1234", "--suite", Self.suite)
      try desk.done("load", name, "100")
    }
    return desk
  }

  private func strip(_ desk: Desk, _ file: String) throws {
    var packet = try Packet([UInt8](Data(contentsOf: desk.path(file))))
    packet.seconds = []
    try Data(packet.bytes).write(to: desk.path(file))
  }

  @Test("SUI-21, SUI-22: purses in files pay each other, and both sync, with both signatures")
  func whole() throws {
    let desk = try desk()
    try desk.done("request", "Bob", "30", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    let shown = try desk.done("inspect", "payment")
    #expect(shown.contains("both, ES256 and ML-DSA-65") && shown.contains("second signature"))
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "decision")
    try desk.done("take", "Alice", "decision")
    // What came with the payment is kept beside the purse, until it is reported.
    try desk.done("sync", "Bob")
    try desk.done("sync", "Alice")
    #expect(try desk.done("status", "Bob").contains("130"))
    #expect(try desk.done("status", "Alice").contains("70"))
    try desk.done("ledger", "fsck")
  }

  @Test(
    "SUI-21, SUI-24: what a carrier has stripped is refused, and the whole one taken afterwards")
  func stripped() throws {
    let desk = try desk()
    try desk.done("request", "Bob", "30", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    try FileManager.default.copyItem(at: desk.path("payment"), to: desk.path("stripped"))
    try strip(desk, "stripped")
    let answer = try desk.run("accept", "Bob", "stripped", "--pin", "1234", "-o", "decision")
    #expect(answer.status != 0 && answer.errorLines.count == 1)
    let seen = try desk.done("inspect", "stripped")
    #expect(seen.contains("the second, ML-DSA-65, is not here"))
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "decision")
    // The upload, on its way in a file.
    try desk.done("sync", "Bob", "--request-only", "-o", "upload")
    try FileManager.default.copyItem(at: desk.path("upload"), to: desk.path("half"))
    try strip(desk, "half")
    let refused = try desk.run("ledger", "receive", "half")
    #expect(refused.status != 0 && refused.error.contains("second signature"))
    try desk.done("ledger", "receive", "upload", "-o", "grant")
    try FileManager.default.copyItem(at: desk.path("grant"), to: desk.path("half-grant"))
    try strip(desk, "half-grant")
    #expect(try desk.run("apply", "Bob", "half-grant").status != 0)
    try desk.done("apply", "Bob", "grant")
    #expect(try desk.done("status", "Bob").contains("130"))
  }

  @Test("SUI-27: a proof by both signatures is checked with public keys alone")
  func proof() throws {
    let desk = try desk()
    try desk.done("request", "Bob", "30", "-o", "request")
    let paths = try #require(FileManager.default.subpaths(atPath: desk.folder.path))
    for path in paths where path.contains("Alice.device") {
      let copy = path.replacingOccurrences(of: "Alice.device", with: "Twin.device")
      try FileManager.default.copyItem(at: desk.path(path), to: desk.path(copy))
    }
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "decision")
    try desk.done("sync", "Bob")
    try desk.done("request", "Bob", "40", "-o", "again")
    try desk.done("pay", "Twin", "again", "--pin", "1234", "-o", "second")
    let twice = try desk.run("accept", "Bob", "second", "--pin", "1234", "-o", "decision-2")
    #expect(twice.status != 0 && twice.error.contains("two payments at one place"))
    try desk.done("sync", "Bob")
    try desk.done("proof", "export", "1", "-o", "proof")
    try desk.done("proof", "authorities", "-o", "keys")
    try desk.done("proof", "verify", "proof", "--authorities", "keys")
    try strip(desk, "proof")
    #expect(try desk.run("proof", "verify", "proof", "--authorities", "keys").status != 0)
  }

  @Test("SUI-25: bad suites are refused with a sentence, and nothing is made")
  func refusals() throws {
    let desk = try Desk(empty: ())
    for words in [
      ["init", "--unsafe-file-keys", "--suite", "RSA"], ["init", "--suite", Self.suite],
    ] {
      let answer = try desk.run(words)
      #expect(answer.status != 0 && answer.errorLines.count == 1)
      #expect(answer.error.contains("ES256"))
    }
    try desk.done("init", "--unsafe-file-keys", "--suite", "EdDSA")
    try desk.done("account", "open", "Alice", "--issue", "1000")
    try desk.done("card", "issue", "Alice", "--pin", "1234", "--suite", "EdDSA")
    try desk.done("load", "Alice", "100")
    try desk.done("account", "open", "Bob", "--issue", "1000")
    let weak = try desk.run("card", "issue", "Bob", "--pin", "1234", "--suite", Self.suite)
    #expect(weak.status != 0 && weak.error.contains("init --suite"))
    #expect(!FileManager.default.fileExists(atPath: desk.path("devices/Bob.device").path))
  }

  @Test("a home of suite 3 says that its keys stay as they are")
  func keysStay() throws {
    let desk = try desk()
    let answer = try desk.run("keys", "renew", "ledger")
    #expect(answer.status != 0 && answer.error.contains("suite 3"))
    try desk.done("sync", "Alice")
  }

  @Test("SUI-22: second signatures that cannot be read stop the device, with a sentence")
  func damagedFile() throws {
    let desk = try desk()
    let home = try #require(
      FileManager.default.subpaths(atPath: desk.folder.path)?.first {
        $0.hasSuffix("Alice.device.seconds")
      })
    try Data("garbage".utf8).write(to: desk.path(home))
    let answer = try desk.run("status", "Alice")
    #expect(answer.status != 0 && answer.error.contains("second signatures cannot be read"))
  }
}
