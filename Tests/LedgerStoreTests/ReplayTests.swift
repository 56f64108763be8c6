import LedgerEngine
import LedgerRecords
import Settlement
import Testing
import Wire
import World

/// Random countries, cheats and all, told to a ledger on a store: it must answer as one does whose rows
/// are all in memory, and keep the same rows.
@Suite struct ReplayTests {
  @Test(
    "STO-5, STO-6: a ledger on a store answers as one in memory", arguments: StoreKind.possible)
  func countries(kind: StoreKind) throws {
    for seed in UInt64(1)...Self.seeds {
      let recording = try RandomWorld.record(seed: seed)
      let store = try kind.make(recording.ledger.rules.currency)
      try compare(recording, store, seed: seed)
    }
  }

  static let seeds: UInt64 = 24

  private func compare(_ recording: LedgerRecording, _ store: StoreUnderTest, seed: UInt64) throws {
    var replay = try Replay(recording, on: store.storage)
    var memory = try Replay(recording, on: Memory(recording.ledger.book))
    var random = Seeded(seed: seed)
    var inputs = recording.inputs[...]
    while let first = inputs.first {
      if case .unblock(let serial) = first {
        try replay.unblock(serial)
        try memory.unblock(serial)
        inputs = inputs.dropFirst()
        continue
      }
      let uploads = inputs.prefix(Int.random(in: 1...5, using: &random)).prefix { $0.upload != nil }
      let packets = uploads.compactMap { $0.upload }
      inputs = inputs.dropFirst(packets.count)
      let answers = try replay.settle(packets, time: recording.time)
      let expected = try memory.settle(packets, time: recording.time)
      try #require(
        answers == expected, "seed \(seed), \(recording.inputs.count - inputs.count) heard")
    }
    try compare(try store.rows(), memory.engine.ledger.book, seed: seed)
  }

  private func compare(_ stored: Book, _ book: Book, seed: UInt64) throws {
    let comment = Comment("seed \(seed)")
    #expect(stored.accounts.rows == book.accounts.rows, comment)
    #expect(stored.purses.rows.keys == book.purses.rows.keys, comment)
    for (serial, row) in book.purses.rows {
      #expect(stored.purses.rows[serial] == row, "seed \(seed), purse \(serial)")
    }
    let open = book.payments.rows.filter { !$0.value.isClosed }
    #expect(Set(stored.payments.rows.keys) == Set(open.keys), comment)
    for (digest, row) in open {
      // Where it was settled is told by batches, which are numbered otherwise.
      var (mine, theirs) = (row, stored.payments.rows[digest])
      mine.settled = nil
      theirs?.settled = nil
      #expect(mine == theirs, comment)
    }
    #expect(stored.refusals.rows.keys == book.refusals.rows.keys, comment)
    #expect(
      stored.proofs.rows.values.map(\.packet).sorted { $0.lexicographicallyPrecedes($1) }
        == book.proofs.rows.values.map(\.packet).sorted { $0.lexicographicallyPrecedes($1) },
      comment)
    var (totals, expected) = (stored.totals, book.totals)
    // How many are verified depends on what was found already verified.
    (totals.signatureChecks, expected.signatureChecks) = (0, 0)
    #expect(totals == expected, comment)
    #expect(stored.isBalanced, comment)
  }
}
