import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Broken purses that spend twice, or take and refuse the same payment (rows 14, 16 and 18).
struct CounterfeitAttackTests {
  @Test("Attack 14: a refusal after an uploaded acceptance moves no money and convicts its signer")
  func refusalAfterUpload() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0])
    let payment = try stage.pay("Alice", try stage.request("Mallory", Play.sek(80)))
    let rolledBack = stage.purses["Mallory"]
    _ = try stage.accept("Mallory", payment)
    try stage.sync("Mallory")
    try stage.unload("Mallory", Play.sek(80))
    try stage.sync("Mallory")
    let now = stage.purses["Mallory"]
    stage.purses["Mallory"] = rolledBack
    let refusal = try stage.refuse("Mallory", payment: payment)
    stage.purses["Mallory"] = now
    try stage.sync("Alice", documents: [refusal])
    try stage.sync("Alice")
    Play.expectAgreement(stage, ["Alice": 120])
    #expect(stage.bank.ledger.book.totals.loss == 0)
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test("Attack 14: a refund taken offline against an acceptance is the central bank's loss")
  func refundAfterUpload() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0])
    let payment = try stage.pay("Alice", try stage.request("Mallory", Play.sek(80)))
    let rolledBack = stage.purses["Mallory"]
    _ = try stage.accept("Mallory", payment)
    try stage.sync("Mallory")
    try stage.unload("Mallory", Play.sek(80))
    try stage.sync("Mallory")
    let now = stage.purses["Mallory"]
    stage.purses["Mallory"] = rolledBack
    try stage.take("Alice", try stage.refuse("Mallory", payment: payment))
    stage.purses["Mallory"] = now
    try stage.sync("Alice")
    try stage.sync("Alice")
    Play.expectAgreement(stage, ["Alice": 200])
    #expect(stage.bank.ledger.book.totals.loss == -Int64(Play.sek(80).minorUnits))
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test(
    "Attack 14: an acceptance after a refusal undoes nothing and convicts its signer",
    arguments: [false, true])
  func acceptanceAfterRefusal(_ aliceFirst: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let payment = try stage.payDirect("Alice", to: "Mallory", Play.sek(80))
    let refusal = mallory.refuse(payment)
    try stage.sync("Carrier", carrying: [payment, refusal])
    if aliceFirst { try stage.sync("Alice") }
    mallory.receive(payment)
    try mallory.sync(&stage, declaring: Play.sek(80))
    try stage.sync("Alice")
    try stage.sync("Alice")
    Play.expectAgreement(stage, ["Alice": 200])
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test(
    "Attack 16: whoever takes a payment three times and refuses it twice is convicted, the payer never",
    arguments: [false, true])
  func takenAndRefused(_ aliceFirst: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 100, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    for round in 0..<3 {
      let payment = try stage.payDirect("Alice", to: "Mallory", Play.sek(100))
      mallory.receive(payment)
      if round < 2 { try stage.take("Alice", mallory.refuse(payment)) }
    }
    if aliceFirst { try stage.sync("Alice") }
    try mallory.sync(&stage, declaring: Play.sek(300))
    try stage.sync("Alice")
    try stage.sync("Alice")
    Play.expectAgreement(stage, ["Alice": 0])
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test(
    "Attack 18: two payments of a clone at one place are proof at the second upload",
    arguments: [false, true])
  func clone(_ charlieFirst: Bool) throws {
    var stage = try Play.stage(loads: ["Mallory": 100, "Bob": 0, "Charlie": 0])
    let copy = stage.purses["Mallory"]
    _ = try stage.accept("Bob", try stage.pay("Mallory", try stage.request("Bob", Play.sek(80))))
    stage.purses["Mallory"] = copy
    _ = try stage.accept(
      "Charlie", try stage.pay("Mallory", try stage.request("Charlie", Play.sek(80))))
    let order = charlieFirst ? ["Charlie", "Bob"] : ["Bob", "Charlie"]
    try stage.sync(order[0])
    #expect(stage.bank.ledger.book.proofs.rows.isEmpty)
    try stage.sync(order[1])
    #expect(stage.bank.ledger.book.proofs.rows.values.map(\.kind) == [.fork])
    Play.expectAgreement(stage, ["Bob": 80, "Charlie": 80])
    #expect(stage.bank.ledger.book.totals.loss == -Int64(Play.sek(60).minorUnits))
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test(
    "Attack 18: a clone whose own journal hides one payment behind a garbled copy is convicted",
    arguments: [false, true])
  func garbledClone(_ cloneFirst: Bool) throws {
    var stage = try Play.stage(loads: ["Mallory": 0, "Bob": 0, "Charlie": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let bob = try #require(stage.serial("Bob"))
    let hidden = mallory.packet(.payment, mallory.payment(Play.sek(5), to: bob))
    let shown = try Signed<Payment>(mallory.pay(Play.sek(5), to: Serial(77)).message.span.bytes)
    var upload = mallory.upload(declaring: .zero)
    upload.items[0].payment = [UInt8](Signed(content: shown.content, signature: .zero))
    _ = try stage.accept("Bob", hidden)
    if cloneFirst { _ = try stage.bank.ledger.sync(upload, time: stage.time) }
    try stage.sync("Bob")
    if !cloneFirst { _ = try stage.bank.ledger.sync(upload, time: stage.time) }
    Play.expectJust(stage, guilty: ["Mallory"])
  }
}

extension Stage {
  /// Somebody's phone hands documents to the ledger with a sync of its own purse.
  mutating func sync(_ name: String, carrying documents: [Packet]) throws {
    if purses[name] == nil { try issue(name, policy: try Play.policy(), money: .zero) }
    try sync(name, documents: documents)
  }
}
