import LedgerCrypto
import LedgerRecords
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// What each party learns (docs/design/threat-model.md, Privacy), read off real messages.
struct PrivacyTests {
  typealias RealPurse = MalleabilityTests.RealPurse

  /// Every run of six bytes that an observer could look for again.
  private static func runs(_ messages: [[UInt8]]) -> Set<[UInt8]> {
    var runs: Set<[UInt8]> = []
    for bytes in messages where bytes.count >= 6 {
      for start in 0...(bytes.count - 6) { runs.insert(Array(bytes[start..<(start + 6)])) }
    }
    return runs
  }

  /// What two sides have in common and others have not. One byte of a serial or key that happens to be the same
  /// beside bytes that every message has, links nobody.
  private static func linking(
    _ common: Set<[UInt8]>, besides others: Set<[UInt8]>
  ) -> Set<[UInt8]> {
    let starts = Set(others.map { Array($0.dropLast()) })
    let ends = Set(others.map { Array($0.dropFirst()) })
    return common.filter { run in
      !starts.contains(Array(run.dropLast())) && !ends.contains(Array(run.dropFirst()))
    }
  }

  /// All that one packet shows to whoever takes it in.
  private static func shown(_ packet: Packet) -> [[UInt8]] {
    [packet.message, packet.certificate ?? [], packet.authority ?? [], packet.sealed ?? []]
  }

  private static func rotatingBank() throws -> RealBank { try RealBank { $0.rotation = 1 } }

  @Test(
    "PRV-40: what a purse pays before and after a rotation has nothing in common but what all have")
  func payee() throws {
    var bank = try Self.rotatingBank()
    var (alice, carol, bob) = (try bank.issue(1), try bank.issue(3), try bank.issue(2))
    try bank.sync(&alice, load: Play.sek(100))
    try bank.sync(&carol, load: Play.sek(100))
    let sticker = Serial(2)
    let first = try bank.payDirect(&alice, to: sticker, Play.sek(8))
    try bank.accept(&bob, first)
    try bank.sync(&alice)
    let second = try bank.pay(&alice, try bank.request(&bob, Play.sek(9)))
    try bank.accept(&bob, second)
    let others = Self.runs(
      Self.shown(try bank.payDirect(&carol, to: sticker, Play.sek(8)))
        + Self.shown(try bank.pay(&carol, try bank.request(&bob, Play.sek(9)))))
    let common = Self.runs(Self.shown(first)).intersection(Self.runs(Self.shown(second)))
    #expect(Self.linking(common, besides: others) == [])
    // The measure is not blind: without a rotation serial and key stand in both.
    let third = try bank.payDirect(&alice, to: sticker, Play.sek(8))
    let same = Self.runs(Self.shown(second)).intersection(Self.runs(Self.shown(third)))
    #expect(!Self.linking(same, besides: others).isEmpty)
  }

  @Test(
    "PRV-40: what a purse asks and decides before and after a rotation has nothing in common either"
  )
  func payer() throws {
    var bank = try Self.rotatingBank()
    var (alice, carol, bob) = (try bank.issue(1), try bank.issue(3), try bank.issue(2))
    try bank.sync(&alice, load: Play.sek(100))
    func taken(_ payee: inout RealPurse) throws -> [[UInt8]] {
      try bank.sync(&payee)
      let request = try bank.request(&payee, Play.sek(8))
      let acceptance = try bank.accept(&payee, try bank.pay(&alice, request))
      return Self.shown(request) + Self.shown(acceptance)
    }
    let (first, second) = (Self.runs(try taken(&bob)), Self.runs(try taken(&bob)))
    let others = Self.runs(try taken(&carol))
    #expect(Self.linking(first.intersection(second), besides: others) == [])
  }

  @Test(
    "PRV-41: a sealed part shows its carriers nothing of the payments in it, and opens for nobody else"
  )
  func carriers() throws {
    var bank = try Self.rotatingBank()
    var (alice, bob, carol) = (try bank.issue(1), try bank.issue(2), try bank.issue(3))
    try bank.sync(&alice, load: Play.sek(100))
    let behind = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
    try bank.accept(&bob, behind)
    let onward = try bank.pay(&bob, try bank.request(&carol, Play.sek(50)))
    let sealed = try #require(onward.sealed)
    #expect(Self.runs(Self.shown(behind)).isDisjoint(with: Self.runs([sealed])))
    let payment = try Signed<Payment>(onward.message.span.bytes).content
    let commitment = try #require(payment.sealed)
    #expect(bank.ledger.crypto.open(sealed, of: Serial(2), commitment: commitment) != nil)
    for other in [Serial(1), Serial(3), Serial(0)] {
      #expect(bank.ledger.crypto.open(sealed, of: other, commitment: commitment) == nil)
    }
  }

  @Test("PRV-42: neither a report nor a grant has a name, a pseudonym, a PIN or a key in it")
  func relay() throws {
    var bank = try Self.rotatingBank()
    var (alice, bob) = (try bank.issue(1), try bank.issue(2))
    try bank.sync(&alice, load: Play.sek(100))
    try bank.accept(&bob, try bank.pay(&alice, try bank.request(&bob, Play.sek(80))))
    var seen: [[UInt8]] = []
    for _ in 0..<2 {
      let upload = try bank.upload(&bob, load: Play.sek(3))
      let grant = try bank.ledger.sync(upload, time: ModelBank.start).grant
      _ = try bob.execute(.applyGrant(grant), time: nil)
      seen += [upload.bytes, grant]
    }
    let runs = Self.runs(seen)
    let purseKey = Sealing.purseKey(master: Word32(1, 2, 3, 4), serial: Serial(2))
    let secrets: [[UInt8]] = [Array("Account 2".utf8), purseKey.array]
    #expect(Self.runs(secrets).isDisjoint(with: runs))
    // And it does see what is not sealed: the serial, in clear.
    let serial = try #require(bob.currentCertificate).content.serial
    let report = try bank.upload(&bob)
    let request = try Signed<SyncRequest>(report.message.span.bytes)
    #expect(request.content.serial == serial)
  }

  @Test("PRV-43: the ledger's records have pseudonyms, and no PIN or key of a purse")
  func ledger() throws {
    var bank = try Self.rotatingBank()
    var (alice, bob) = (try bank.issue(1), try bank.issue(2))
    try bank.sync(&alice, load: Play.sek(100))
    try bank.accept(&bob, try bank.pay(&alice, try bank.request(&bob, Play.sek(80))))
    try bank.sync(&bob)
    let record = bank.ledger.book.changes.record
    let runs = Self.runs([record])
    #expect(Self.runs([Array("Account 2".utf8)]).isSubset(of: runs))
    let purseKey = Sealing.purseKey(master: Word32(1, 2, 3, 4), serial: Serial(2))
    #expect(Self.runs([purseKey.array]).isDisjoint(with: runs))
  }

  @Test("PRV-44: whoever finds a purse reads what it holds, and without the PIN moves nothing")
  func finder() throws {
    var bank = try Self.rotatingBank()
    var (alice, bob) = (try bank.issue(1), try bank.issue(2))
    try bank.sync(&alice, load: Play.sek(100))
    let request = try bank.request(&bob, Play.sek(80))
    #expect(alice.status.spendable == Play.sek(100))
    let next = alice.status.sequence.next
    let commands: [PurseCommand] = [
      .pay(expected: next, request: request.message, certificate: []),
      .payDirect(expected: next, amount: Play.sek(1), payee: Serial(2), certificate: []),
      .unload(expected: next, amount: Play.sek(1)),
    ]
    for command in commands {
      #expect(throws: PurseError.pinRequired) { try alice.execute(command, time: nil) }
    }
    #expect(alice.status.spendable == Play.sek(100))
  }
}
