import LedgerEngine
import LedgerRecords
import Money
import Settlement
import Synchronization
import Testing
import Wire
import World

@Suite struct BatchTests {
  @Test(
    "LED-80: a batch ends as the same uploads one by one, whatever its size", arguments: [1, 3, 8])
  func sameEnd(size: Int) throws {
    let (stage, uploads) = try Town.make()
    var single = stage.bank.ledger
    for upload in uploads { _ = try single.sync(upload, time: ModelBank.start) }
    var batches = Town.engine(stage)
    var grants = 0
    for start in stride(from: 0, to: uploads.count, by: size) {
      let part = Array(uploads[start..<min(uploads.count, start + size)])
      let memory = Memory()
      let results = try batches.settle(part, time: ModelBank.start, on: memory)
      #expect(memory.commits.withLock { $0 } == 1)
      for result in results where (try? result.get()) != nil { grants += 1 }
    }
    #expect(grants == uploads.count)
    #expect(Town.balances(batches.ledger.book) == Town.balances(single.book))
    #expect(batches.ledger.book.isBalanced)
    #expect(batches.ledger.book.payments.rows.count == 8)
  }

  @Test("LED-80: one bad upload is refused by itself; the others of its batch are booked")
  func badOnes() throws {
    let (stage, uploads) = try Town.make()
    var batches = Town.engine(stage)
    var forged = uploads[2]
    forged.message[forged.message.count - 1] ^= 1
    var garbled = uploads[3]
    garbled.items.removeLast()
    let noUpload = Packet(kind: .grant, message: [1, 2, 3])
    let batch = [uploads[0], forged, garbled, noUpload, uploads[1], uploads[0]]
    let results = try batches.settle(batch, time: ModelBank.start, on: Memory())
    #expect(throws: LedgerError.badSignature) { try results[1].get() }
    #expect(throws: LedgerError.garbledUpload) { try results[2].get() }
    #expect(throws: LedgerError.malformed(.wrongMessageType)) { try results[3].get() }
    let first = try results[0].get()
    #expect(try results[4].get().grant != first.grant)
    let again = try results[5].get()
    #expect(again.grant == first.grant && again.notices == [.repeated])
  }

  @Test("LED-80: every grant of a batch is signed, over what it says, and kept as it was answered")
  func signed() throws {
    let (stage, uploads) = try Town.make()
    var batches = Town.engine(stage)
    let results = try batches.settle(uploads, time: ModelBank.start, on: Memory())
    var crypto = stage.bank.ledger.crypto
    for (upload, result) in zip(uploads, results) {
      let bytes = try result.get().grant
      let grant = try Signed<SyncGrant>(bytes.span.bytes)
      #expect(grant.signature == crypto.signAsLedger(grant.digest(hash: crypto)))
      let request = try Signed<SyncRequest>(upload.message.span.bytes)
      #expect(grant.content.request == request.digest(hash: crypto))
      #expect(batches.ledger.book.purses[request.content.serial]?.grant == bytes)
    }
  }

  @Test("LED-80: when a batch cannot be made durable, nobody has an answer and nothing goes on")
  func halted() throws {
    let (stage, uploads) = try Town.make()
    var batches = Town.engine(stage)
    #expect(throws: LedgerStoreError.noSpace) {
      try batches.settle(uploads, time: ModelBank.start, on: Memory(isFull: true))
    }
    #expect(throws: BatchError.halted) {
      try batches.settle(uploads, time: ModelBank.start, on: Memory())
    }
    // Opened anew from what is stored, the same uploads are booked.
    var reopened = Town.engine(stage)
    let results = try reopened.settle(uploads, time: ModelBank.start, on: Memory())
    for result in results { _ = try result.get() }
  }

  @Test("LED-10, LED-80: a payment whose payer reports before its payee is not verified")
  func checks() throws {
    let (stage, uploads) = try Town.make()
    var together = Town.engine(stage)
    let before = together.ledger.book.totals.signatureChecks
    _ = try together.settle(uploads, time: ModelBank.start, on: Memory())
    let all = together.ledger.book.totals.signatureChecks - before
    // Payers and payees are the same people here: some are served before their payers.
    #expect(all >= 8 && all < 16)
  }
}
