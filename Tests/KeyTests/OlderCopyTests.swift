import Foundation
import Home
import Payment
import Purse
import Settlement
import Testing
import Wire

@Suite("Older and altered files of a terminal", .enabled(if: SoftToken.isThere), .serialized)
struct OlderCopyTests {
  @Test("TRM-20, TRM-22: restored old copies of its state are harmless and noticed")
  func restored() throws {
    let kiosk = try Kiosk("older")
    try kiosk.take(50, request: 1)
    let old = try kiosk.file
    try kiosk.take(80, request: 2)
    let between = try kiosk.file
    try kiosk.sync()
    try kiosk.take(20, request: 3)
    let newest = try kiosk.file
    for copy in [old, between, Array(newest[..<Self.end(newest, dropping: 1)])] {
      try kiosk.put(copy)
      #expect(throws: HomeError.notTheLatest(kiosk.path)) { try kiosk.open { _ in } }
      #expect(try kiosk.file == copy)
    }
    try kiosk.put(newest)
    try kiosk.sync()
    #expect(kiosk.home.ledger.book.accounts["Kiosk"] == (try kiosk.sek(150)))
    #expect(kiosk.home.ledger.book.totals.proofs == 0)
  }

  @Test("TRM-22: a token that was set back is noticed, too") func olderToken() throws {
    let kiosk = try Kiosk("older")
    let place = try kiosk.place
    try kiosk.take(50, request: 1)
    try kiosk.setPlace(place)
    #expect(throws: HomeError.notTheLatest(kiosk.path)) { try kiosk.open { _ in } }
  }

  @Test("TRM-24: a change that was never answered cannot take the place of the one that was")
  func sibling() throws {
    let kiosk = try Kiosk("older")
    let (before, place) = (try kiosk.file, try kiosk.place)
    // The power goes after the file and before the token; somebody keeps the file.
    try kiosk.ask(1)
    let unanswered = try kiosk.file
    try kiosk.put(before)
    try kiosk.setPlace(place)
    try kiosk.take(50, request: 1)
    let newest = try kiosk.file
    try kiosk.put(unanswered)
    #expect(throws: HomeError.notTheLatest(kiosk.path)) { try kiosk.open { _ in } }
    // Nor can it stand before what followed the one that was.
    let rest = SealedRecord.all(in: newest).first { $0.range.lowerBound > before.count }
    try kiosk.put(unanswered + newest[(try #require(rest).range.lowerBound)...])
    #expect(throws: HomeError.damaged(kiosk.path, Self.notAll)) { try kiosk.open { _ in } }
    try kiosk.put(newest)
    #expect(try kiosk.pending == kiosk.sek(50))
  }

  private static let notAll = "what its token says was written is not all there"

  @Test("TRM-23: of two copies that are open, one goes on and the other answers nothing")
  func twoCopies() throws {
    let kiosk = try Kiosk("older")
    let copy = kiosk.home.devicePath("Copy")
    try Data(try kiosk.file).write(to: URL(filePath: copy))
    try kiosk.open { one in
      var other = try Device(path: copy)
      try kiosk.take(50, request: 1, &one)
      #expect(throws: HomeError.notTheLatest(copy)) {
        _ = try other.execute(.request(number: RequestNumber(1), amount: try kiosk.sek(5)))
      }
      try kiosk.take(30, request: 2, &one)
    }
    #expect(throws: HomeError.notTheLatest(copy)) { _ = try Device(path: copy) }
  }

  @Test("TRM-12: whatever byte of the file is changed, it is refused") func everyByte() throws {
    let kiosk = try Kiosk("older")
    let file = try kiosk.file
    let records = SealedRecord.all(in: file)
    #expect(records.last?.range.upperBound == file.count)
    // Of what is sealed one byte in thirty-one: all of them go through the same cipher.
    var places = Array(0..<SealedRecord.header).filter { $0 < 500 ? $0 % 3 == 0 : $0 % 97 == 0 }
    for range in records.map(\.range) {
      places += range.filter { at in
        at < range.lowerBound + 28 || at >= range.upperBound - 16 || at % 31 == 0
      }
    }
    var accepted: [Int] = []
    for place in places {
      var altered = file
      altered[place] ^= 1
      try kiosk.put(altered)
      if (try? kiosk.open { _ in }) != nil { accepted.append(place) }
    }
    #expect(accepted.isEmpty)
    try kiosk.put(file)
    try kiosk.open { _ in }
  }

  @Test("TRM-12: records that are swapped, cut out, repeated or another terminal's are refused")
  func records() throws {
    let kiosk = try Kiosk("older")
    try kiosk.take(50, request: 1)
    try kiosk.issue("Other")
    let file = try kiosk.file
    let other = [UInt8](
      try Data(contentsOf: URL(filePath: kiosk.home.devicePath("Other"))))
    let parts = SealedRecord.all(in: file).map { Array(file[$0.range]) }
    let others = SealedRecord.all(in: other).map { Array(other[$0.range]) }
    let header = Array(file[..<SealedRecord.header])
    let count = parts.count
    var changed: [[[UInt8]]] = [others, [], parts.reversed()]
    for at in 0..<(count - 1) {
      var swapped = parts
      swapped.swapAt(at, at + 1)
      var cut = parts
      cut.remove(at: at)
      var repeated = parts
      repeated.insert(parts[at], at: at)
      var foreign = parts
      foreign[at] = others[min(at, others.count - 1)]
      changed += [swapped, cut, repeated, foreign, Array(parts[...at])]
    }
    for records in changed {
      try kiosk.put(header + records.joined())
      #expect(throws: HomeError.self) { try kiosk.open { _ in } }
    }
    // All of another terminal's file in this one's place is that terminal.
    try kiosk.put(Array(other[..<SealedRecord.header]) + parts.joined())
    #expect(throws: HomeError.self) { try kiosk.open { _ in } }
    try kiosk.put(file)
    #expect(try kiosk.pending == kiosk.sek(50))
  }

  /// Where a file ends without its last records.
  private static func end(_ file: [UInt8], dropping count: Int) -> Int {
    SealedRecord.all(in: file).dropLast(count).last?.range.upperBound ?? SealedRecord.header
  }
}
