import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// What a purse does with a block list (docs/spec/field.md).
struct BlockListTests {
  /// A part of a list as the ledger signs it.
  static func list(
    _ pair: Pair, number: UInt32 = 41, part: UInt16 = 0, parts: UInt16 = 1,
    days: UInt32 = 1, _ serials: [Serial]
  ) -> [UInt8] {
    [UInt8](pair.stage.bank.signed(content(pair, number, part, parts, days, serials)))
  }

  static func content(
    _ pair: Pair, _ number: UInt32, _ part: UInt16, _ parts: UInt16, _ days: UInt32,
    _ serials: [Serial]
  ) -> BlockList {
    var list = BlockList(
      number: number, part: part, parts: parts, time: ModelBank.start.adding(days: days),
      currency: pair.policy.currency)
    for serial in serials { list.serials.append(serial) }
    return list
  }

  static func refuses(_ error: PurseError, _ pair: inout Pair, _ list: [UInt8]) throws {
    try RefusalTests.refuses(error, &pair, "Bob", .takeBlockList(list))
  }

  @Test("FLD-2: a list that is older, forged, foreign, of the future or cut short is refused")
  func refused() throws {
    var pair = try Pair()
    try pair.stage.run("Bob", .takeBlockList(Self.list(pair, [Serial(9)])))
    try Self.refuses(.blockListRefused, &pair, Self.list(pair, number: 40, []))
    var forged = Self.list(pair, number: 42, [])
    forged[forged.count - 1] ^= 1
    try Self.refuses(.blockListRefused, &pair, forged)
    let alices = pair.signed(Self.content(pair, 42, 0, 1, 1, []), by: "Alice")
    try Self.refuses(.blockListRefused, &pair, alices)
    // The ledger's key ends ten years after the start.
    try Self.refuses(.blockListRefused, &pair, Self.list(pair, number: 42, days: 3_651, []))
    var foreign = Self.content(pair, 42, 0, 1, 1, [])
    foreign.currency = try #require(CurrencyCode(numeric: 999))
    try Self.refuses(.wrongCurrency, &pair, [UInt8](pair.stage.bank.signed(foreign)))
    let whole = Self.list(pair, number: 42, [Serial(9)])
    try Self.refuses(.malformed(.truncated), &pair, Array(whole.dropLast()))
    try Self.refuses(
      .malformed(.tooLong), &pair, whole + [UInt8](repeating: 0, count: 3_000))
    #expect(pair.stage.status("Bob")?.blockListNumber == 41)
  }

  @Test("FLD-2: the list in force may come again; its time becomes the latest") func again() throws
  {
    var pair = try Pair()
    let list = Self.list(pair, days: 3, [Serial(9)])
    try pair.stage.run("Bob", .takeBlockList(list))
    #expect(pair.stage.status("Bob")?.latestTime == ModelBank.start.adding(days: 3))
    let writes = pair.stage.purses["Bob"]?.storage.operations
    try pair.stage.run("Bob", .takeBlockList(list))
    #expect(pair.stage.purses["Bob"]?.storage.operations == writes)
  }

  @Test("FLD-4: nobody pays a listed purse, with or without a request") func paying() throws {
    var pair = try Pair()
    let request = try pair.stage.request("Bob", Pair.sek(5))
    let bob = try #require(pair.stage.serial("Bob"))
    try pair.stage.run("Alice", .takeBlockList(Self.list(pair, [Serial(77), bob])))
    #expect(throws: PurseError.listed) { try pair.stage.pay("Alice", request) }
    #expect(throws: PurseError.listed) {
      try pair.stage.payDirect("Alice", to: "Bob", Pair.sek(5))
    }
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(200))
  }

  @Test("FLD-4: nothing is taken from a listed purse; it may be refused") func accepting() throws {
    var pair = try Pair()
    let payment = try pair.paid(5)
    let alice = try #require(pair.stage.serial("Alice"))
    try pair.stage.run("Bob", .takeBlockList(Self.list(pair, [alice])))
    #expect(throws: PurseError.listed) { try pair.stage.accept("Bob", payment) }
    #expect(pair.stage.status("Bob")?.spendable == .zero)
    _ = try pair.stage.refuse("Bob", payment: payment)
  }

  @Test("FLD-4: attack 33, a listed purse's refusal refunds nobody offline, its acceptance counts")
  func refusals() throws {
    var pair = try Pair()
    let refused = try pair.stage.refuse("Bob", payment: try pair.paid(5))
    let accepted = try pair.stage.accept("Bob", try pair.paid(7))
    let bob = try #require(pair.stage.serial("Bob"))
    try pair.stage.run("Alice", .takeBlockList(Self.list(pair, [bob])))
    #expect(throws: PurseError.listed) { try pair.stage.take("Alice", refused) }
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(188))
    try pair.stage.take("Alice", accepted)
    #expect(pair.stage.status("Alice")?.doubts == 1)
  }

  @Test("FLD-4: a purse that meets itself on the list pays and asks no more, and unloads")
  func itself() throws {
    var pair = try Pair()
    let request = try pair.stage.request("Bob", Pair.sek(5))
    let alice = try #require(pair.stage.serial("Alice"))
    try pair.stage.run("Alice", .takeBlockList(Self.list(pair, [alice])))
    #expect(throws: PurseError.listed) { try pair.stage.pay("Alice", request) }
    #expect(throws: PurseError.listed) { try pair.stage.request("Alice", Pair.sek(5)) }
    try pair.stage.unload("Alice", Pair.sek(5))
    try pair.stage.sync("Alice")
  }

  @Test("FLD-4: what was accepted before the list came settles") func before() throws {
    var pair = try Pair()
    try pair.exchange(5)
    let alice = try #require(pair.stage.serial("Alice"))
    try pair.stage.run("Bob", .takeBlockList(Self.list(pair, [alice])))
    try pair.stage.sync("Bob")
    #expect(pair.stage.row("Bob")?.shadow == Pair.sek(5))
  }

  @Test("FLD-5: attack 28, a serial that has left the list at its end is refused as expired")
  func stale() throws {
    var pair = try Pair()
    let alice = try #require(pair.stage.serial("Alice"))
    try pair.stage.run("Bob", .takeBlockList(Self.list(pair, [alice])))
    let request = try pair.stage.request("Bob", Pair.sek(5))
    let payment = try pair.stage.pay("Alice", request)
    #expect(throws: PurseError.listed) { try pair.stage.accept("Bob", payment) }
    // Alice's certificate has ended, and so she is not on the next list, which brings its time.
    try pair.stage.run(
      "Bob", .takeBlockList(Self.list(pair, number: 42, days: ModelBank.lifetimeDays + 1, [])))
    #expect(throws: PurseError.certificateExpired) { try pair.stage.accept("Bob", payment) }
  }

  @Test("FLD-3: a card keeps the newest part, and tells its number") func newestPart() throws {
    var pair = try Pair()
    let alice = try #require(pair.stage.serial("Alice"))
    let second = Self.list(pair, part: 1, parts: 2, [alice])
    let before = try pair.picture("Bob")
    try pair.stage.run("Bob", .takeBlockList(second))
    #expect(try pair.picture("Bob") == before)
    try pair.stage.run("Bob", .takeBlockList(Self.list(pair, parts: 2, [Serial(77)])))
    _ = try pair.stage.accept("Bob", try pair.paid(5))
    let request = try Signed<Request>(
      try pair.stage.request("Bob", Pair.sek(5)).message.span.bytes)
    #expect(request.content.blockListNumber == 41)
    let upload = try Signed<SyncRequest>(try pair.stage.upload("Bob").message.span.bytes)
    #expect(upload.content.blockListNumber == 41)
  }

  @Test("FLD-3: a larger device keeps all parts, and tells the ledger what it lacks")
  func allParts()
    throws
  {
    var pair = try Pair(bankSize: 262_144)
    let alice = try #require(pair.stage.serial("Alice"))
    let payment = try pair.paid(5)
    try pair.stage.run("Bob", .takeBlockList(Self.list(pair, parts: 3, [Serial(70)])))
    var told = try Signed<SyncRequest>(try pair.stage.upload("Bob").message.span.bytes)
    #expect(told.content.blockListNumber == 0)
    try pair.stage.sync("Bob")
    for part in UInt16(1)...2 {
      try pair.stage.run(
        "Bob",
        .takeBlockList(Self.list(pair, part: part, parts: 3, [part == 2 ? alice : Serial(71)])))
    }
    #expect(throws: PurseError.listed) { try pair.stage.accept("Bob", payment) }
    told = try Signed<SyncRequest>(try pair.stage.upload("Bob").message.span.bytes)
    #expect(told.content.blockListNumber == 41)
    // The next list is shorter: the parts that it has no more go.
    try pair.stage.run("Bob", .takeBlockList(Self.list(pair, number: 42, [])))
    _ = try pair.stage.accept("Bob", payment)
  }

  @Test("FLD-3: the list outlives power and grants, and is read as it came") func durable() throws {
    var pair = try Pair()
    let list = Self.list(pair, [Serial(77)])
    try pair.stage.run("Bob", .takeBlockList(list))
    try pair.exchange(5)
    try pair.stage.sync("Bob")
    var again = Pair.reopened(try #require(pair.stage.purses["Bob"]))
    #expect(again.status.blockListNumber == 41)
    guard case .message(let read) = try again.execute(.blockList(part: 0)) else {
      Issue.record("no list")
      return
    }
    #expect(read == list)
    guard case .nothing = try again.execute(.blockList(part: 1)) else {
      Issue.record("a part that never was")
      return
    }
  }

  @Test("JRN-8: the largest part and the longest policy fit the room kept for them") func rooms()
    throws
  {
    let code = try #require(CurrencyCode(numeric: 999))
    var list = BlockList(
      number: .max, part: .max - 1, parts: .max,
      time: LedgerTime(seconds: WireLimits.largestTime), currency: code)
    while !list.serials.isFull { list.serials.append(Serial(.max)) }
    let part = Record.size(payload: ListPart.size + PurseLimitsTests.length(list))
    #expect(part <= PurseLimits.listPartRoom)
    let policy = PurseLimitsTests.length(PurseLimitsTests.longestPolicy(code))
    #expect(Record.size(payload: policy) <= PurseLimits.policyRoom)
    #expect(PurseLimits.listParts(bank: PurseLimits.smallestBank) == 1)
    #expect(PurseLimits.listParts(bank: 262_144) >= BlockListInForce.largestParts)
  }
}
