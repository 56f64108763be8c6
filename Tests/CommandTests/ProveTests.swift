import Foundation
import LedgerStore
import Money
import Settlement
import Testing
import Wire

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

  @Test("STO-12: where two payments begin alike more digits are asked for") func ambiguous() throws
  {
    let twins = [UInt8(1), 2].map { last in
      Digest(Word32(([UInt8](repeating: 0xAB, count: 31) + [last]).span.bytes))
    }
    try desk.settle(twins)
    let begin = String(repeating: "ab", count: 8)
    let answer = try desk.run("ledger", "prove", begin, "-o", "proof")
    #expect(answer.status == 66 && answer.errorLines.count == 1)
    #expect(answer.error.contains("2 payments begin with \(begin); give more digits"))
    #expect(!FileManager.default.fileExists(atPath: desk.path("proof").path))
    // With all its digits it is one, which no row of the books tells of.
    let whole = String(repeating: "ab", count: 31) + "01"
    #expect(try desk.run("ledger", "prove", whole).error.contains("has not settled this payment"))
  }

  @Test(
    "STO-12, CLM-23: where a closed purse's account is charged at once, the settlement is proven")
  func setOff() throws {
    try desk.done("claim", "report", "Alice")
    try desk.done("clock", "--pass", "396d")
    try desk.done("claim", "pay")
    // Paid before the card was lost, and told by its payee only now.
    try desk.done("sync", "Bob")
    let history = try desk.object(try desk.done("ledger", "history", "--json"))
    let transactions = try #require(history["transactions"] as? [[String: Any]])
    #expect(transactions.suffix(2).map { $0["kind"] as? String } == ["settlement", "setOff"])
    let key = try prove("untold", "proof")
    let said = try desk.done("ledger", "audit", "proof", "--key", key)
    let digest = try #require(transactions.suffix(2).first?["payment"] as? String)
    #expect(said.contains("its body is 0206") && said.contains(digest))
  }

  @Test("A payment that was settled and taken back is not proven") func takenBack() throws {
    try desk.done("request", "Bob", "7", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "refused")
    try desk.done("sync", "Alice")
    try desk.done("ledger", "prove", "refused", "-o", "early")
    try desk.done("refuse", "Bob", "refused")
    try desk.done("sync", "Bob")
    let answer = try desk.run("ledger", "prove", "refused", "-o", "late")
    #expect(answer.status == 66 && answer.error.contains("has taken it back"))
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

  /// Puts settlements into the ledger's records of payments that nobody made: two real digests that begin
  /// alike would take days to find.
  func settle(_ payments: [Digest]) throws {
    let currency = try #require(Currency(letters: "SEK")).code
    let store = try LedgerStore(path: path("kontant-home/ledger.sqlite").path, currency: currency)
    let book = try store.open()
    let transactions = payments.enumerated().map { place, payment in
      Transaction(
        number: book.totals.transactions + UInt64(place) + 1, time: .unknown, kind: .settlement,
        payment: payment, postings: [])
    }
    var totals = book.totals
    totals.transactions += UInt64(payments.count)
    try store.commit(
      BookChanges(
        batch: book.batch, accounts: [], purses: [], payments: [], refusals: [], uploads: [],
        proofs: [], acceptances: [], evidence: [], transactions: transactions, totals: totals))
  }

  /// Digests of the payments that the ledger has settled.
  func settledPayments() throws -> [String] {
    let history = try object(try done("ledger", "history", "--json"))
    let transactions = history["transactions"] as? [[String: Any]] ?? []
    return transactions.filter { $0["kind"] as? String == "settlement" }
      .compactMap { $0["payment"] as? String }
  }
}
