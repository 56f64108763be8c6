import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Purses that are set back to older copies of themselves: honestly, and not (row 27).
struct RestoredAttackTests {
  private static func marked(
    _ name: String, _ copy: ModelPurse, _ stage: inout Stage
  ) throws {
    try stage.restore(name, from: copy, chance: 4_711)
    try stage.sync(name)
  }

  @Test(
    "Attack 27: a purse put back from a backup is convicted of nothing, whatever it did meanwhile",
    arguments: [nil, 1], [0, 1, 2])
  func honest(_ rotation: UInt32?, _ syncs: Int) throws {
    let policy = try Play.policy { $0.rotation = rotation }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Bob": 100, "Shop": 0])
    let first = try #require(stage.row("Alice")?.certificate.serial)
    _ = try stage.accept("Shop", try stage.payDirect("Alice", to: "Shop", Play.sek(10)))
    let copy = try #require(stage.purses["Alice"])
    _ = try stage.accept("Bob", try stage.pay("Alice", try stage.request("Bob", Play.sek(80))))
    for _ in 0..<syncs { try stage.sync("Alice") }
    _ = try stage.accept("Alice", try stage.payDirect("Bob", to: "Alice", Play.sek(30)))
    _ = try stage.accept("Shop", try stage.payDirect("Alice", to: "Shop", Play.sek(20)))
    // What it has sent and nobody has brought yet comes after the backup's report.
    let late = try stage.upload("Alice")
    try Self.marked("Alice", copy, &stage)
    _ = try? stage.bank.ledger.sync(late, time: stage.time)
    try Play.syncAll(&stage, ["Shop", "Bob", "Alice"])
    #expect(stage.bank.ledger.book.purses[first]?.shadow == Play.sek(120))
    stage.time = ModelBank.start.adding(days: ModelBank.lifetimeDays + 31)
    try stage.bank.ledger.payClaim(on: first, time: stage.time)
    try Play.syncAll(&stage, ["Alice"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 150, "Shop": 30])
    #expect(stage.bank.ledger.book.totals.loss == 0)
    Play.expectJust(stage)
  }

  @Test(
    "Attack 27, CLM-55: who spends from a copy is convicted, whether he marks it before or afterwards",
    arguments: [false, true])
  func spendsTwice(_ marksFirst: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Shop": 0])
    let copy = try #require(stage.purses["Alice"])
    let first = try #require(stage.serial("Alice"))
    _ = try stage.accept("Bob", try stage.payDirect("Alice", to: "Bob", Play.sek(200)))
    if marksFirst { try Self.marked("Alice", copy, &stage) }
    var clone = stage
    clone.purses["Alice"] = copy
    let payment = try clone.payDirect("Alice", to: "Shop", Play.sek(200))
    _ = try stage.accept("Shop", payment)
    if !marksFirst { try Self.marked("Alice", copy, &stage) }
    let heir = try #require(stage.serial("Alice"))
    for name in ["Bob", "Shop"] { try stage.sync(name) }
    let book = stage.bank.ledger.book
    #expect(book.purses[first]?.isConvicted == true)
    #expect(book.proofs.rows.values.map(\.kind) == [.fork])
    Play.expectProven(stage)
    // The purse that followed is no better, and the claim is not paid.
    #expect(book.purses[heir]?.state == .suspended)
    #expect(stage.bank.ledger.rules.blockList.contains(heir))
    stage.time = ModelBank.start.adding(days: ModelBank.lifetimeDays + 31)
    #expect(throws: LedgerError.convicted) {
      try stage.bank.ledger.payClaim(on: first, time: stage.time)
    }
    #expect(book.isBalanced)
  }

  @Test("Attack 27: a clone that goes on after the marking spends its holder's own money")
  func goesOn() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Shop": 0])
    let copy = try #require(stage.purses["Alice"])
    let first = try #require(stage.serial("Alice"))
    try Self.marked("Alice", copy, &stage)
    var clone = stage
    clone.purses["Alice"] = copy
    // The shop has no list yet.
    _ = try stage.accept("Shop", try clone.payDirect("Alice", to: "Shop", Play.sek(150)))
    stage.time = ModelBank.start.adding(days: ModelBank.lifetimeDays + 31)
    try stage.bank.ledger.payClaim(on: first, time: stage.time)
    #expect(stage.bank.ledger.book.accounts["Alice"] == Play.sek(10_000))
    try Play.syncAll(&stage, ["Shop"])
    #expect(stage.bank.ledger.book.accounts["Alice"] == Play.sek(9_850))
    #expect(stage.bank.ledger.book.totals.loss == 0)
    Play.expectAgreement(stage, ["Shop": 150])
    Play.expectJust(stage)
  }

  @Test("Attack 27, CLM-54: nobody makes a proof of what a purse did before and after a restoring")
  func framed() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let copy = try #require(stage.purses["Alice"])
    let accused = try #require(copy.currentCertificate)
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    _ = try stage.accept("Bob", payment)
    try stage.restore("Alice", from: copy, chance: 4_711)
    let restored = try stage.upload("Alice")
    let grant = try stage.bank.ledger.sync(restored, time: stage.time).grant
    try stage.apply("Alice", grant)
    let after = try stage.upload("Alice")
    _ = try stage.bank.ledger.sync(after, time: stage.time)
    let verifier = try Play.verifier(stage)
    let parts: [[[UInt8]]] = [
      [after.bytes, grant, payment.message], [restored.bytes, payment.message],
      [restored.bytes, grant], [after.bytes, restored.bytes, grant], [grant, payment.message],
    ]
    for documents in parts {
      for kind in [ProofKind.split, .missing, .journal, .fork, .twoFaced] {
        var packet = Packet(kind: .proof, message: [UInt8](accused))
        packet.proof = kind
        packet.documents = documents
        #expect(throws: ProofError.self) { try verifier.verify(packet) }
      }
    }
  }

  @Test("Attack 27: a journal that no honest purse signs convicts under the new serial as well")
  func brokenHeir() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    try Self.marked("Alice", try #require(stage.purses["Alice"]), &stage)
    let honest = try stage.upload("Alice")
    let request = try Signed<SyncRequest>(honest.message.span.bytes).content
    var claimed = request
    claimed.spendable = Play.sek(500)
    var crypto = ModelPurseCrypto(seed: 0)
    let key = try #require(stage.purses["Alice"]?.currentCertificate?.content.key)
    let signature = crypto.sign(claimed.digest(hash: crypto), with: KeyHandle(key.x))
    var forged = honest
    forged.message = [UInt8](Signed(content: claimed, signature: signature))
    _ = try stage.bank.ledger.sync(forged, time: stage.time)
    #expect(stage.row("Alice")?.isConvicted == true)
    #expect(stage.bank.ledger.book.proofs.rows.values.map(\.kind) == [.journal])
    Play.expectProven(stage)
  }
}
