import Crypto
import Foundation
import Testing
import TransparencyLog

@Suite("The audit command") struct AuditTests {
  private let desk: Desk
  private let key: String

  /// On the desk lie: log (five entries, then nine), kept (the checkpoint of five), proof (of entry 3).
  init() throws {
    desk = try Desk()
    let signer = try NoteSigner(name: "ledger.example/log", privateKey: .init())
    key = signer.key.text
    let salts = try #require(SaltSource(secret: [UInt8](repeating: 1, count: 32)))
    let storage = FolderLogStorage(folder: desk.path("log").path)
    var writer = try LogWriter(storage: storage, signer: signer)
    let entries = try (0..<14).map { index in
      try salts.entry(index: UInt64(index), body: [1, 2, UInt8(index)])
    }
    _ = try writer.append(Array(entries[..<5]))
    try Data(contentsOf: desk.path("log/checkpoint")).write(to: desk.path("kept"))
    _ = try writer.append(Array(entries[5...]))
    try Data(writer.proof(ofEntry: 3).bytes).write(to: desk.path("proof"))
  }

  @Test("LOG-17: an honest log is said to be one, with and without what is private")
  func clean() throws {
    let said = try desk.done("ledger", "audit", "log", "--key", key, "--earlier", "kept")
    #expect(
      said == "14 entries, every file is what the ledger signed, and nothing of the first 5 was "
        + "changed\n")
    try FileManager.default.removeItem(at: desk.path("log/private"))
    try desk.done("ledger", "audit", "log", "--key", key, "--public")
    #expect(try desk.run("ledger", "audit", "log", "--key", key).status == 1)
  }

  @Test("LOG-18: an altered byte is named")
  func altered() throws {
    let file = desk.path("log/tile/0/000.p/14")
    var bytes = Array(try Data(contentsOf: file))
    bytes[100] ^= 1
    try Data(bytes).write(to: file)
    let answer = try desk.run("ledger", "audit", "log", "--key", key)
    #expect(answer.status == 1)
    #expect(answer.out == "tile/0/000.p/14 was altered at byte 100 (entry 3)\n")
    #expect(answer.error == "")
    let json = try desk.run("ledger", "audit", "log", "--key", key, "--json").out
    #expect(json.contains("\"isClean\" : false"))
  }

  @Test("LOG-16: a holder's proof is checked by the key alone")
  func proof() throws {
    #expect(
      try desk.done("ledger", "audit", "proof", "--key", key)
        == "entry 3 of the 14 that the ledger signed; its body is 010203\n")
    var bytes = Array(try Data(contentsOf: desk.path("proof")))
    bytes[40] ^= 1
    try Data(bytes).write(to: desk.path("proof"))
    let answer = try desk.run("ledger", "audit", "proof", "--key", key)
    #expect(answer.status == 1)
    #expect(answer.error.contains("proof proves nothing"))
  }

  @Test("What is no key or no log is refused with a sentence")
  func refused() throws {
    let bad = try desk.run("ledger", "audit", "log", "--key", "ledger+00000000+AAAA")
    #expect(bad.status == 64)
    #expect(bad.error.contains("is no public key"))
    let missing = try desk.run("ledger", "audit", "nowhere", "--key", key)
    #expect(missing.status == 66)
    #expect(missing.error.contains("there is no log and no proof at nowhere"))
  }
}
