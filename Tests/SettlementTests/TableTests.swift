import Settlement
import Testing

/// A table finds, changes and remembers rows; what it keeps at hand to be quick never shows.
struct TableTests {
  @Test("A row that was put, loaded or taken out after a change is the one that is found")
  func latest() {
    var table = Table<Int, String>()
    for key in 0..<100 { table.load(key, "row \(key)") }
    table.update(7) { $0 += "a" }
    table[7] = "other"
    #expect(table[7] == "other" && table.has(7))
    table.update(7) { $0 += "b" }
    #expect(table.look(7, \.count) == 6)
    table[7] = nil
    #expect(table[7] == nil && !table.has(7) && table.look(7, \.count) == nil)
    table.update(8) { $0 += "a" }
    for key in 100..<5_000 { table.load(key, "late") }
    table.update(8) { $0 += "b" }
    #expect(table[8] == "row 8ab" && table[9] == "row 9")
  }

  @Test("A change in one copy leaves the other as it was") func copies() {
    var table = Table<Int, String>()
    for key in 0..<100 { table.load(key, "row") }
    table.update(3) { $0 += "a" }
    let before = table
    table.update(3) { $0 += "b" }
    #expect(before[3] == "rowa" && table[3] == "rowab")
  }
}
