import LedgerRecords
import PostgresStore
import Settlement
import Testing
import Wire
import World

/// What a purse holds lies under its first serial (PRV-11), wherever its batch begins.
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct FirstSerialTests {
  @Test("STO-20, PRV-11: a batch brings the rows of first serials with it, cached or not")
  func prepared() throws {
    let market = try Market(people: 3)
    let conninfo = try ServerRoom.database()
    let currency = market.ledger.rules.currency
    let store = try PostgresStore(conninfo, currency: currency, process: 1_000)
    var book = market.ledger.book
    let serials = book.purses.rows.keys.sorted()
    // The second and the third are later serials of the first.
    for serial in serials.dropFirst() {
      book.purses.update(serial) { $0.links.root = serials[0] }
    }
    try store.commit(BookChanges(book, batch: try store.open().batch))
    let names = BatchNames(serials: [serials[1], serials[2]], syncing: [serials[2]])
    for reader in [store, try PostgresStore(conninfo, currency: currency, process: 2_000)] {
      for _ in 0..<2 {
        var empty = try reader.open()
        try reader.prepare(&empty, for: names)
        #expect(Set(empty.purses.rows.keys) == Set(serials))
        let account = try #require(book.purses.rows[serials[0]]?.account)
        #expect(empty.accounts.rows[account] != nil)
      }
    }
  }
}

extension BatchNames {
  fileprivate init(serials: Set<Serial>, syncing: Set<Serial>) {
    self.init()
    self.serials = serials
    self.syncing = syncing
  }
}
