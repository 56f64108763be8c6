import Foundation
import Testing

@Suite("The check of ledger and log") struct FsckTests {
  /// Alice has paid Bob 80; the log's first checkpoint is kept.
  private func town() throws -> Desk {
    let desk = try Desk.set()
    try desk.done("ledger", "status")
    try desk.write(try desk.bytes("kontant-home/log/checkpoint"), to: "kept")
    try desk.pay("Alice", "Bob", 80, "payment")
    for name in ["Bob", "Alice"] { try desk.done("sync", name) }
    return desk
  }

  @Test("STO-14: a whole ledger is said to be one, and that its log only grew")
  func clean() throws {
    let desk = try town()
    let before = try desk.picture()
    let said = try desk.done("ledger", "fsck", "--earlier", "kept")
    #expect(said.contains("entries of the log agree, and so does every balance"))
    let json = try desk.object(try desk.done("ledger", "fsck", "--json"))
    #expect(json["isClean"] as? Bool == true && (json["findings"] as? [Any])?.isEmpty == true)
    #expect(try desk.picture() == before)
  }

  @Test("STO-14: what was altered is named, and the exit code says it")
  func damaged() throws {
    let desk = try town()
    // A checkpoint of another ledger.
    try desk.done("init", "--unsafe-file-keys", "--home", "other")
    try desk.done("ledger", "status", "--home", "other")
    let foreign = try desk.run("ledger", "fsck", "--earlier", "other/log/checkpoint")
    #expect(foreign.status == 65 && foreign.out.contains("restore a backup"), "\(foreign)")
    // One byte of a body in the log.
    let file = try #require(try entries(desk))
    var bytes = try desk.bytes(file)
    bytes[60] ^= 1
    try desk.write(bytes, to: file)
    #expect(try desk.run("ledger", "status").error.contains("an audit tells which"))
    let answer = try desk.run("ledger", "fsck")
    #expect(answer.status == 65)
    #expect(answer.out.contains("was altered at byte"), "\(answer.out)")
    #expect(answer.out.contains("findings: restore a backup, and keep this one"))
    #expect(answer.error == "")
    let json = try desk.run("ledger", "fsck", "--json")
    #expect(json.status == 65 && json.out.contains("\"isClean\" : false"))
  }

  @Test("STO-2: a record that does not match its digest is refused whoever reads it")
  func record() throws {
    let desk = try town()
    try desk.alterLedger("UPDATE batches SET digest = zeroblob(32) WHERE number = 2")
    for command in ["fsck", "status", "history"] {
      let answer = try desk.run("ledger", command)
      #expect(answer.status == 65 && answer.errorLines.count == 1, "\(command): \(answer.error)")
      #expect(answer.error.contains("batch 2 does not match its digest"), "\(answer.error)")
    }
  }

  @Test("STO-13: a ledger without its last batch is refused: the log has signed it")
  func shorter() throws {
    let desk = try town()
    try desk.alterLedger("DELETE FROM batches WHERE number = (SELECT max(number) FROM batches)")
    let answer = try desk.run("sync", "Alice")
    #expect(answer.status == 65 && answer.errorLines.count == 1)
    #expect(answer.error.contains("a newer ledger is somewhere"), "\(answer.error)")
  }

  /// The file of the log that has the bodies.
  private func entries(_ desk: Desk) throws -> String? {
    let folder = "kontant-home/log/private"
    return try FileManager.default.subpathsOfDirectory(atPath: desk.path(folder).path)
      .map { folder + "/" + $0 }.filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: desk.path(name).path, isDirectory: &isFolder)
          && !isFolder.boolValue
      }.max { a, b in a.count == b.count ? a < b : a.count < b.count }
  }
}
