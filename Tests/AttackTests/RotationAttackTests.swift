import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Purses that change their serials, and those who would profit from it (rows 29 and 30).
struct RotationAttackTests {
  /// Everybody's policy changes serials at every sync.
  private static func stage(_ loads: KeyValuePairs<String, UInt64>) throws -> Stage {
    try Play.stage(policy: try Play.policy { $0.rotation = 1 }, loads: loads)
  }

  /// Two further syncs: the first offers, the second shows that the offer was taken.
  private static func report(_ stage: inout Stage, _ names: [String]) throws {
    for _ in 0..<2 { for name in names { try stage.sync(name) } }
  }

  @Test(
    "Attack 29: a rotation granted while a request is open leaves the serial, and is offered again")
  func openRequest() throws {
    var stage = try Self.stage(["Alice": 200, "Bob": 100])
    let before = try #require(stage.serial("Bob"))
    let request = try stage.request("Bob", Play.sek(80))
    let outcome = try stage.sync("Bob")
    let grant = try Signed<SyncGrant>(outcome.grant.span.bytes).content
    #expect(grant.certificate.map { $0.content.serial != before } == true)
    #expect(stage.serial("Bob") == before)
    _ = try stage.accept("Bob", try stage.pay("Alice", request))
    let second = try stage.sync("Bob")
    let again = try Signed<SyncGrant>(second.grant.span.bytes).content
    #expect(again.certificate?.content.serial == grant.certificate?.content.serial)
    #expect(stage.serial("Bob") == grant.certificate?.content.serial)
    try Self.report(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 180])
    Play.expectJust(stage)
  }

  @Test("Attack 29: a rotation granted while entries follow the request leaves the serial")
  func entriesFollow() throws {
    var stage = try Self.stage(["Alice": 200, "Bob": 0])
    let before = try #require(stage.serial("Alice"))
    let upload = try stage.upload("Alice")
    let payment = try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    let outcome = try stage.bank.ledger.sync(upload, time: stage.time)
    try stage.apply("Alice", outcome.grant)
    #expect(stage.serial("Alice") == before)
    _ = try stage.accept("Bob", payment)
    try stage.sync("Alice")
    #expect(stage.serial("Alice") != before)
    try Self.report(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 80])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 30, PRV-13: a payment to a serial that has rotated is delivered by the ledger, once",
    arguments: [false, true], [false, true])
  func earlierSerial(_ payerFirst: Bool, _ carriedByPayee: Bool) throws {
    var stage = try Self.stage(["Alice": 200, "Bob": 100])
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    try stage.sync("Bob")
    #expect(throws: PurseError.notForThisPurse) { try stage.accept("Bob", payment) }
    #expect(throws: PurseError.notForThisPurse) { try stage.refuse("Bob", payment: payment) }
    if payerFirst { try stage.sync("Alice") }
    for _ in 0..<3 { try stage.sync("Bob", documents: carriedByPayee ? [payment] : []) }
    if !payerFirst { try stage.sync("Alice") }
    for _ in 0..<3 { try stage.sync("Bob", documents: [payment]) }
    try Self.report(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 180])
    Play.expectJust(stage)
  }

  /// The copy knows Bob's next serial, for it was offered to him before he took the payment, and nothing of
  /// what he did then.
  @Test(
    "Attack 19, PRV-13: a restored ledger gives no payment again that its payee took before he rotated",
    arguments: [false, true])
  func takenBeforeRestoration(_ saysSo: Bool) throws {
    var stage = try Self.stage(["Alice": 200, "Bob": 100])
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    let request = try stage.upload("Bob")
    _ = try stage.accept("Bob", payment)
    try stage.apply("Bob", try stage.bank.ledger.sync(request, time: stage.time).grant)
    let copy = stage.bank.ledger
    try stage.sync("Bob")
    stage.bank.ledger = copy
    stage.bank.ledger.rules.mayHaveForgotten = saysSo
    try Play.syncAll(&stage, ["Bob", "Alice"])
    for _ in 0..<3 { try stage.sync("Bob", documents: [payment]) }
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 180])
    #expect(stage.bank.ledger.book.totals.proofs == 0)
    #expect(stage.row("Bob")?.state == (saysSo ? .active : .suspended))
  }

  @Test("Attack 30: a payment taken, or refused, before the rotation is not delivered after it")
  func decidedBefore() throws {
    var stage = try Self.stage(["Alice": 200, "Bob": 100])
    let taken = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    let refused = try stage.payDirect("Alice", to: "Bob", Play.sek(7))
    _ = try stage.accept("Bob", taken)
    _ = try stage.refuse("Bob", payment: refused)
    try stage.sync("Bob")
    try stage.sync("Alice")
    try Self.report(&stage, ["Bob", "Alice"])
    for _ in 0..<2 { try stage.sync("Bob", documents: [taken, refused]) }
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 180])
    Play.expectJust(stage)
  }

  @Test(
    "PRV-12: sync requests of earlier serials, replayed for years, book nothing and blame nobody")
  func replays() throws {
    var stage = try Self.stage(["Alice": 200, "Bob": 0])
    var old: [Packet] = []
    for _ in 0..<4 {
      _ = try stage.accept("Bob", try stage.pay("Alice", try stage.request("Bob", Play.sek(8))))
      for name in ["Alice", "Bob"] {
        old.append(try stage.upload(name))
        try stage.sync(name)
      }
    }
    let balances = stage.bank.ledger.book.totals.transactions
    for upload in old + old.reversed() {
      do {
        let outcome = try stage.bank.ledger.sync(upload, time: stage.time)
        #expect(outcome.notices == [.repeated])
      } catch {
        #expect(error == .staleRequest)
      }
    }
    #expect(stage.bank.ledger.book.totals.transactions == balances)
    try Self.report(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 168, "Bob": 32])
    Play.expectJust(stage)
  }

  /// Mallory's purse has a grant before it that rotates it, and a copy of it is made.
  private static func copied() throws -> (Stage, original: ModelPurse, grant: [UInt8]) {
    var stage = try stage(["Mallory": 100, "Bob": 0, "Carol": 0])
    let upload = try stage.upload("Mallory")
    let grant = try stage.bank.ledger.sync(upload, time: stage.time).grant
    return (stage, try #require(stage.purses["Mallory"]), grant)
  }

  @Test(
    "PRV-21: a copy that pays on under the earlier serial convicts the purse, whoever syncs first",
    arguments: [false, true])
  func paysOn(_ payeeFirst: Bool) throws {
    var (stage, copy, grant) = try Self.copied()
    try stage.apply("Mallory", grant)
    let rotated = try #require(stage.purses["Mallory"])
    stage.purses["Mallory"] = copy
    let payment = try stage.pay("Mallory", try stage.request("Bob", Play.sek(80)))
    _ = try stage.accept("Bob", payment)
    if payeeFirst { try stage.sync("Bob") }
    stage.purses["Mallory"] = rotated
    try stage.sync("Mallory")
    if !payeeFirst { try stage.sync("Bob") }
    let kinds = stage.bank.ledger.book.proofs.rows.values.map(\.kind)
    #expect(kinds == [.split])
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test(
    "PRV-21: a copy that reports on under the earlier serial convicts the purse, whoever syncs first",
    arguments: [false, true])
  func reportsOn(_ earlierFirst: Bool) throws {
    var (stage, copy, grant) = try Self.copied()
    try stage.apply("Mallory", grant)
    let rotated = try #require(stage.purses["Mallory"])
    // With something open it does not rotate.
    stage.purses["Copy"] = copy
    _ = try stage.request("Copy", Play.sek(1))
    try stage.apply("Copy", grant)
    if earlierFirst { stage.bank.ledger.rules.policies = [:] }
    if earlierFirst { try stage.sync("Copy") }
    stage.purses["Mallory"] = rotated
    try stage.sync("Mallory")
    if !earlierFirst { try stage.sync("Copy") }
    let kinds = stage.bank.ledger.book.proofs.rows.values.map(\.kind)
    #expect(Set(kinds) == [.split])
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test("PRV-21: a payment at or below the start of a rotated serial convicts the purse")
  func beforeStart() throws {
    var stage = try Self.stage(["Mallory": 100, "Bob": 0])
    try stage.sync("Mallory")
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    #expect(mallory.serial.start > SequenceNumber(1))
    let payment = mallory.packet(
      .payment, mallory.payment(Play.sek(5), to: try #require(stage.serial("Bob"))))
    _ = try stage.accept("Bob", payment)
    try stage.sync("Bob")
    #expect(stage.bank.ledger.book.proofs.rows.values.map(\.kind) == [.split])
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test(
    "PRV-20: what honest purses sign under several serials proves nothing, however it is combined")
  func honestParts() throws {
    var stage = try Self.stage(["Alice": 200, "Bob": 100])
    var documents: [[UInt8]] = []
    var certificates: [[UInt8]] = []
    for round in 0..<3 {
      let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(10))
      documents.append(payment.message)
      documents.append(
        try round == 0
          ? stage.accept("Bob", payment).message
          : stage.refuse("Bob", payment: payment).message)
      for name in ["Alice", "Bob"] {
        certificates.append(try #require(stage.purses[name]?.certificateMessage))
        var upload = try stage.upload(name)
        // As the ledger keeps it.
        if upload.start == nil { upload.start = .start }
        documents += [upload.bytes, try stage.sync(name).grant]
      }
    }
    let verifier = try Play.verifier(stage)
    var sets: [[[UInt8]]] = []
    for i in documents.indices {
      for j in documents.indices where i != j {
        sets.append([documents[i], documents[j]])
        if i < j { sets += documents[(j + 1)...].map { [documents[i], documents[j], $0] } }
      }
    }
    for certificate in certificates {
      for kind in ProofKind.allCases {
        for set in sets {
          var packet = Packet(kind: .proof, message: certificate)
          packet.proof = kind
          packet.documents = set
          #expect(throws: ProofError.self) { try verifier.verify(packet) }
        }
      }
    }
  }
}
