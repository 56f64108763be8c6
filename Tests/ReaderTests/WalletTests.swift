import CardReader
import Foundation
import Testing

/// The wallet commands with `--reader`, from a blank card to a balanced ledger.
extension ThroughReader {
  @Test("wallet commands pay from card to card, and a card that is pulled is taken up again")
  func wallet() throws {
    try desk.done("init", "--currency", "SEK")
    for name in ["Alice", "Bob"] { try desk.done("account", "open", name, "--issue", "1000") }
    try desk.done("card", "blank", "./alice.device")
    try desk.done("card", "blank", "./bob.device")
    var alice = try ServedCard("./alice.device", in: ReaderRoom.first, port: 35_963, desk)
    let bob = try ServedCard("./bob.device", in: ReaderRoom.second, port: 35_964, desk)
    let (first, second) = ("00 00", "00 01")
    #expect(try desk.refused("status", "--reader", first).contains("never issued"))
    // Twice, as after a tear: it is the same card, and its PIN is asked for.
    for _ in 0..<2 {
      try desk.done("card", "issue", "Alice", "--reader", first, "--pin", "1234")
    }
    #expect(
      try desk.refused("card", "issue", "Bob", "--reader", first, "--pin", "1234")
        .contains("in use"))
    try desk.done("card", "issue", "Bob", "--reader", second, "--pin", "1234")
    try desk.done("load", "--reader", first, "500")
    try desk.done("request", "--reader", second, "80", "-o", "request")
    try desk.done("pay", "--reader", first, "request", "--pin", "1234", "-o", "payment")
    // Pulled out before the holder has seen the file; the same command gives the same payment.
    alice.pull()
    #expect(try desk.refused("status", "--reader", first).contains("no card"))
    alice = try ServedCard("./alice.device", in: ReaderRoom.first, port: 35_963, desk)
    try desk.done("pay", "--reader", first, "request", "--pin", "1234", "-o", "again")
    #expect(try desk.data("payment") == desk.data("again"))
    try desk.done(
      "accept", "--reader", second, "payment", "--pin", "1234", "-o", "acceptance",
      "--short-commands")
    try desk.done("take", "--reader", first, "acceptance")
    #expect(try desk.spendable(first) == 42_000)
    #expect(try desk.spendable(second) == 8_000)
    try desk.done("address", "--reader", second, "-o", "sticker")
    let direct = try desk.done(
      "pay", "--reader", first, "--to", "sticker", "--amount", "5", "--pin", "1234", "-o", "gift",
      "--json")
    #expect(try desk.apdus(direct) > 1)
    try desk.done("refuse", "--reader", second, "gift", "-o", "refusal")
    try desk.done("take", "--reader", first, "refusal")
    try desk.done("fetch", "--reader", first)
    try desk.done("unload", "--reader", second, "30", "--pin", "1234")
    try desk.done("pin", "change", "--reader", second, "--pin", "1234", "--new", "5678")
    try desk.done("pin", "verify", "--reader", second, "--pin", "5678")
    try desk.done("sync", "--reader", first, "--request-only", "-o", "up")
    try desk.done("ledger", "receive", "up", "-o", "grant")
    try desk.done("apply", "--reader", first, "grant")
    #expect(try desk.spendable(first) == 42_000)
    #expect(try desk.spendable(second) == 5_000)
    let ledger = try desk.object(try desk.done("ledger", "status", "--json"))
    #expect(ledger["isBalanced"] as? Bool == true)
    withExtendedLifetime((alice, bob)) {}
  }
}

/// A card file in a virtual reader, as long as this lives or until it is pulled out.
private final class ServedCard {
  private let process: Process
  private let reader: String

  init(_ file: String, in reader: String, port: Int, _ desk: Desk) throws {
    self.reader = reader
    process = try desk.start(
      ["card", "serve", file, "--port", String(port)], output: .nullDevice)
    try #require(Self.waits { Self.hasCard(reader) == true }, "the card is not in \(reader)")
  }

  func pull() {
    process.interrupt()
    process.waitUntilExit()
    #expect(Self.waits { Self.hasCard(reader) == false })
  }

  deinit {
    guard process.isRunning else { return }
    process.interrupt()
    process.waitUntilExit()
    _ = Self.waits { Self.hasCard(reader) == false }
  }

  private static func hasCard(_ reader: String) -> Bool? {
    try? CardService().states().first { $0.name == reader }?.hasCard
  }

  private static func waits(_ isSo: () -> Bool) -> Bool {
    for _ in 0..<200 {
      if isSo() { return true }
      usleep(50_000)
    }
    return false
  }
}

extension Desk {
  fileprivate func refused(_ arguments: String...) throws -> String {
    let answer = try run(Self.kontant, arguments)
    #expect(answer.status != 0)
    return answer.error
  }

  fileprivate func data(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  fileprivate func object(_ text: String) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(json as? [String: Any])
  }

  /// What the card in a reader can spend, in minor units.
  fileprivate func spendable(_ reader: String) throws -> Int {
    let status = try object(try done("status", "--reader", reader, "--json"))
    let money = try #require(status["spendable"] as? [String: Any])
    return try #require(money["minorUnits"] as? Int)
  }

  /// Exchanges that a command's report has counted.
  fileprivate func apdus(_ report: String) throws -> Int {
    let card = try #require(try object(report)["card"] as? [String: Any])
    let count = try #require(card["count"] as? [String: Any])
    return try #require(count["apdus"] as? Int)
  }
}
