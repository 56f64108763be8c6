import Settlement
import Testing
import Wire
import World

@testable import LedgerRecords

@Suite("Records") struct RecordTests {
  @Test("STO-1: every kind of row is read back as it was written", arguments: 1...5)
  func roundTrips(seed: UInt64) throws {
    var rows = try RandomRows(seed: seed)
    for _ in 0..<200 {
      let purse = rows.purse()
      #expect(try PurseRow(record: purse.record) == purse)
      let payment = rows.payment()
      #expect(try PaymentRow(record: payment.record) == payment)
      let refusal = rows.refusal()
      #expect(try RefusalRow(record: refusal.record) == refusal)
      let proof = rows.proof()
      #expect(try ProofRow(record: proof.record) == proof)
      for transaction in rows.transactions() {
        #expect(
          try Transaction(record: transaction.record, number: transaction.number) == transaction)
      }
    }
  }

  @Test("STO-1, STO-2: a batch is read back as it was written, and written again the same")
  func batches() throws {
    var rows = try RandomRows(seed: 6)
    for _ in 0..<100 {
      let changes = rows.changes()
      let record = changes.record
      let read = try BookChanges(record: record)
      #expect(read.record == record)
      #expect(read.batch == changes.batch && read.totals == changes.totals)
      #expect(read.accounts.map(\.key) == changes.accounts.map(\.key))
      #expect(read.purses.map(\.row) == changes.purses.map(\.row))
      #expect(read.payments.map(\.key) == changes.payments.map(\.key))
      #expect(read.payments.map(\.row) == changes.payments.map(\.row))
      #expect(read.refusals.map(\.key) == changes.refusals.map(\.key))
      #expect(read.uploads.map(\.key) == changes.uploads.map(\.key))
      #expect(read.uploads.map(\.row) == changes.uploads.map(\.row))
      #expect(read.proofs.map(\.row) == changes.proofs.map(\.row))
      #expect(read.acceptances.map(\.row) == changes.acceptances.map(\.row))
      #expect(read.evidence.map(\.row) == changes.evidence.map(\.row))
      #expect(read.transactions == changes.transactions)
      #expect(read.archiveKeys == changes.archiveKeys)
    }
  }

  @Test("STO-12: the log's entries are the batch's own transactions, in their order")
  func entries() throws {
    var rows = try RandomRows(seed: 7)
    for _ in 0..<100 {
      let changes = rows.changes()
      let (batch, records) = try BookChanges.transactions(inRecord: changes.record)
      #expect(batch == changes.batch)
      #expect(records == changes.transactions.map(\.record))
      let stored = StoredBatch(number: changes.batch, entry: 5, record: changes.record)
      let bodies = try stored.logBodies(recordHash: .zero)
      #expect(UInt64(bodies.count) == changes.entryCount)
      #expect(try LogBody(bodies[0], index: 5) == .batch(changes.batch, recordHash: .zero))
      for (body, transaction) in zip(bodies.dropFirst(), changes.transactions) {
        #expect(try LogBody(body, index: transaction.number) == .transaction(transaction))
      }
    }
  }

  @Test("STO-2, STO-8: a record cut off anywhere, or with more behind it, is damage")
  func cut() throws {
    var rows = try RandomRows(seed: 8)
    for _ in 0..<4 {
      let record = rows.changes().record
      for length in 0..<record.count {
        let part = Array(record.prefix(length))
        #expect(throws: RecordDamage.self) { try BookChanges(record: part) }
      }
      #expect(throws: RecordDamage.self) { try BookChanges(record: record + [0]) }
    }
  }

  @Test("STO-8: an altered record is damage or another record, and never a trap", arguments: 1...4)
  func altered(seed: UInt64) throws {
    var rows = try RandomRows(seed: seed)
    var random = Seeded(seed: seed)
    var damaged = 0
    for _ in 0..<2_500 {
      var record = rows.changes().record
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<record.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: record[place] = UInt8.random(in: 0...255, using: &random)
        case 1: record[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: record.remove(at: place)
        default: record.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
        if record.isEmpty { record = [0] }
      }
      _ = try? BookChanges.transactions(inRecord: record)
      do throws(RecordDamage) {
        // What can be read has one way to be written, or two records would be one batch.
        let changes = try BookChanges(record: record)
        #expect(changes.record == record, "seed \(seed)")
      } catch {
        damaged += 1
      }
    }
    #expect(damaged > 500)
  }

  @Test("STO-8: a number has one form", arguments: Self.badNumbers)
  func badNumber(bytes: [UInt8]) {
    #expect(throws: RecordDamage.self) {
      var reader = RecordReader(bytes)
      _ = try reader.number()
    }
  }

  @Test("A number's form is the shortest, whatever its size")
  func numbers() throws {
    for shift in 0..<64 {
      for value in [UInt64(1) << shift, (UInt64(1) << shift) - 1, .max >> shift] {
        var bytes: [UInt8] = []
        bytes.put(value)
        #expect(bytes.count == max(1, (64 - value.leadingZeroBitCount + 6) / 7))
        var reader = RecordReader(bytes)
        #expect(try reader.number() == value && reader.isAtEnd)
        let signed = Int64(bitPattern: value)
        var other: [UInt8] = []
        other.put(signed: signed)
        var second = RecordReader(other)
        #expect(try second.signed() == signed && second.isAtEnd)
      }
    }
  }

  @Test("STO-8: a transaction that does not balance is damage")
  func unbalanced() throws {
    let postings = [Posting(.pool, 5), Posting(.loss, -4)]
    let transaction = Transaction(
      number: 1, time: .unknown, kind: .issue, payment: nil, postings: postings)
    #expect(throws: RecordDamage.self) {
      try Transaction(record: transaction.record, number: 1)
    }
    let wrapped = [Posting(.pool, .max), Posting(.loss, .max), Posting(.held, 2)]
    let overflowing = Transaction(
      number: 1, time: .unknown, kind: .issue, payment: nil, postings: wrapped)
    #expect(throws: RecordDamage.self) {
      try Transaction(record: overflowing.record, number: 1)
    }
  }

  private static let badNumbers: [[UInt8]] = [
    [], [0x80], [0x80, 0x00], [0xFF, 0x80, 0x00], Array(repeating: 0x80, count: 9) + [0x02],
    Array(repeating: 0xFF, count: 10), Array(repeating: 0x80, count: 10) + [0x01],
  ]
}
