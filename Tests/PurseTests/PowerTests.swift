import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Power is cut at every write of every command, with nothing, half or all of the write in the memory:
/// the purse is then as before the command or as after it (JRN-4).
struct PowerTests {
  /// A command and the purse it is for, in a world that is ready for it.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let purse: String
    let make: @Sendable (inout Pair) throws -> PurseCommand
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "verify PIN", purse: "Alice") { _ in .verifyPIN([0x31, 0x32, 0x33, 0x34]) },
    Case(name: "request", purse: "Bob") { _ in
      .request(number: RequestNumber(1), amount: Pair.sek(5))
    },
    Case(name: "pay", purse: "Alice") { pair in
      let request = try pair.stage.request("Bob", Pair.sek(5))
      try pair.stage.givePIN("Alice")
      return .pay(expected: pair.next("Alice"), request: request.message, certificate: [])
    },
    Case(name: "pay with evidence", purse: "Bob") { pair in
      try pair.exchange(50)
      let request = try pair.stage.request("Alice", Pair.sek(5))
      try pair.stage.givePIN("Bob")
      return .pay(expected: pair.next("Bob"), request: request.message, certificate: [])
    },
    Case(name: "pay directly", purse: "Alice") { pair in
      let serial = try #require(pair.stage.serial("Bob"))
      try pair.stage.givePIN("Alice")
      return .payDirect(
        expected: pair.next("Alice"), amount: Pair.sek(5), payee: serial, certificate: [])
    },
    Case(name: "accept with a sealed part", purse: "Alice") { pair in
      try pair.exchange(50)
      let request = try pair.stage.request("Alice", Pair.sek(5))
      let payment = try pair.stage.pay("Bob", request)
      return .accept(
        expected: pair.next("Alice"), payment: payment.message,
        certificate: payment.certificate ?? [], sealed: payment.sealed ?? [])
    },
    Case(name: "refuse a payment", purse: "Bob") { pair in
      .refusePayment(
        expected: pair.next("Bob"), payment: try pair.paidDirect(5).message)
    },
    Case(name: "refuse a request", purse: "Bob") { pair in
      let request = try pair.stage.request("Bob", Pair.sek(5))
      let digest = try Signed<Request>(request.message.span.bytes)
        .digest(hash: ModelPurseCrypto(seed: 0))
      return .refuseRequest(expected: pair.next("Bob"), request: digest)
    },
    Case(name: "take an acceptance", purse: "Alice") { pair in
      let decision = try pair.stage.accept("Bob", try pair.paid(5))
      return .takeAcceptance(
        expected: pair.next("Alice"), acceptance: decision.message,
        certificate: decision.certificate ?? [])
    },
    Case(name: "take a refusal", purse: "Alice") { pair in
      let decision = try pair.stage.refuse("Bob", payment: try pair.paid(5))
      return .takeRefusal(
        expected: pair.next("Alice"), refusal: decision.message,
        certificate: decision.certificate ?? [])
    },
    Case(name: "unload", purse: "Alice") { pair in
      try pair.stage.givePIN("Alice")
      return .unload(expected: pair.next("Alice"), amount: Pair.sek(5))
    },
    Case(name: "sync request", purse: "Alice") { pair in
      try pair.exchange(5)
      return .syncRequest(SyncWishes())
    },
    Case(name: "apply a grant", purse: "Bob") { pair in
      _ = try pair.paidDirect(5)
      try pair.exchange(7)
      try pair.stage.sync("Alice")
      let upload = try pair.stage.upload("Bob", load: Pair.sek(3))
      return .applyGrant(try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant)
    },
    Case(name: "sync request that offers a key", purse: "Bob") { pair in
      try pair.rotate()
      return .syncRequest(SyncWishes())
    },
    Case(name: "apply a grant that rotates", purse: "Bob") { pair in
      try pair.rotate()
      _ = try pair.paidDirect(5)
      try pair.exchange(7)
      try pair.stage.sync("Alice")
      let upload = try pair.stage.upload("Bob", load: Pair.sek(3))
      return .applyGrant(try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant)
    },
    Case(name: "learn an authority", purse: "Bob") { pair in
      .learnAuthority(try pair.otherIssuer(of: "Alice").authority)
    },
    Case(name: "take a policy", purse: "Bob") { pair in
      var newer = pair.policy
      newer.number = 2
      return .updatePolicy([UInt8](pair.stage.bank.signed(newer)))
    },
    Case(name: "take a block list in place of another", purse: "Bob") { pair in
      try pair.exchange(5)
      try pair.stage.run("Bob", .takeBlockList(BlockListTests.list(pair, [Serial(77)])))
      return .takeBlockList(BlockListTests.list(pair, number: 42, [Serial(78)]))
    },
    Case(name: "take an interim policy", purse: "Bob") { pair in
      try pair.exchange(5)
      var interim = pair.policy
      interim.number = 2
      interim.interim = true
      interim.validUntil = ModelBank.start.adding(days: 7)
      return .updatePolicy([UInt8](pair.stage.bank.signed(interim)))
    },
  ]

  @Test(
    "JRN-4: power lost at any write leaves a purse before or after the command", arguments: cases)
  func everyWrite(_ item: Case) throws {
    var pair = try Pair()
    let command = try item.make(&pair)
    let start = try #require(pair.stage.purses[item.purse])
    let before = Pair.picture(Pair.reopened(start))
    var whole = start
    _ = try whole.execute(command, time: nil)
    let after = Pair.picture(Pair.reopened(whole))
    let writes = whole.storage.operations - start.storage.operations
    #expect(writes > 0)
    #expect(Pair.picture(whole) == after)
    for cut in 0..<writes {
      for torn in [0, 4, 8, 16, 24, 100, 1_000, .max] {
        try check(command, start, cut: cut, torn: torn, before: before, after: after)
      }
    }
  }

  private func check(
    _ command: PurseCommand, _ start: ModelPurse, cut: Int, torn: Int, before: String,
    after: String
  ) throws {
    var storage = start.storage
    storage.powerFailsAfter = cut
    storage.tornBytes = torn
    var purse = start
    purse.log.storage = storage
    #expect(throws: PurseError.storage) { try purse.execute(command, time: nil) }
    #expect(throws: PurseError.storage) { try purse.execute(command, time: nil) }
    var again = Pair.reopened(purse)
    let picture = Pair.picture(again)
    #expect(picture == before || picture == after, "cut \(cut), torn \(torn)")
    #expect(Pair.picture(Pair.reopened(again)) == picture)
    // The purse goes on from there: the same command again ends where it would have ended.
    again.holderVerified = true
    _ = try again.execute(command, time: nil)
    #expect(Pair.picture(again).prefix(40) == after.prefix(40), "cut \(cut), torn \(torn)")
  }

  @Test("JRN-4: after a change of bank failed a purse says what its storage says")
  func changeOfBank() throws {
    var changes = 0
    for item in Self.cases {
      var pair = try Pair()
      let command = try item.make(&pair)
      let start = try #require(pair.stage.purses[item.purse])
      var whole = start
      _ = try whole.execute(command, time: nil)
      guard whole.log.generation > start.log.generation else { continue }
      changes += 1
      for cut in 0..<(whole.storage.operations - start.storage.operations) {
        for torn in [0, 8, .max] {
          var purse = start
          purse.log.storage.powerFailsAfter = cut
          purse.log.storage.tornBytes = torn
          #expect(throws: PurseError.storage) { try purse.execute(command, time: nil) }
          #expect(
            Pair.picture(purse) == Pair.picture(Pair.reopened(purse)),
            "\(item.name), cut \(cut), torn \(torn)")
        }
      }
    }
    #expect(changes >= 4)
  }

  @Test("JRN-4: a purse goes on after any number of cuts in a row") func manyCuts() throws {
    var pair = try Pair()
    var spendable = Pair.sek(200)
    for round in 0..<40 {
      var purse = try #require(pair.stage.purses["Alice"])
      var storage = purse.storage
      storage.powerFailsAfter = round % 3
      storage.tornBytes = round * 7
      purse.log.storage = storage
      let serial = try #require(pair.stage.serial("Bob"))
      _ = try? purse.execute(.verifyPIN([0x31, 0x32, 0x33, 0x34]), time: nil)
      _ = try? purse.execute(
        .payDirect(
          expected: purse.status.sequence.next, amount: Pair.sek(1), payee: serial,
          certificate: []), time: nil)
      let opened = Pair.reopened(purse)
      let paid = opened.status.spendable < spendable
      if paid { spendable = try #require(spendable.subtracting(Pair.sek(1))) }
      #expect(opened.status.spendable == spendable)
      pair.stage.purses["Alice"] = opened
      if opened.status.doubts > 10 || opened.status.pinTriesLeft == 0 { break }
    }
    try pair.stage.sync("Alice")
    #expect(pair.stage.bank.ledger.book.proofs.rows.isEmpty)
  }

  @Test("PUR-15: a try counts although power is cut before the answer") func tryCounts() throws {
    let pair = try Pair()
    let start = try #require(pair.stage.purses["Alice"])
    for torn in [0, 12, .max] {
      var purse = start
      var storage = purse.storage
      storage.powerFailsAfter = 1
      storage.tornBytes = torn
      purse.log.storage = storage
      #expect(throws: PurseError.storage) {
        try purse.execute(.verifyPIN([0x31, 0x32, 0x33, 0x34]), time: nil)
      }
      #expect(Pair.reopened(purse).status.pinTriesLeft == (torn == .max ? 3 : 2))
    }
  }
}
