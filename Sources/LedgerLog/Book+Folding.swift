import LedgerRecords
import Settlement
import Wire

extension Book {
  /// Takes in a batch and keeps what is open, as a store does.
  /// - Parameter addsTotals: as its history says.
  mutating func fold(_ changes: BookChanges, addsTotals: Bool) {
    let before = totals
    load(changes)
    if addsTotals { totals = before.adding(changes.totals) }
    for (digest, row) in changes.payments where row.isClosed { payments.load(digest, nil) }
  }

  /// Where the rows of a store differ from these, in words.
  func differences(from store: Book) -> [String] {
    var found: [String] = []
    func compare<Key: Hashable & Sendable, Row: Equatable & Sendable>(
      _ what: String, _ mine: [Key: Row], _ theirs: [Key: Row], _ name: (Key) -> String
    ) {
      for key in Set(mine.keys).union(theirs.keys) where mine[key] != theirs[key] {
        let fault =
          theirs[key] == nil
          ? "is missing" : mine[key] == nil ? "is none that a batch has" : "was altered"
        found.append("\(what) \(name(key)) \(fault)")
      }
    }
    compare("account", accounts.rows, store.accounts.rows) { $0 }
    compare("purse", purses.rows, store.purses.rows) { String($0.value, radix: 16) }
    compare("open payment", payments.rows, store.payments.rows) { Self.hex($0) }
    compare("refusal", refusals.rows, store.refusals.rows) {
      Self.hex($0.subjectWord.digest)
    }
    compare("proof", proofs.rows, store.proofs.rows) { String($0) }
    if totals != store.totals { found.append("the totals were altered") }
    return found.sorted()
  }

  private static func hex(_ digest: Digest) -> String {
    digest.word.array.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
