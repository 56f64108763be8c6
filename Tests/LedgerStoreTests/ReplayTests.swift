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
    var replay = try StoredLedger(recording.ledger, on: store.storage)
    var memory = try StoredLedger(recording.ledger, on: Memory(recording.ledger.book))
    var random = Seeded(seed: seed)
    var inputs = recording.inputs[...]
    while let first = inputs.first {
      if first.upload == nil {
        try replay.tell(first, time: recording.time)
        try memory.tell(first, time: recording.time)
        inputs = inputs.dropFirst()
        continue
      }
      let uploads = inputs.prefix(Int.random(in: 1...5, using: &random)).prefix { $0.upload != nil }
      let packets = uploads.compactMap { $0.upload }
      inputs = inputs.dropFirst(packets.count)
      let answers = try replay.settle(packets, time: recording.time)
      let expected = try memory.settle(packets, time: recording.time)
      // Not the answers themselves: a failure would print them all.
      let differing = zip(answers, expected).filter { $0 != $1 }.map { Self.summary($0, $1) }
      try #require(
        differing == [], "seed \(seed), \(recording.inputs.count - inputs.count) heard")
    }
    // What was told last goes with the next batch.
    _ = try replay.settle([], time: recording.time)
    _ = try memory.settle([], time: recording.time)
    try compare(try store.rows(), memory.engine.ledger.book, seed: seed)
  }

  /// Of three payments at one place any two make a proof.
  private static func proofs(_ book: Book) -> [String] {
    book.proofs.rows.values.map { "\($0.kind) of \($0.serial.value)" }.sorted()
  }

  private static func summary(_ answer: SyncResult, _ expected: SyncResult) -> String {
    switch (answer, expected) {
    case (.success(let answer), .success(let expected)):
      "notices \(answer.notices) for \(expected.notices), same grant: \(answer.grant == expected.grant)"
    default: "\(answer)".prefix(80) + " for " + "\(expected)".prefix(80)
    }
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
    #expect(Self.proofs(stored) == Self.proofs(book), comment)
    var (totals, expected) = (stored.totals, book.totals)
    // How many are verified depends on what was found already verified.
    (totals.signatureChecks, expected.signatureChecks) = (0, 0)
    #expect(totals == expected, comment)
    #expect(stored.isBalanced, comment)
  }
}
