import CardCrypto
import Foundation
import Money
import Purse
import Testing
import Wire
import World

@testable import Card

/// docs/spec/exchanges.md is what the card really says.
@Suite struct ExampleTests {
  @Test("APD-1 to APD-23: the exchanges of docs/spec are those of a real card") func exchanges()
    throws
  {
    var script = try ExampleScript()
    try script.play()
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/spec/exchanges.md").standardized
    let written = try String(contentsOf: page, encoding: .utf8)
    if written != script.page {
      let fresh = URL.temporaryDirectory.appending(path: "exchanges.md")
      try script.page.write(to: fresh, atomically: true, encoding: .utf8)
      Issue.record("docs/spec/exchanges.md is not what the card says; that is in \(fresh.path())")
    }
  }
}

/// Plays the flows and writes them down.
struct ExampleScript {
  typealias ExampleCard = Card<ExampleCrypto, MemoryStorage>

  private var bank: ExampleBank
  private var cards: [String: ExampleCard] = [:]
  private(set) var page = """
    # Exchanges

    One of each flow with the cards of apdu.md, byte for byte: `>` goes to the card, `<` comes back. Signatures are real (ES256,
    RFC 6979); the keys come from fixed numbers in place of randomness, so that these bytes are the same in every run, and a
    test makes them anew. Numbers of minor units are öre.

    """

  init() throws { bank = try ExampleBank() }

  mutating func play() throws {
    try issuing()
    try loading()
    try personToPerson()
    try terminal()
    try direct()
    try refused()
  }

  private mutating func heading(_ text: String, _ story: String) {
    page += "\n## \(text)\n\n\(story)\n"
  }

  private mutating func step(_ text: String) { page += "\n\(text)\n\n" }

  /// Sends one command in extended form, and in short form where that is shorter and enough.
  @discardableResult
  private mutating func send(
    _ name: String, _ command: Command, expecting word: UInt16 = 0x9000
  ) throws -> Objects {
    var bytes = command.extended
    if command.data.count <= 255 { bytes = command.chained[0] }
    write(bytes, mark: ">")
    var card = try #require(cards[name])
    card.receive(bytes.span.bytes)
    card.process()
    cards[name] = card
    let answer = (0..<card.answerCount).map { card.answerByte(at: $0) }
    write(answer, mark: "<")
    let status = UInt16(answer[answer.count - 2]) << 8 | UInt16(answer[answer.count - 1])
    try #require(status == word, "answered \(String(status, radix: 16))")
    return Objects(Array(answer.dropLast(2)))
  }

  /// 48 bytes a line.
  private mutating func write(_ bytes: [UInt8], mark: String) {
    let digits = Array("0123456789abcdef")
    var rest = bytes[...]
    var mark = mark
    repeat {
      let line = rest.prefix(48).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
      page += "    \(mark) \(String(line))\n"
      mark = " "
      rest = rest.dropFirst(48)
    } while !rest.isEmpty
  }
}

extension ExampleScript {
  private mutating func issuing() throws {
    heading("Issuing", "A blank card becomes Alice's. PIN 1234.")
    for (name, number) in [("Alice", UInt64(1)), ("Bob", 2)] {
      cards[name] = ExampleCard(
        crypto: ExampleCrypto(entropy: ExampleEntropy(next: 100 * number)),
        storage: MemoryStorage(bankSize: 32_768))
      let before = page
      step("SELECT: manufactured, no certificate.")
      try send(name, .select)
      step("GENERATE KEY: the public key.")
      let key = try send(name, Command(.generateKey))[.publicKey]
      step("PERSONALISE: certificate, PIN, time, issuer, ledger, policy, root key, purse key.")
      let data = try bank.personalisation(
        of: PublicKey(x: Word32(key.span.bytes), y: Word32(key.span.bytes, at: 32)),
        serial: 0x1000 + number, preset: .ekronaCard)
      try send(name, Desk.personalise(data))
      // The second card is made in the same way; once is enough to read.
      if name != "Alice" { page = before }
    }
  }

  private mutating func loading() throws {
    heading("Load", "Alice's card reports to the ledger and wishes 200.00; the grant brings it.")
    step(
      "SYNC REQUEST with a wish to load: the signed request, and the head its entries begin from.")
    let message = try send("Alice", Command(.syncRequest, number(.amount, 20_000)))[.message]
    step("READ ENTRY: there is none yet.")
    try send("Alice", Command(.readEntry), expecting: 0x6A83)
    step("APPLY the ledger's grant.")
    let request = try Signed<SyncRequest>(message.span.bytes)
    try send("Alice", Command(.apply, object(.message, bank.grant(answering: request))))
    step("GET DATA status: 200.00 are spendable.")
    try send("Alice", .read(0x01))
  }

  private mutating func personToPerson() throws {
    heading(
      "Person to person",
      "Phase 4 of the e-krona pilot: Bob asks for 80.00 (tap 1), Alice pays (tap 2), Bob takes it (tap 3)."
    )
    step("Tap 1, Bob's card. SELECT.")
    try send("Bob", .select)
    step("REQUEST number 1.")
    let request = try send(
      "Bob", Command(.request, number(.requestNumber, 1), number(.amount, 8_000)))[.message]
    step("Tap 2, Alice's card. SELECT: her last sequence is 1.")
    try send("Alice", .select)
    step("PAY, expecting sequence 2, with her PIN.")
    let pay = Command(
      .pay, number(.sequence, 2), object(.message, request), object(.pin, Array(Desk.pin.utf8)))
    let payment = try send("Alice", pay)[.message]
    step("Torn: the same command gives the same payment.")
    try send("Alice", pay)
    let alice = try certificate("Alice")
    step("Tap 3, Bob's card. SELECT.")
    try send("Bob", .select)
    step("ACCEPT the payment with Alice's certificate and Bob's PIN: the signed acceptance.")
    let acceptance = try send(
      "Bob",
      Command(
        .accept, number(.sequence, 1), object(.message, payment), object(.certificate, alice),
        object(.pin, Array(Desk.pin.utf8))))[.message]
    step("Later, Alice's card. TAKE ACCEPTANCE: nothing is in doubt any more.")
    try send(
      "Alice",
      Command(
        .takeAcceptance, number(.sequence, 3), object(.message, acceptance),
        object(.certificate, try certificate("Bob"))))
  }

  private mutating func terminal() throws {
    heading(
      "Terminal",
      "Bob's purse is the terminal's here. The PIN was typed before the one tap: two exchanges.")
    let before = page
    let request = try send(
      "Bob", Command(.request, number(.requestNumber, 2), number(.amount, 2_500)))[.message]
    page = before
    step("SELECT.")
    try send("Alice", .select)
    step("PAY 25.00: one signature, no verification.")
    try send(
      "Alice",
      Command(
        .pay, number(.sequence, 4), object(.message, request), object(.pin, Array(Desk.pin.utf8))))
  }

  private mutating func direct() throws {
    heading("Direct payment", "Alice's phone knows Bob's certificate from a sticker; one tap.")
    step("SELECT.")
    try send("Alice", .select)
    step("PAY DIRECT 10.00 to Bob's serial.")
    let payment = try send(
      "Alice",
      Command(
        .payDirect, number(.sequence, 5), number(.amount, 1_000), number(.serial, 0x1002),
        object(.pin, Array(Desk.pin.utf8))))[.message]
    step("Bob does not want it: REFUSE PAYMENT.")
    let refusal = try send(
      "Bob", Command(.refusePayment, number(.sequence, 2), object(.message, payment)))[.message]
    step("TAKE REFUSAL: Alice has her 10.00 back, at once and offline.")
    try send(
      "Alice",
      Command(
        .takeRefusal, number(.sequence, 6), object(.message, refusal),
        object(.certificate, try certificate("Bob"))))
  }

  private mutating func refused() throws {
    heading("Refusals", "What they look like; none has changed anything but the PIN's tries.")
    step("VERIFY with a wrong PIN: two tries left.")
    try send("Alice", .verify("0000"), expecting: 0x63C2)
    step("VERIFY with the right one.")
    try send("Alice", .verify(Desk.pin))
    step("UNLOAD more than there is: insufficient funds.")
    try send(
      "Alice", Command(.unload, number(.sequence, 7), number(.amount, 100_000)), expecting: 0x9416)
    step("UNLOAD at the wrong place: out of order.")
    try send(
      "Alice", Command(.unload, number(.sequence, 9), number(.amount, 100)), expecting: 0x9401)
    step("PERSONALISE again, with nothing: wrong data.")
    try send("Alice", Command(.personalise), expecting: 0x6A80)
    step("GENERATE KEY in an active card: conditions not satisfied.")
    try send("Alice", Command(.generateKey), expecting: 0x6985)
  }

  /// A certificate, read without writing it down.
  private mutating func certificate(_ name: String) throws -> [UInt8] {
    let before = page
    defer { page = before }
    return try send(name, .read(0x02))[.certificate]
  }
}
