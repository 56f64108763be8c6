import Money
import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Purses that report sums and no payments (docs/spec/privacy.md, totals only).
struct TotalsOnlyTests {
  private static func stage(
    _ loads: KeyValuePairs<String, UInt64> = ["Alice": 200, "Bob": 0, "Charlie": 0],
    _ change: (inout Policy) -> Void = { _ in }
  ) throws -> Stage {
    try Play.stage(policy: Play.policy(.cashLike, change), loads: loads)
  }

  private static func exchange(
    _ stage: inout Stage, _ payer: String, _ payee: String, _ units: UInt64
  ) throws {
    let payment = try stage.pay(payer, try stage.request(payee, Play.sek(units)))
    _ = try stage.accept(payee, payment)
  }

  private func content(_ upload: Packet) throws -> SyncRequest {
    try Signed<SyncRequest>(upload.message.span.bytes).content
  }

  private func transit(_ stage: Stage) -> Int64 { stage.bank.ledger.book.totals.transit / 100 }

  /// The books balance, nobody is blamed, and each shadow is what its purse declares.
  private func expectAgreement(
    _ stage: Stage, _ held: [String: UInt64], transit: Int64 = 0,
    at location: SourceLocation = #_sourceLocation
  ) {
    let book = stage.bank.ledger.book
    #expect(book.isBalanced, sourceLocation: location)
    #expect(book.proofs.rows.isEmpty, sourceLocation: location)
    #expect(book.totals.pool == 0 && book.totals.loss == 0, sourceLocation: location)
    #expect(self.transit(stage) == transit, sourceLocation: location)
    for (name, units) in held {
      #expect(stage.status(name)?.spendable == Play.sek(units), sourceLocation: location)
      #expect(stage.row(name)?.shadow == Play.sek(units), sourceLocation: location)
    }
  }

  @Test("MSG-64, PRV-50, PRV-51: relay and ledger learn sums, and of no payment anything")
  func ledgerLearns() throws {
    var stage = try Self.stage()
    let payment = try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    let acceptance = try stage.accept("Bob", payment)
    let upload = try stage.upload("Alice")
    #expect(upload.items.isEmpty)
    let report = try content(upload)
    var totals = SyncTotals()
    totals.sent = Play.sek(80)
    totals.loaded = Play.sek(200)
    #expect(report.totals == totals && report.checkpoint == nil)
    for name in ["Alice", "Bob"] {
      try stage.sync(name, documents: [payment, acceptance])
      try stage.sync(name)
    }
    let book = stage.bank.ledger.book
    #expect(book.payments.rows.isEmpty && book.acceptances.rows.isEmpty)
    #expect(book.refusals.rows.isEmpty && book.evidence.rows.isEmpty)
    #expect(book.transactions.allSatisfy { $0.payment == nil })
    let digest = try Signed<Payment>(payment.message.span.bytes)
      .digest(hash: ModelPurseCrypto(seed: 0))
    let kept = book.uploads.rows.values.flatMap { $0 }
    #expect(!kept.isEmpty && !kept.contains([UInt8](payment.message)))
    #expect(book.payments[digest] == nil)
    expectAgreement(stage, ["Alice": 120, "Bob": 80])
  }

  @Test("PRV-53: every order of syncs ends with the same balances")
  func orders() throws {
    let names = ["Alice", "Bob", "Charlie"]
    for first in names {
      for second in names where second != first {
        var stage = try Self.stage()
        try Self.exchange(&stage, "Alice", "Bob", 80)
        try Self.exchange(&stage, "Bob", "Charlie", 50)
        let third = names.filter { $0 != first && $0 != second }
        for name in [first, second] + third {
          try stage.sync(name)
          #expect(stage.bank.ledger.book.isBalanced)
        }
        try Play.syncAll(&stage, names)
        expectAgreement(stage, ["Alice": 120, "Bob": 30, "Charlie": 50])
      }
    }
  }

  @Test(
    "PRV-53: before the payer has synced, transit is below zero and nobody waits or is advanced")
  func payeeFirst() throws {
    var stage = try Self.stage()
    try Self.exchange(&stage, "Alice", "Bob", 80)
    try stage.sync("Bob")
    #expect(transit(stage) == -80)
    try stage.unload("Bob", Play.sek(80))
    try stage.sync("Bob")
    #expect(stage.bank.ledger.book.accounts["Bob"] == Play.sek(10_080))
    #expect(stage.bank.ledger.book.unexplained == .zero)
    try stage.sync("Alice")
    expectAgreement(stage, ["Alice": 120, "Bob": 0])
  }

  @Test(
    "Attack 31, PRV-52: what is torn stays in doubt through grants until a signed decision comes")
  func torn() throws {
    for isRefused in [false, true] {
      var stage = try Self.stage()
      let payment = try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
      let place = try #require(stage.status("Alice")?.sequence)
      for _ in 0..<3 { try Play.syncAll(&stage, ["Alice", "Bob"]) }
      #expect(stage.status("Alice")?.inDoubt == Play.sek(80))
      #expect(stage.status("Alice")?.spendable == Play.sek(120))
      #expect(transit(stage) == 80)
      // The phone lost it: the purse still has it.
      guard case .payment(let again, _) = try stage.run("Alice", .payment(at: place)) else {
        Issue.record("no payment")
        return
      }
      #expect(again == payment.message)
      let decision =
        isRefused
        ? try stage.refuse("Bob", payment: payment) : try stage.accept("Bob", payment)
      try stage.take("Alice", decision)
      #expect(stage.status("Alice")?.inDoubt == .zero)
      try Play.syncAll(&stage, ["Alice", "Bob"])
      expectAgreement(stage, isRefused ? ["Alice": 200, "Bob": 0] : ["Alice": 120, "Bob": 80])
    }
  }

  @Test("Attack 32: a purse of totals only and a full one refuse each other, and nothing changes")
  func classes() throws {
    let full = try Play.policy()
    let totals = try Play.policy(.cashLike)
    var stage = Stage(
      currency: full.currency, liquidity: .evidenceAndPool, policies: [full, totals])
    try stage.issue("Alice", policy: totals, money: Play.sek(500))
    try stage.issue("Bob", policy: full, money: Play.sek(500))
    for name in ["Alice", "Bob"] { try stage.sync(name, load: Play.sek(100)) }
    let request = try stage.request("Bob", Play.sek(10))
    let before = stage.status("Alice")?.head
    #expect(throws: PurseError.reportingClassesDiffer) { try stage.pay("Alice", request) }
    #expect(stage.status("Alice")?.head == before)
    // Bob's purse need not look at Alice's certificate; hers looks at his, and the ledger gives him back what he paid.
    let payment = try stage.pay("Bob", try stage.request("Alice", Play.sek(10)))
    let head = stage.status("Alice")?.head
    #expect(throws: PurseError.reportingClassesDiffer) { try stage.accept("Alice", payment) }
    #expect(stage.status("Alice")?.head == head)
    try Play.syncAll(&stage, ["Alice", "Bob"])
    expectAgreement(stage, ["Alice": 100, "Bob": 100])
  }

  @Test("PRV-50: whatever the policy says, there are no direct payments") func direct() throws {
    var stage = try Self.stage { $0.direct = true }
    let serial = try #require(stage.serial("Bob"))
    let next = try #require(stage.status("Alice")?.sequence).next
    #expect(throws: PurseError.directNotAllowed) {
      try stage.run(
        "Alice",
        .payDirect(
          expected: next, amount: Play.sek(1), payee: serial, certificate: [],
          pin: nil))
    }
  }

  @Test("PRV-50: entries beside sums, and sums of a purse that reports all, are garbled")
  func garbled() throws {
    var stage = try Self.stage(["Alice": 200, "Bob": 0])
    var upload = try stage.upload("Alice")
    upload.items = [
      Packet.Item(sequence: SequenceNumber(1), entry: [0x80], payment: nil, sealed: nil)
    ]
    #expect(throws: LedgerError.garbledUpload) {
      try stage.bank.ledger.sync(upload, time: stage.time)
    }
    for reportsTotals in [false, true] {
      let other = try Play.policy(reportsTotals ? .ekronaCard : .cashLike)
      var stage = try Play.stage(policy: other, loads: ["Alice": 200])
      let forged = try report(&stage, "Alice") { request in
        request.summary = reportsTotals ? .totals(SyncTotals()) : nil
      }
      #expect(throws: LedgerError.garbledUpload) {
        try stage.bank.ledger.sync(forged, time: stage.time)
      }
    }
  }

  @Test(
    "PRV-54: a clone's payments are the deficit of the class, to the last unit, and nobody is blamed"
  )
  func deficit() throws {
    var stage = try Self.stage()
    stage.purses["Clone"] = stage.purses["Alice"]
    try Self.exchange(&stage, "Alice", "Bob", 80)
    try Self.exchange(&stage, "Clone", "Charlie", 150)
    try Play.syncAll(&stage, ["Bob", "Alice", "Charlie"])
    expectAgreement(stage, ["Alice": 120, "Bob": 80, "Charlie": 150], transit: -150)
    // PRV-56: the clone is told that it is late, and never cashes out.
    #expect(throws: LedgerError.staleRequest) { try stage.sync("Clone") }
    expectAgreement(stage, ["Alice": 120, "Bob": 80, "Charlie": 150], transit: -150)
  }

  @Test("PRV-55: sums that do not lead to what is declared convict, and a third party sees it")
  func impossible() throws {
    var stage = try Self.stage()
    try stage.sync("Alice")
    let forged = try report(&stage, "Alice") { request in
      var totals = SyncTotals()
      totals.sent = Play.sek(10)
      totals.unloaded = Play.sek(150)
      request.summary = .totals(totals)
    }
    _ = try stage.bank.ledger.sync(forged, time: stage.time)
    let serial = try #require(stage.serial("Alice"))
    let proofs = stage.bank.ledger.book.proofs.rows.values
    #expect(proofs.map(\.serial) == [serial] && proofs.map(\.kind) == [.journal])
    Play.expectProven(stage)
    #expect(stage.bank.ledger.book.accounts["Alice"] == Play.sek(9_800))
    #expect(stage.bank.ledger.book.totals.loss == Int64(Play.sek(150).minorUnits))
    #expect(stage.bank.ledger.book.isBalanced)
  }

  @Test("PRV-55: a load other than the one granted suspends and does not convict") func otherLoad()
    throws
  {
    var stage = try Self.stage(["Alice": 200, "Bob": 0])
    let forged = try report(&stage, "Alice") { request in
      var totals = SyncTotals()
      totals.loaded = Play.sek(300)
      request.summary = .totals(totals)
      request.spendable = Play.sek(300)
    }
    _ = try stage.bank.ledger.sync(forged, time: stage.time)
    #expect(stage.bank.ledger.book.proofs.rows.isEmpty)
    #expect(stage.row("Alice")?.state == .suspended)
  }

  @Test("PRV-56: repeated and old reports are booked once") func repeated() throws {
    var stage = try Self.stage()
    try Self.exchange(&stage, "Alice", "Bob", 80)
    let upload = try stage.upload("Alice")
    let first = try stage.bank.ledger.sync(upload, time: stage.time)
    let second = try stage.bank.ledger.sync(upload, time: stage.time)
    #expect(first.grant == second.grant && transit(stage) == 80)
    try stage.apply("Alice", first.grant)
    try stage.sync("Alice")
    #expect(throws: LedgerError.staleRequest) {
      try stage.bank.ledger.sync(upload, time: stage.time)
    }
    try stage.sync("Bob")
    expectAgreement(stage, ["Alice": 120, "Bob": 80])
  }

  @Test("PRV-57: a claim refunds the shadow; what was paid since is a deficit") func claimed()
    throws
  {
    var stage = try Self.stage()
    try Self.exchange(&stage, "Alice", "Bob", 80)
    let serial = try #require(stage.serial("Alice"))
    let claim = stage.bank.claim(
      .lost, on: serial, account: "Alice", number: ClaimNumber(1), time: stage.time)
    try stage.bank.ledger.take(claim: claim, time: stage.time)
    let row = try #require(stage.row("Alice"))
    stage.time = stage.bank.ledger.claimDue(row)
    #expect(try stage.bank.ledger.payClaim(on: serial, time: stage.time) == Play.sek(200))
    try stage.sync("Bob")
    #expect(transit(stage) == -80)
    #expect(stage.row("Bob")?.shadow == Play.sek(80))
    #expect(stage.bank.ledger.book.isBalanced)
  }

  /// The report that a purse would make, changed and signed again by whoever has its key.
  private func report(
    _ stage: inout Stage, _ name: String, _ change: (inout SyncRequest) -> Void
  ) throws -> Packet {
    var upload = try stage.upload(name)
    var request = try content(upload)
    change(&request)
    var broken = try #require(BrokenPurse(stage, name))
    upload.message = [UInt8](broken.sign(request))
    upload.items = []
    return upload
  }
}
