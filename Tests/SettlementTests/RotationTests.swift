import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Serials that change at syncs (docs/spec/privacy.md).
struct RotationTests {
  private static func town(
    _ syncs: UInt32, liquidity: Liquidity = .evidenceAndPool
  ) throws -> Town {
    try Town(liquidity: liquidity) { $0.rotation = syncs }
  }

  private func grant(_ outcome: SyncOutcome) throws -> SyncGrant {
    try Signed<SyncGrant>(outcome.grant.span.bytes).content
  }

  @Test("PRV-2: a serial lasts the syncs that the policy says", arguments: [1, 2, 5] as [UInt32])
  func lasts(_ syncs: UInt32) throws {
    var town = try Self.town(syncs)
    var serials: [Serial] = []
    for _ in 0..<20 {
      try town.stage.sync("Bob")
      serials.append(try #require(town.stage.serial("Bob")))
    }
    #expect(Set(serials).count == 20 / Int(syncs) + (syncs == 1 ? 0 : 1))
    town.expectSettled()
  }

  @Test("PRV-2: without a policy that rotates, or for a suspended purse, serial and request stay")
  func stays() throws {
    var still = try Town()
    let upload = try still.stage.upload("Bob")
    #expect(try Signed<SyncRequest>(upload.message.span.bytes).content.nextKey == nil)
    var town = try Self.town(1)
    let serial = try #require(town.stage.serial("Bob"))
    try town.stage.bank.ledger.suspend(serial)
    try town.stage.sync("Bob")
    try town.stage.sync("Bob")
    #expect(town.stage.serial("Bob") == serial)
    #expect(town.book.serials(ofPurseWith: serial) == [serial])
  }

  @Test("PRV-2: a purse that can never rotate still has its certificate renewed")
  func renewed() throws {
    var town = try Self.town(1)
    let serial = try #require(town.stage.serial("Bob"))
    _ = try town.stage.request("Bob", Town.sek(1))
    town.stage.time = ModelBank.start.adding(days: ModelBank.lifetimeDays - 10)
    try town.stage.sync("Bob")
    try town.stage.sync("Bob")
    let certificate = try #require(town.stage.purses["Bob"]?.currentCertificate).content
    #expect(certificate.serial == serial)
    #expect(certificate.notAfter > ModelBank.start.adding(days: ModelBank.lifetimeDays))
  }

  @Test(
    "PRV-2: the certificate's dates are those of whole days, and only serial, key and dates differ")
  func certificate() throws {
    var town = try Self.town(1)
    town.stage.time = LedgerTime(seconds: ModelBank.start.seconds + 12_345)
    let before = try #require(town.stage.purses["Bob"]?.currentCertificate).content
    try town.stage.sync("Bob")
    var after = try #require(town.stage.purses["Bob"]?.currentCertificate).content
    #expect(after.serial != before.serial && after.key != before.key)
    #expect(after.notBefore.seconds % 86_400 == 0 && after.notAfter.seconds % 86_400 == 0)
    #expect(after.notBefore <= town.stage.time)
    (after.serial, after.key) = (before.serial, before.key)
    (after.notBefore, after.notAfter) = (before.notBefore, before.notAfter)
    #expect(after == before)
  }

  @Test("PRV-6: the same purse at another ledger gets other serials, and never one that is taken")
  func unforeseen() throws {
    var town = try Self.town(1)
    var seen: Set<Serial> = []
    for _ in 0..<50 {
      for name in ["Alice", "Bob"] {
        try town.stage.sync(name)
        #expect(seen.insert(try #require(town.stage.serial(name))).inserted)
      }
    }
    let numbers = seen.map { $0.value }.sorted()
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $1 - $0 > 1 << 32 })
  }

  @Test("PRV-10: any serial leads to all of its purse's, and to the one it signs under")
  func links() throws {
    var town = try Self.town(1)
    var all = [try #require(town.stage.serial("Bob"))]
    for _ in 0..<4 {
      try town.stage.sync("Bob")
      all.append(try #require(town.stage.serial("Bob")))
    }
    for serial in all {
      #expect(town.book.serials(ofPurseWith: serial) == all)
      #expect(town.book.root(of: serial) == all[0])
      // The last was granted, and nothing signed under it has been seen.
      #expect(town.book.current(of: serial) == all[3])
    }
    #expect(town.book.serials(ofPurseWith: Serial(4711)) == [Serial(4711)])
  }

  static let orders: [[String]] = [
    ["Alice", "Bob", "Charlie"], ["Alice", "Charlie", "Bob"], ["Bob", "Alice", "Charlie"],
    ["Bob", "Charlie", "Alice"], ["Charlie", "Alice", "Bob"], ["Charlie", "Bob", "Alice"],
  ]
  static let answers: [Liquidity] = [.hold, .pool, .evidence, .evidenceAndPool]

  @Test(
    "PRV-11: a chain of payments between rotated purses ends the same in every order of syncs",
    arguments: 0..<4, orders)
  func orderOfSyncs(_ answer: Int, _ order: [String]) throws {
    var town = try Self.town(1, liquidity: Self.answers[answer])
    for name in ["Alice", "Bob", "Charlie"] { try town.stage.sync(name) }
    try town.exchange("Alice", "Bob", 80)
    try town.exchange("Bob", "Charlie", 50)
    for _ in 0..<3 { for name in order { try town.stage.sync(name) } }
    #expect(town.shadow("Alice") == Town.sek(120))
    #expect(town.shadow("Bob") == Town.sek(30))
    #expect(town.shadow("Charlie") == Town.sek(50))
    town.expectSettled(["Alice", "Bob", "Charlie"])
  }

  @Test(
    "PRV-11: what a rotated purse signs before it reports settles at once, and its evidence opens")
  func beforeItReports() throws {
    var town = try Self.town(1, liquidity: .evidence)
    try town.stage.sync("Bob")
    try town.exchange("Alice", "Bob", 80)
    try town.exchange("Bob", "Charlie", 50)
    try town.stage.sync("Charlie")
    #expect(town.shadow("Charlie") == Town.sek(50))
    #expect(town.shadow("Bob") == Town.sek(30))
  }

  @Test("PRV-12: a rotated purse unloads, loads and is unblocked as before")
  func standing() throws {
    var town = try Self.town(1)
    try town.exchange("Alice", "Bob", 80)
    for _ in 0..<2 { for name in ["Bob", "Alice"] { try town.stage.sync(name) } }
    try town.stage.unload("Bob", Town.sek(30))
    try town.stage.sync("Bob", load: Town.sek(5))
    try town.stage.bank.ledger.approveUnblock(try #require(town.stage.serial("Bob")))
    try town.stage.sync("Bob")
    #expect(town.shadow("Bob") == Town.sek(55))
    #expect(town.book.accounts["Bob"] == Town.sek(1_025))
    town.expectSettled()
  }

  @Test(
    "PRV-14: a purse is listed with all its serials, whichever of them is named, as long as they last"
  )
  func listed() throws {
    var town = try Self.town(1)
    var serials = [try #require(town.stage.serial("Bob"))]
    for _ in 0..<3 {
      try town.stage.sync("Bob")
      serials.append(try #require(town.stage.serial("Bob")))
    }
    var ledger = town.stage.bank.ledger
    ledger.list([serials[1]], time: town.stage.time)
    #expect(Set(ledger.rules.blockList.entries.map(\.serial)) == Set(serials))
    #expect(ledger.rules.blockList.entries.first?.serial == serials.last)
    // Rotated certificates end at midnight, the first one later that day.
    let dawn = ModelBank.start.startOfDay.adding(days: ModelBank.lifetimeDays)
    ledger = town.stage.bank.ledger
    ledger.list([serials[3]], time: LedgerTime(seconds: dawn.seconds + 1))
    #expect(ledger.rules.blockList.entries.map(\.serial) == [serials[0]])
  }

  @Test(
    "PRV-14: a claim by any serial closes the purse, after the last certificate of all of them has ended"
  )
  func claimed() throws {
    var town = try Self.town(1)
    try town.exchange("Alice", "Bob", 80)
    for _ in 0..<3 { for name in ["Alice", "Bob"] { try town.stage.sync(name) } }
    let serial = try #require(town.stage.serial("Bob"))
    let root = town.book.root(of: serial)
    #expect(root != serial)
    let due = town.stage.bank.ledger.claimDue(try #require(town.book.holder(of: serial)))
    let ends = town.book.serials(ofPurseWith: serial).compactMap {
      town.book.purses[$0]?.certificate.notAfter
    }
    #expect(due > (try #require(ends.max())))
    let claim = town.claim(.lost, "Bob")
    try town.stage.bank.ledger.take(claim: claim, time: town.stage.time)
    #expect(town.book.holder(of: serial)?.state == .suspended)
    #expect(throws: LedgerError.self) {
      try town.stage.bank.ledger.payClaim(on: serial, time: town.stage.time)
    }
    let paid = try town.stage.bank.ledger.payClaim(on: serial, time: due)
    #expect(paid == Town.sek(80))
    #expect(try town.stage.bank.ledger.payClaim(on: root, time: due) == .zero)
    #expect(town.book.accounts["Bob"] == Town.sek(1_080))
    try town.stage.sync("Bob")
    #expect(town.stage.status("Bob")?.lifeCycle == .terminated)
    #expect(town.shadow("Bob") == .zero)
    #expect(town.book.isBalanced)
  }
}
