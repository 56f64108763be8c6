import Settlement
import Testing
import Wire
import World

@Suite struct AgeTests {
  @Test("LED-31: unexplained value is told by the age of its advance, a conviction's is not")
  func ages() throws {
    var town = try Town()
    let start = ModelBank.start
    let names = ["Alice", "Bob", "Charlie"]
    for (name, days) in zip(names, [0, 8, 400]) as Zip2Sequence<[String], [UInt32]> {
      let serial = try #require(town.stage.row(name)?.certificate.serial)
      town.stage.bank.ledger.book.purses.update(serial) { row in
        row.advance = Amount(minorUnits: 100 + UInt64(days)) ?? .zero
        row.advancedSince = start
      }
      // As if the others had been advanced the money later.
      let ages = town.book.unexplainedByAge(at: start.adding(days: days))
      #expect(ages.map(\.days) == [1, 7, 30, 90, nil])
      #expect(ages.reduce(0) { $0 + $1.purses } == names.firstIndex(of: name).map { $0 + 1 })
      let place = days == 0 ? 0 : days == 8 ? 2 : 4
      #expect(ages[place].value == town.book.unexplained)
    }
    let serial = try #require(town.stage.row("Charlie")?.certificate.serial)
    town.stage.bank.ledger.book.purses.update(serial) { $0.isConvicted = true }
    #expect(town.book.unexplainedByAge(at: start)[0].purses == 2)
  }
}
