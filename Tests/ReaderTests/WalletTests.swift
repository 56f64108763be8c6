import CardReader
import Foundation
import Testing

extension ThroughReader {
  @Test("every wallet command works with a card in a reader as with a file") func wallet() throws {
    let first = ["--reader", "00 00"]
    let second = ["--reader", "00 01"]
    let pin = ["--pin", "1234"]
    try desk.done("init", "--unsafe-file-keys", "--currency", "SEK")
    for name in ["Alice", "Bob"] {
      try desk.done("account", "open", name, "--issue", "1000")
      try desk.done("card", "blank", "\(name).device")
    }
    let cards = [
      try desk.serve("Alice.device"), try desk.serve("Bob.device", "--port", "35964"),
    ]
    let service = try CardService()
    for reader in [ReaderRoom.first, ReaderRoom.second] {
      try service.waitForCard(in: reader, milliseconds: 20_000)
    }
    #expect(try desk.kontant(["status"] + first).error.contains("never issued"))
    try desk.done(["card", "issue", "Alice"] + first + pin)
    try desk.done(["card", "issue", "Bob", "--pin", "0000"] + second)
    try desk.done(["pin", "change"] + second + ["--pin", "0000", "--new", "1234"])
    try desk.done(["load", "500"] + first)

    // Person to person; Bob's reader carries short commands only.
    try desk.done(["request", "80", "-o", "request", "--short-commands"] + second)
    let paid = try desk.done(["pay", "request", "-o", "payment"] + first + pin)
    #expect(paid.contains("card: 1 tap, 1 PIN"))
    let again = try desk.done(["pay", "request", "-o", "payment-2"] + first + pin)
    #expect(again.contains("again") || again.contains("before"))
    #expect(try desk.bytes("payment") == desk.bytes("payment-2"))
    try desk.done(["accept", "payment", "-o", "acceptance", "--short-commands"] + second + pin)
    try desk.done(["take", "acceptance"] + first)
    // Directly, and a refusal.
    try desk.done(["address", "-o", "sticker"] + first)
    try desk.done(
      ["pay", "--to", "sticker", "--amount", "20", "-o", "direct"] + second + pin)
    try desk.done(["accept", "direct", "-o", "taken"] + first + pin)
    try desk.done(["take", "taken"] + second)
    try desk.done(["request", "5", "-o", "request-5"] + second)
    try desk.done(["pay", "request-5", "-o", "payment-5"] + first + pin)
    try desk.done(["fetch"] + first)
    try desk.done(["refuse", "payment-5", "-o", "refusal"] + second)
    try desk.done(["take", "refusal"] + first)
    try desk.done(["unload", "40"] + first + pin)
    for reader in [first, second] { try desk.done(["sync"] + reader) }
    #expect(try desk.done(["status"] + first).contains("400.00 SEK"))
    #expect(try desk.done(["status"] + second).contains("60.00 SEK"))

    for card in cards { try card.end() }
    // The same cards as files.
    #expect(try desk.done("status", "Alice.device").contains("400.00 SEK"))
    #expect(try desk.done("ledger", "status", "--json").contains(#""isBalanced" : true"#))
  }

  @Test("a reader without a card, and a device beside a reader, are refused") func noCard() throws {
    let empty = try desk.kontant("status", "--reader", "00 00")
    #expect(empty.status == 66)
    #expect(empty.error.contains("there is no card in \(ReaderRoom.first)"))
    let both = try desk.kontant("status", "Alice", "--reader", "00 00")
    #expect(both.status == 64)
    #expect(both.error.contains("not both"))
  }
}
