import Foundation
import Testing

@Suite("Proofs of settlement") struct ProveTests {
  private let desk: Desk

  /// Alice has paid Bob 80, which both have told the ledger; and 5, which neither has.
  init() throws {
    desk = try Desk.set()
    try desk.pay("Alice", "Bob", 80, "payment")
    for name in ["Bob", "Alice"] { try desk.done("sync", name) }
    try desk.pay("Alice", "Bob", 5, "untold")
  }

  @Test(
    "STO-12: a payment's proof is had by file, digest or its beginning, and holds by the key alone")
  func proved() throws {
    let digest = try #require(try desk.settledPayments().first)
    let key = try prove("payment", "by-file")
    #expect(try prove(digest, "by-digest") == key)
    #expect(try prove(String(digest.prefix(8)).uppercased(), "by-beginning") == key)
    #expect(try desk.bytes("by-file") == desk.bytes("by-digest"))
    #expect(try desk.bytes("by-file") == desk.bytes("by-beginning"))
    let said = try desk.done("ledger", "audit", "by-file", "--key", key)
    // A transaction's tag, the settlement, and the payment's digest.
    #expect(said.contains("its body is 0206") && said.contains(digest))
    var bytes = try desk.bytes("by-file")
    bytes[bytes.count / 2] ^= 1
    try desk.write(bytes, to: "altered")
    #expect(try desk.run("ledger", "audit", "altered", "--key", key).status == 1)
  }

  @Test("STO-12: the proof stays the same entry when the log has grown")
  func grown() throws {
    let first = try desk.object(try desk.done("ledger", "prove", "payment", "-o", "a", "--json"))
    for name in ["Bob", "Alice"] { try desk.done("sync", name) }
    let second = try desk.object(try desk.done("ledger", "prove", "payment", "-o", "b", "--json"))
    #expect(first["entry"] as? Int == second["entry"] as? Int)
    #expect(try desk.bytes("a") != desk.bytes("b"))
    let key = try #require(first["key"] as? String)
    for file in ["a", "b"] { try desk.done("ledger", "audit", file, "--key", key) }
  }

  @Test(
    "What is not settled, not known or no payment is refused with a sentence",
    arguments: [
      ("untold", 66, "has not settled this payment"),
      ("00000000", 66, "has settled no payment 00000000"),
      (String(repeating: "0", count: 64), 66, "has settled no payment"),
      ("1234567", 64, "neither a file nor 8 to 64 hexadecimal digits"),
      (String(repeating: "a", count: 65), 64, "neither a file nor 8 to 64"),
      ("nowhere!", 64, "neither a file nor"),
      ("request", 65, "needs a payment"),
      ("kontant-home", 66, "is a folder"),
    ])
  func refused(name: String, status: Int32, says: String) throws {
    try desk.done("request", "Bob", "1", "-o", "request")
    let answer = try desk.run("ledger", "prove", name, "-o", "proof")
    #expect(answer.status == status, "\(answer.error)")
    #expect(answer.errorLines.count == 1 && answer.error.contains(says), "\(answer.error)")
    #expect(!FileManager.default.fileExists(atPath: desk.path("proof").path))
  }

  private func prove(_ payment: String, _ file: String) throws -> String {
    let answer = try desk.done("ledger", "prove", payment, "-o", file, "--json")
    return try #require(try desk.object(answer)["key"] as? String)
  }
}

extension Desk {
  /// One pays another, who takes it; nobody syncs.
  func pay(_ payer: String, _ payee: String, _ units: Int, _ file: String) throws {
    try done("request", payee, "\(units)", "-o", "\(file)-request")
    try done("pay", payer, "\(file)-request", "--pin", "1234", "-o", file)
    try done("accept", payee, file, "--pin", "1234", "-o", "\(file)-acceptance")
  }

  /// Digests of the payments that the ledger has settled.
  func settledPayments() throws -> [String] {
    let history = try object(try done("ledger", "history", "--json"))
    let transactions = history["transactions"] as? [[String: Any]] ?? []
    return transactions.filter { $0["kind"] as? String == "settlement" }
      .compactMap { $0["payment"] as? String }
  }
}
