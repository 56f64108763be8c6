import Payment
import Settlement
import Testing
import Wire
import World

/// The lists that a ledger makes (FLD-1, FLD-6).
struct ListingTests {
  static func parts(_ ledger: ModelLedger) throws -> [BlockList] {
    try ledger.rules.blockList.parts.map { try Signed<BlockList>($0.span.bytes).content }
  }

  static func serials(_ list: BlockList) -> [Serial] {
    (0..<list.serials.count).map { list.serials[$0] }
  }

  @Test("FLD-1: a convicted purse is listed at once; a suspended one is not") func convicted()
    throws
  {
    var town = try Town()
    let alice = try #require(town.stage.serial("Alice"))
    try town.stage.bank.ledger.suspend(try #require(town.stage.serial("Charlie")))
    #expect(town.stage.bank.ledger.rules.blockList.number == 0)
    // Alice's clone pays Bob at the place where Alice pays Charlie.
    let clone = try #require(town.stage.purses["Alice"])
    let toBob = try town.stage.payDirect("Alice", to: "Bob", Town.sek(5))
    town.stage.purses["Alice"] = clone
    let again = try town.stage.payDirect("Alice", to: "Bob", Town.sek(6))
    for payment in [toBob, again] { _ = try town.stage.accept("Bob", payment) }
    let outcome = try town.stage.sync("Bob")
    #expect(town.proofs("Alice") == [.fork])
    let list = try #require(try Self.parts(town.stage.bank.ledger).first)
    #expect(Self.serials(list) == [alice])
    #expect(UInt64(list.number) == ModelBank.start.seconds / 60)
    #expect(outcome.news == town.stage.bank.ledger.rules.blockList.parts)
  }

  @Test("FLD-1: newest first, each once, in parts of 32, without what has ended") func order()
    throws
  {
    var town = try Town((0..<70).map { "P\($0)" }, load: 0)
    let serials = try (0..<70).map { try #require(town.stage.serial("P\($0)")) }
    for serial in serials { town.stage.bank.ledger.list([serial], time: town.stage.time) }
    town.stage.bank.ledger.list([serials[3]], time: town.stage.time)
    let parts = try Self.parts(town.stage.bank.ledger)
    #expect(parts.flatMap(Self.serials) == serials.reversed())
    #expect(parts.map(\.serials.count) == [32, 32, 6])
    #expect(parts.map(\.part) == [0, 1, 2])
    #expect(parts.allSatisfy { $0.parts == 3 && $0.number == parts[0].number })
    let end = ModelBank.start.adding(days: ModelBank.lifetimeDays + 1)
    town.stage.bank.ledger.renewBlockList(time: end)
    let empty = try Self.parts(town.stage.bank.ledger)
    #expect(empty.map(\.serials.count) == [0])
    #expect(empty[0].number > parts[0].number)
    #expect(empty[0].time == end)
    // What has ended is not listed again.
    town.stage.bank.ledger.list([serials[3]], time: end)
    #expect(try Self.parts(town.stage.bank.ledger) == empty)
  }

  @Test("FLD-1: a list has at most 140 parts, which the longest answer of a service holds")
  func largest() throws {
    var town = try Town()
    let entries = (0..<5_000).map {
      BlockListInForce.Entry(
        serial: Serial(.max - $0), end: LedgerTime(seconds: WireLimits.largestTime))
    }
    town.stage.bank.ledger.restoreBlockList(number: 7, time: town.stage.time, entries: entries)
    town.stage.bank.ledger.renewBlockList(time: town.stage.time)
    let parts = town.stage.bank.ledger.rules.blockList.parts
    #expect(parts.count == BlockListInForce.largestParts)
    var packet = Packet(kind: .grant, message: [UInt8](repeating: 1, count: WireLimits.message))
    packet.documents = parts
    #expect(packet.bytes.count < 64_000)
    #expect(parts.count <= WireLimits.documentsPerUpload)
  }

  @Test(
    "FLD-6: the list comes beside a grant for whoever has an older one, and again if it was lost")
  func beside() throws {
    var town = try Town()
    town.stage.bank.ledger.list(
      [try #require(town.stage.serial("Charlie"))], time: town.stage.time)
    let upload = try town.stage.upload("Bob")
    let first = try town.stage.bank.ledger.sync(upload, time: town.stage.time)
    #expect(first.news.count == 1)
    #expect(try town.stage.bank.ledger.sync(upload, time: town.stage.time).news == first.news)
    try town.stage.apply("Bob", first.grant)
    try town.stage.run("Bob", .takeBlockList(first.news[0]))
    #expect(try town.stage.sync("Bob").news.isEmpty)
  }

  @Test("FLD-6: a terminal is given the policies of others, to offer them to cards") func terminal()
    throws
  {
    var town = try Town()
    var other = town.policy
    other.id = 10
    town.stage.bank.ledger.rules.policies[10] = [UInt8](town.stage.bank.signed(other))
    try town.stage.issue("Shop", policy: town.policy, money: .zero, kind: .terminal)
    let news = try town.stage.sync("Shop").news
    #expect(try news.map { try Signed<Policy>($0.span.bytes).content.id } == [10])
    #expect(try town.stage.sync("Bob").news.isEmpty)
  }

  @Test("FLD-1: a purse that is convicted and not listed is found") func unlisted() throws {
    var town = try Town()
    let bob = try #require(town.stage.serial("Bob"))
    town.stage.bank.ledger.book.purses.update(bob) { $0.state = .terminated }
    let ledger = town.stage.bank.ledger
    #expect(ledger.unlisted(in: ledger.book, time: town.stage.time) == [bob])
    town.stage.bank.ledger.list([bob], time: town.stage.time)
    let listed = town.stage.bank.ledger
    #expect(listed.unlisted(in: listed.book, time: town.stage.time).isEmpty)
  }
}
