import Foundation
import Home
import PKCS11
import Payment
import Purse
import Settlement
import Testing
import Wire

@Suite("A terminal whose keys lie in a token", .enabled(if: SoftToken.isThere), .serialized)
struct TerminalTests {
  @Test("TRM-2: takes payments and syncs, signing in the token") func works() throws {
    let kiosk = try Kiosk("kiosk")
    try kiosk.take(80, request: 1)
    #expect(try kiosk.pending == kiosk.sek(80))
    try kiosk.sync()
    #expect(kiosk.home.ledger.book.accounts["Kiosk"] == (try kiosk.sek(80)))
    #expect(try kiosk.open { $0.info.suites } == SuiteSet.es256.bits)
    #expect(throws: PurseError.unsupportedSuite) {
      try kiosk.home.issueDevice(
        "Third", kind: .terminal, policyID: 1, account: "Other", pin: SoftToken.pin, suite: .edDSA,
        keys: TerminalPlace(module: "none", token: "kiosk", pinFile: nil))
    }
  }

  @Test("TRM-1, TRM-3: none of its keys is given out, and none is in its file") func keys() throws {
    let kiosk = try Kiosk("kiosk")
    let prefix = try Kiosk.prefix(try kiosk.file)
    let names = try list(prefix)
    #expect(names.map { $0.split(separator: "-").dropFirst(2).first }.contains("sign"))
    for name in names where !name.hasSuffix("-place") {
      #expect(try kiosk.token.isExtractable(name) == false)
      #expect(try kiosk.token.givesOut(name) == false)
    }
    // One that was made without care is told from them.
    try tool("--keygen", "--key-type", "AES:32", "--label", "loose", "--extractable")
    #expect(try kiosk.token.givesOut("loose"))
  }

  @Test("TRM-10: nothing that the purse keeps can be read in its file") func unreadable() throws {
    let kiosk = try Kiosk("kiosk")
    let certificate = try kiosk.open { try kiosk.message($0.execute(.certificate)) }
    let file = try kiosk.file
    #expect(!contains(file, Array(certificate.prefix(24).suffix(16))))
    #expect(!contains(file, Array(certificate.suffix(16))))
    // The same certificate does lie in the file of a device that is not sealed.
    let alice = [UInt8](
      try Data(contentsOf: URL(filePath: kiosk.home.devicePath("Alice"))))
    var card = try kiosk.home.device("Alice")
    let plain = try kiosk.message(card.execute(.certificate))
    #expect(contains(alice, Array(plain.suffix(16))))
  }

  @Test("TRM-11: the same change is never sealed the same way twice") func salts() throws {
    let kiosk = try Kiosk("kiosk")
    let (before, place) = (try kiosk.file, try kiosk.place)
    var files: [[UInt8]] = []
    for _ in 0..<2 {
      try kiosk.put(before)
      try kiosk.setPlace(place)
      // One change, the same both times: a try is taken before it is compared (PUR-15).
      try kiosk.open { device in
        #expect(throws: PurseError.self) {
          _ = try device.execute(.verifyPIN(Array("9999".utf8)))
        }
      }
      files.append(try kiosk.file)
    }
    let records = files.map { SealedRecord.all(in: $0).last }
    let (first, second) = (try #require(records[0]), try #require(records[1]))
    #expect(first.range == second.range)
    let parts = [files[0][first.range], files[1][second.range]].map(Array.init)
    #expect(parts[0][..<12] == parts[1][..<12])
    for range in [12..<28, 28..<36, (parts[0].count - 16)..<parts[0].count] {
      #expect(parts[0][range] != parts[1][range])
    }
  }

  @Test("TRM-4: a token that fails within a command stops it, and nothing is written")
  func tokenFails() throws {
    let kiosk = try Kiosk("kiosk")
    let before = try kiosk.file
    let prefix = try Kiosk.prefix(before)
    let key = try #require(try list(prefix).first { $0.contains("-sign-") })
    try kiosk.open { device in
      try tool("--delete-object", "--type", "pubkey", "--label", key)
      #expect(throws: TokenError.keyMissing(key, token: "kiosk")) {
        _ = try device.execute(.request(number: RequestNumber(1), amount: try kiosk.sek(5)))
      }
      #expect(throws: (any Error).self) {
        _ = try device.execute(.request(number: RequestNumber(2), amount: try kiosk.sek(5)))
      }
    }
    #expect(try kiosk.file == before)
    #expect(try kiosk.open { $0.purse.status.openRequests } == 0)
  }

  /// Labels in the token that begin with this, by another program's list.
  private func list(_ prefix: String) throws -> [String] {
    try tool("--list-objects").split(separator: "\n").compactMap { line in
      guard line.contains("label:"), let start = line.range(of: prefix) else { return nil }
      return line[start.lowerBound...].trimmingCharacters(in: ["'", " "])
    }
  }

  /// OpenSC's pkcs11-tool at the token.
  @discardableResult
  private func tool(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "pkcs11-tool", "--module", try #require(SoftToken.modulePath), "--token-label", "kiosk",
        "--login", "--pin", "1234",
      ] + arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SOFTHSM2_CONF": SoftToken.configuration]) { $1 }
    let out = Pipe()
    process.standardOutput = out
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "pkcs11-tool \(arguments)")
    return String(decoding: text, as: UTF8.self)
  }

  private func contains(_ file: [UInt8], _ part: [UInt8]) -> Bool {
    Data(file).range(of: Data(part)) != nil
  }
}
