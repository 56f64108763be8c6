import GRDB
import LedgerRecords
import Payment
import Purse
import Settlement
import Testing
import Wire
import World

@testable import LedgerStore

@Suite("What has left the ledger's memory") struct ArchiveTests {
  @Test("STO-5: a late upload is booked as if all were in memory", arguments: Keeping.others)
  func late(_ keeping: Keeping) throws {
    try expectSame(keeping) { story in
      let upload = try Self.paid(&story)
      let grant = try story.send(upload)
      try story.stage.apply("P0", try #require(grant))
      try story.sync("P0")
    }
  }

  @Test(
    "STO-5: a repeated upload has its answer, and one before it none", arguments: Keeping.others)
  func repeated(_ keeping: Keeping) throws {
    try expectSame(keeping) { story in
      let first = try story.stage.upload("P2")
      let grant = try story.send(first)
      try story.stage.apply("P2", try #require(grant))
      _ = try story.pay("P0", to: "P2", 7)
      let second = try story.stage.upload("P2")
      try story.send(second)
      try story.sync("P0")
      try story.goOn(days: 2, without: "P2")
      try story.send(second)
      try story.send(first)
      #expect(story.answers.last?.contains("staleRequest") == true)
    }
  }

  @Test(
    "STO-5: who refuses a payment that is closed is convicted of two faces",
    arguments: Keeping.others, [false, true])
  func refused(_ keeping: Keeping, byRequest: Bool) throws {
    let ending = try expectSame(keeping) { story in
      let payment = try Self.closed(&story)
      let request = try #require(try story.content(payment).request)
      let subject: RefusalSubject =
        byRequest ? .request(request) : .payment(story.digest(payment))
      let refusal = story.forge(Refusal(subject: subject), by: "P1")
      try story.sync("P3", documents: [try #require(refusal)])
      try story.goOn(days: 1)
    }
    #expect(ending.proofs.values.map(\.kind) == [.twoFaced])
  }

  @Test("STO-5: a second payment at the place of a closed one convicts", arguments: Keeping.others)
  func forked(_ keeping: Keeping) throws {
    let ending = try expectSame(keeping) { story in
      var second = try story.content(try Self.closed(&story))
      second.amount = Story.sek(9)
      let packet = story.forge(second, by: "P0")
      try story.sync("P3", documents: [try #require(packet)])
      try story.goOn(days: 2, without: "P0")
    }
    #expect(ending.proofs.values.map(\.kind) == [.fork])
  }

  @Test(
    "STO-5, LED-40: a journal that takes a closed payment once more convicts, by the record it lies in",
    arguments: Keeping.others)
  func takenTwice(_ keeping: Keeping) throws {
    let ending = try expectSame(keeping) { story in
      let payment = try Self.closed(&story)
      let before = try story.totals.transactions
      try story.send(try story.forgeUpload(of: "P1", taking: payment))
      #expect(try story.totals.transactions == before, "it was booked twice")
      try story.goOn(days: 2, without: "P1")
    }
    #expect(ending.proofs.values.map(\.kind) == [.journal])
    // The upload that took it first is in the proof, beside the one that takes it again.
    let proof = try #require(ending.proofs.values.first)
    #expect(try Packet(proof.packet).documents.count >= 2)
  }

  @Test("STO-5: a document of a closed payment changes nothing", arguments: Keeping.others)
  func document(_ keeping: Keeping) throws {
    try expectSame(keeping) { story in
      let paid = try story.pay("P0", to: "P1", 7)
      try story.sync("P1")
      try story.sync("P0")
      try story.goOn(days: 2)
      let before = try story.totals
      try story.sync("P3", documents: [paid.payment, paid.acceptance])
      let after = try story.totals
      #expect(after.transactions == before.transactions && after.known == before.known)
    }
  }

  @Test("STO-7: runs merge at two levels, and everything in them is found again")
  func merged() throws {
    let keeper = try Keeper(.tables)
    var story = try Story(keeper)
    let payment = try Self.closed(&story)
    try story.goOn(days: 16, payments: 6)
    let store = try #require(keeper.file)
    let levels = try store.core.read { db in try Int.fetchAll(db, sql: "SELECT level FROM runs") }
    #expect(levels.max() == 2, "levels \(levels.sorted())")
    #expect(levels.count { $0 == 0 } < 8 && levels.count { $0 == 1 } < 8)
    let pages = try store.core.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM pages")
    }
    #expect(try #require(pages) > levels.count, "no run is longer than a page")
    #expect(try store.check() == [])
    let book = story.stage.bank.ledger.book
    for digest in story.digests {
      #expect(book.payments.rows[digest] == nil, "a closed payment stayed in memory")
      let row = try #require(book.payments[digest])
      let request = try #require(row.payment.request)
      #expect(row.isClosed && book.payments(naming: request) == [digest])
    }
    #expect(book.payments[story.digest(payment)]?.isClosed == true)
    #expect(book.payments[Digest(.zero)] == nil)
  }

  /// A payment that both sides have reported, with batches on top.
  private static func closed(_ story: inout Story) throws -> Packet {
    let payment = try story.pay("P0", to: "P1", 7).payment
    try story.sync("P1")
    try story.sync("P0")
    try story.goOn(days: 2)
    return payment
  }

  /// An upload of P0's that has not been sent yet, with a payment that its payee has reported.
  private static func paid(_ story: inout Story) throws -> Packet {
    _ = try story.pay("P0", to: "P1", 7)
    try story.sync("P1")
    let upload = try story.stage.upload("P0")
    try story.goOn(days: 2, without: "P0")
    return upload
  }

  /// Plays a story with all in memory and once more with that keeping: the ledger answers the same.
  @discardableResult
  private func expectSame(
    _ keeping: Keeping, at location: SourceLocation = #_sourceLocation,
    _ play: (inout Story) throws -> Void
  ) throws -> Ending {
    var story = try Story(try Keeper(.memory))
    try play(&story)
    let wanted = try Ending(story)
    let keeper = try Keeper(keeping)
    var other = try Story(keeper)
    try play(&other)
    let shared = keeping.isShared ? try keeper.store?.snapshot() : nil
    let ending = try Ending(other, open: shared)
    #expect(ending.differences(from: wanted) == [], sourceLocation: location)
    // What a refused upload cost is in no record, and forgotten when the ledger is opened anew.
    if keeping == .tables { #expect(ending.checks == wanted.checks, sourceLocation: location) }
    #expect(try keeper.store?.check() == [], sourceLocation: location)
    return wanted
  }
}
