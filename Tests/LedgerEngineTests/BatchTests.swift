import LedgerEngine
import Money
import Settlement
import Testing
import Wire
import World

@Suite struct BatchTests {
  /// Cards that have paid each other, and what all of them report.
  private func town() throws -> (stage: Stage, uploads: [Packet]) {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency.code)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    var stage = Stage(
      currency: currency.code, liquidity: .evidenceAndPool, policies: [policy])
    let names = (0..<8).map { "P\($0)" }
    let money = try #require(Amount(minorUnits: 100_000))
    for name in names { try stage.issue(name, policy: policy, money: money) }
    for name in names { try stage.sync(name, load: try #require(Amount(minorUnits: 20_000))) }
    for index in names.indices {
      let payee = names[(index + 3) % names.count]
      let payment = try stage.payDirect(
        names[index], to: payee, try #require(Amount(minorUnits: UInt64(100 + index))))
      _ = try stage.accept(payee, payment)
    }
    let uploads = try names.map { try stage.upload($0) }
    return (stage, uploads)
  }

  private func engine(_ stage: Stage) -> BatchLedger<ModelLedgerCrypto> {
    let ledger = stage.bank.ledger
    return BatchLedger(
      Ledger(book: ledger.book, rules: ledger.rules, crypto: PrefetchedCrypto(ledger.crypto)))
  }

  private func balances(_ book: Book) -> [UInt64: UInt64] {
    Dictionary(
      uniqueKeysWithValues: book.purses.rows.map { ($0.key.value, $0.value.shadow.minorUnits) })
  }

  @Test(
    "LED-80: a batch ends as the same uploads one by one, whatever its size", arguments: [1, 3, 8])
  func sameEnd(size: Int) throws {
    let (stage, uploads) = try town()
    var single = stage.bank.ledger
    for upload in uploads { _ = try single.sync(upload, time: ModelBank.start) }
    var batches = engine(stage)
    var grants = 0
    for start in stride(from: 0, to: uploads.count, by: size) {
      let part = Array(uploads[start..<min(uploads.count, start + size)])
      var saves = 0
      let results = try batches.settle(part, time: ModelBank.start) { book in
        saves += 1
        book.forgetChanges()
      }
      #expect(saves == 1)
      for result in results where (try? result.get()) != nil { grants += 1 }
    }
    #expect(grants == uploads.count)
    #expect(balances(batches.ledger.book) == balances(single.book))
    #expect(batches.ledger.book.isBalanced)
    #expect(batches.ledger.book.payments.rows.count == 8)
  }

  @Test("LED-80: one bad upload is refused by itself; the others of its batch are booked")
  func badOnes() throws {
    let (stage, uploads) = try town()
    var batches = engine(stage)
    var forged = uploads[2]
    forged.message[forged.message.count - 1] ^= 1
    var garbled = uploads[3]
    garbled.items.removeLast()
    let noUpload = Packet(kind: .grant, message: [1, 2, 3])
    let batch = [uploads[0], forged, garbled, noUpload, uploads[1], uploads[0]]
    let results = try batches.settle(batch, time: ModelBank.start) { $0.forgetChanges() }
    #expect(throws: LedgerError.badSignature) { try results[1].get() }
    #expect(throws: LedgerError.garbledUpload) { try results[2].get() }
    #expect(throws: LedgerError.malformed(.wrongMessageType)) { try results[3].get() }
    let first = try results[0].get()
    #expect(try results[4].get().grant != first.grant)
    let again = try results[5].get()
    #expect(again.grant == first.grant && again.notices == [.repeated])
  }

  @Test("LED-80: when a batch cannot be made durable, nobody has an answer and nothing goes on")
  func halted() throws {
    struct DiskFull: Error {}
    let (stage, uploads) = try town()
    var batches = engine(stage)
    #expect(throws: DiskFull.self) {
      try batches.settle(uploads, time: ModelBank.start) { _ in throw DiskFull() }
    }
    #expect(throws: BatchError.halted) {
      try batches.settle(uploads, time: ModelBank.start) { $0.forgetChanges() }
    }
    // Opened anew from what is stored, the same uploads are booked.
    var reopened = engine(stage)
    let results = try reopened.settle(uploads, time: ModelBank.start) { $0.forgetChanges() }
    for result in results { _ = try result.get() }
  }

  @Test("LED-10, LED-80: a payment whose payer reports before its payee is not verified")
  func checks() throws {
    let (stage, uploads) = try town()
    var together = engine(stage)
    let before = together.ledger.book.totals.signatureChecks
    _ = try together.settle(uploads, time: ModelBank.start) { $0.forgetChanges() }
    let all = together.ledger.book.totals.signatureChecks - before
    // Payers and payees are the same people here: some are served before their payers.
    #expect(all >= 8 && all < 16)
  }
}
