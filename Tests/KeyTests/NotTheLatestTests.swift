import Foundation
import Home
import Payment
import Purse
import Settlement
import Testing
import Wire

@Suite(
  "Terminals whose newest file is lost", .enabled(if: SoftToken.isThere), .serialized)
struct NotTheLatestTests {
  /// What its keeper has: an older copy, a damaged file, one that went on before its token did.
  enum Left: CaseIterable { case older, damaged, newest, tokenOlder, tokenForgot, both }

  @Test(
    "TRM-25, CLM-51: what is left syncs as a restored purse, and nobody is accused",
    arguments: Left.allCases)
  func syncs(_ left: Left) throws {
    let kiosk = try Kiosk("restored")
    try kiosk.take(50, request: 1)
    let (old, oldPlace) = (try kiosk.file, try kiosk.place)
    try kiosk.sync()
    try kiosk.take(80, request: 2)
    switch left {
    case .older: try kiosk.put(old)
    case .damaged: try kiosk.put(Array(try kiosk.file.dropLast(5)))
    case .newest: break
    case .tokenOlder: try kiosk.setPlace(oldPlace)
    case .tokenForgot: try kiosk.forgetPlace()
    case .both:
      try kiosk.put(old)
      try kiosk.setPlace(oldPlace)
    }
    let isNoticed = left != .newest && left != .both
    let wasOpened = (try? kiosk.open { _ in }) != nil
    #expect(wasOpened != isNoticed)
    try Device.markRestored(kiosk.path)
    #expect(try kiosk.open { $0.purse.status.lifeCycle } == .restored)
    #expect(throws: PurseError.restored) { try kiosk.ask(3) }
    try kiosk.sync()
    #expect(try kiosk.pending == .zero)
    try kiosk.take(20, request: 1)
    try kiosk.sync()
    // With the second one Alice's purse can take no refusal any more (CLM-21).
    for _ in 0..<2 {
      var alice = try kiosk.home.device("Alice")
      _ = try kiosk.home.sync(&alice, wishes: SyncWishes(), documents: [])
    }
    #expect(kiosk.home.ledger.book.totals.proofs == 0)
    #expect(kiosk.home.ledger.book.isBalanced)
    #expect(kiosk.home.ledger.book.accounts["Kiosk"] == (try kiosk.sek(70)))
    try kiosk.home.advance(seconds: 430 * 86_400)
    let closed = try #require(try kiosk.home.books.purses.rows.first { $0.value.isClaimed }?.key)
    try kiosk.home.ledger.payClaim(on: closed, time: kiosk.home.now)
    #expect(kiosk.home.ledger.book.accounts["Kiosk"] == (try kiosk.sek(150)))
    #expect(kiosk.home.ledger.book.totals.loss == .zero)
  }

  @Test("TRM-26: the newest file that turns up again is an older copy from then on")
  func turnsUp() throws {
    let kiosk = try Kiosk("restored")
    let old = try kiosk.file
    try kiosk.take(80, request: 1)
    let newest = try kiosk.file
    try kiosk.put(old)
    try Device.markRestored(kiosk.path)
    let marked = try kiosk.file
    for file in [newest, old] {
      try kiosk.put(file)
      #expect(throws: HomeError.notTheLatest(kiosk.path)) { try kiosk.open { _ in } }
    }
    // With --from it lies elsewhere, and what is in its place is refused itself.
    let beside = kiosk.folder + "/beside"
    try Data(newest).write(to: URL(filePath: beside))
    try Device.restore(kiosk.path, from: beside)
    #expect(try Data(contentsOf: URL(filePath: beside)) == Data(newest))
    #expect(try kiosk.open { $0.purse.status.lifeCycle } == .restored)
    try kiosk.sync()
    let synced = try kiosk.file
    try kiosk.put(marked)
    #expect(throws: HomeError.notTheLatest(kiosk.path)) { try kiosk.open { _ in } }
    try kiosk.put(synced)
    try kiosk.sync()
    #expect(kiosk.home.ledger.book.totals.proofs == 0)
  }

  @Test("TRM-26, CLM-56: a copy that was marked itself gets one more serial, and nobody is accused")
  func markedTwice() throws {
    let kiosk = try Kiosk("restored")
    try Device.markRestored(kiosk.path)
    // Its request is with the ledger already when the copy is made.
    _ = try kiosk.open { try $0.execute(.syncRequest(SyncWishes())) }
    let marked = try kiosk.file
    try kiosk.sync()
    try kiosk.take(50, request: 1)
    try kiosk.sync()
    try kiosk.put(marked)
    try Device.markRestored(kiosk.path)
    try kiosk.sync()
    try kiosk.take(30, request: 1)
    try kiosk.sync()
    #expect(kiosk.home.ledger.book.totals.proofs == 0)
    #expect(try kiosk.open { $0.purse.status.lifeCycle } == .active)
    #expect(kiosk.home.ledger.book.accounts["Kiosk"] == (try kiosk.sek(80)))
  }

  @Test("TRM-25: the power may go after the file and before the token: it only syncs, all the same")
  func power() throws {
    let kiosk = try Kiosk("restored")
    let old = try kiosk.file
    try kiosk.take(80, request: 1)
    let place = try kiosk.place
    try kiosk.put(old)
    try Device.markRestored(kiosk.path)
    try kiosk.setPlace(place)
    #expect(try kiosk.open { $0.purse.status.lifeCycle } == .restored)
    try kiosk.sync()
  }

  @Test("TRM-26: another terminal's file, and one in which nothing opens, are refused")
  func refused() throws {
    let kiosk = try Kiosk("restored")
    try kiosk.issue("Other")
    let before = try kiosk.file
    let other = kiosk.home.devicePath("Other")
    #expect(throws: HomeError.otherDevice(other, found: "Other", wanted: "Kiosk")) {
      try Device.restore(kiosk.path, from: other)
    }
    let empty = kiosk.folder + "/empty"
    try Data(before[..<SealedRecord.header]).write(to: URL(filePath: empty))
    #expect(throws: HomeError.damaged(empty, "nothing in it opens with its token")) {
      try Device.restore(kiosk.path, from: empty)
    }
    // Before it had a certificate.
    let first = try #require(SealedRecord.all(in: before).first).range.upperBound
    try Data(before[..<first]).write(to: URL(filePath: empty))
    #expect(throws: (any Error).self) { try Device.restore(kiosk.path, from: empty) }
    #expect(try kiosk.file == before)
    try kiosk.take(5, request: 1)
  }
}
