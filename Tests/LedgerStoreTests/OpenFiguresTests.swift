import LedgerRecords
import Settlement
import Testing
import Wire
import World

/// What is open, counted by the store itself.
struct OpenFiguresTests {
  @Test("What a store counts is what its rows show", arguments: StoreKind.possible)
  func counted(kind: StoreKind) throws {
    let market = try Market(people: 10, evidence: .off)
    let store = try kind.make(market.ledger.rules.currency)
    var ledger = try StoredLedger(market.ledger, on: store.storage)
    var random = Seeded(seed: 5)
    try market.sync(market.names, load: 100, with: &ledger)
    // Who paid with what others gave him says so before they do.
    for name in market.names.prefix(5) {
      for _ in 0..<40 { market.pay(&random) }
      try market.sync([name], with: &ledger)
    }
    let keeper = try #require(try store.reopen() as? any LedgerKeeper)
    let book = try keeper.snapshot()
    #expect(book.payments.count > 0)
    #expect(book.unexplained != .zero)
    for days in [0, 1, 6, 7, 29, 30, 89, 90, 400] as [UInt32] {
      let time = market.time.adding(days: days)
      let figures = try keeper.openFigures(at: time)
      #expect(figures == OpenFigures(book, at: time))
      #expect(figures.unexplained.map(\.purses).reduce(0, +) > 0)
      // All of it is of one moment, and so of one age.
      let place = [1, 7, 30, 90].firstIndex { days < $0 } ?? 4
      #expect(figures.unexplained[place].value == book.unexplained, "\(days)")
    }
  }
}
