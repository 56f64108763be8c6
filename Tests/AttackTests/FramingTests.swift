import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Broken purses, relays and strangers that would have an honest purse blamed.
struct FramingTests {
  @Test(
    "A relay that flips any bit of an upload is refused, or changes nothing, and convicts nobody")
  func relay() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 100])
    _ = try stage.accept("Bob", try stage.pay("Alice", try stage.request("Bob", Play.sek(80))))
    try stage.take(
      "Alice",
      try stage.refuse(
        "Bob",
        payment: try stage.pay(
          "Alice", try stage.request("Bob", Play.sek(10)))))
    for name in ["Bob", "Alice"] {
      let honest = try stage.upload(name)
      let bytes = honest.bytes
      var refused = 0
      for place in bytes.indices {
        var altered = bytes
        altered[place] ^= 1 << UInt8(place % 8)
        guard let packet = try? Packet(altered) else { continue }
        var ledger = stage.bank.ledger
        do {
          _ = try ledger.sync(packet, time: stage.time)
        } catch {
          refused += 1
          #expect(ledger.book.totals.transactions == stage.bank.ledger.book.totals.transactions)
        }
        #expect(ledger.book.proofs.rows.isEmpty, "\(name), byte \(place)")
        #expect(ledger.book.purses.rows.values.allSatisfy { $0.state == .active })
        #expect(ledger.book.isBalanced)
      }
      #expect(refused > 400)
      try stage.sync(name)
    }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 180])
    Play.expectJust(stage)
  }

  @Test("A relay that drops, repeats or swaps entries is refused and convicts nobody")
  func entries() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    for _ in 0..<2 {
      _ = try stage.accept("Bob", try stage.pay("Alice", try stage.request("Bob", Play.sek(8))))
    }
    let honest = try stage.upload("Alice")
    var dropped = honest
    dropped.items.removeLast()
    var doubled = honest
    doubled.items.append(honest.items[0])
    var swapped = honest
    swapped.items.swapAt(1, 2)
    var bare = honest
    bare.items = []
    var exchanged = honest
    exchanged.items[1].payment = honest.items[2].payment
    for packet in [dropped, doubled, swapped, bare, exchanged] {
      #expect(throws: LedgerError.garbledUpload) {
        try stage.bank.ledger.sync(packet, time: stage.time)
      }
    }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 184, "Bob": 16])
    Play.expectJust(stage)
  }

  @Test("An upload under another purse's name is refused")
  func foreignSignature() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0])
    let mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try Signed<SyncRequest>(try stage.upload("Alice").message.span.bytes)
    var forger = mallory
    let forged = Packet(kind: .upload, message: [UInt8](forger.sign(alice.content)))
    #expect(throws: LedgerError.badSignature) {
      try stage.bank.ledger.sync(forged, time: stage.time)
    }
    Play.expectJust(stage)
  }

  @Test(
    "A payment forged in an honest payer's name convicts its taker, never the payer",
    arguments: [false, true])
  func forgedPayment(_ aliceFirst: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try #require(stage.status("Alice"))
    let forged = Payment(
      payer: try #require(stage.serial("Alice")), sequence: alice.sequence.next,
      previous: alice.head, amount: Play.sek(500), payee: mallory.serial, request: nil,
      verification: .pin, sealed: nil)
    mallory.receive(mallory.packet(.payment, forged))
    _ = try stage.accept("Bob", try stage.pay("Alice", try stage.request("Bob", Play.sek(20))))
    if aliceFirst { try stage.sync("Alice") }
    try mallory.sync(&stage, declaring: Play.sek(500))
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 180, "Bob": 20])
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test("Forged payments and decisions that anyone carries to the ledger count for nothing")
  func forgedDocuments() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let payment = try stage.pay("Alice", try stage.request("Bob", Play.sek(20)))
    _ = try stage.accept("Bob", payment)
    let digest = BrokenPurse.digest(payment)
    var asBob = mallory.packet(.decision, Refusal(subject: .payment(digest)))
    asBob.certificate = try #require(stage.purses["Bob"]).certificateMessage
    let asMallory = mallory.packet(.decision, Refusal(subject: .payment(digest)))
    let taken = mallory.packet(
      .decision, Acceptance(payment: digest, sequence: SequenceNumber(1)))
    var altered = payment
    altered.message[altered.message.count - 1] ^= 1
    let rubbish = Packet(kind: .payment, message: [1, 2, 3])
    try stage.sync(
      "Mallory's friend", carrying: [asBob, asMallory, taken, altered, rubbish])
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 180, "Bob": 20])
    Play.expectJust(stage)
  }

  @Test("A refusal of another's payment, in whatever journal it stands, is nothing to the payment")
  func foreignRefusal() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let request = try stage.request("Bob", Play.sek(20))
    let payment = try stage.pay("Alice", request)
    _ = try stage.accept("Bob", payment)
    mallory.enter(.refusedPayment(BrokenPurse.digest(payment)))
    let named = try Signed<Request>(request.message.span.bytes)
    mallory.enter(.refusedRequest(named.digest(hash: ModelPurseCrypto(seed: 0))))
    try mallory.sync(&stage, declaring: .zero)
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 180, "Bob": 20])
    Play.expectJust(stage)
  }

  @Test("Everything that was ever sent, replayed in reverse, blames nobody and moves nothing")
  func everythingAgain() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    var documents: [Packet] = []
    var uploads: [Packet] = []
    for round in 0..<3 {
      let request = try stage.request("Bob", Play.sek(8))
      let payment = try stage.pay("Alice", request)
      let decision =
        round == 1
        ? try stage.refuse("Bob", payment: payment) : try stage.accept("Bob", payment)
      try stage.take("Alice", decision)
      documents += [payment, decision]
      for name in ["Bob", "Alice"] {
        uploads.append(try stage.upload(name))
        try stage.sync(name)
      }
    }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    let before = stage.bank.ledger.book.totals.transactions
    for upload in uploads.reversed() {
      #expect(throws: LedgerError.staleRequest) {
        try stage.bank.ledger.sync(upload, time: stage.time)
      }
    }
    try stage.sync("Carrier", carrying: documents.reversed() + documents)
    #expect(stage.bank.ledger.book.totals.transactions == before)
    Play.expectAgreement(stage, ["Alice": 184, "Bob": 16])
    Play.expectJust(stage)
  }
}
