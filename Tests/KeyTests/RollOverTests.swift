import Payment
import Purse
import PurseCrypto
import Testing
import Wire

@Suite("Keys that take others' places") struct RollOverTests {
  @Test(
    "KEY-20: a certificate of another issuer is taken when that one is known, and it is the purse's own"
  )
  func issuer() throws {
    let bank = try RoleBank()
    var purse = try bank.purse(1)
    let key = try #require(purse.currentCertificate).content.key
    let renewed = bank.certificate(1, key, issuer: 3, by: .nextIssuer, days: 800)
    let grant = try bank.grant(&purse, load: 500, certificate: renewed)
    #expect(throws: PurseError.unknownIssuer) {
      _ = try purse.execute(.applyGrant(grant), time: nil)
    }
    #expect(purse.status.spendable == .zero)
    try purse.learn(bank.authority(.issuer, 3, .nextIssuer))
    _ = try purse.execute(.applyGrant(grant), time: nil)
    #expect(purse.status.spendable.minorUnits == 500)
    #expect(purse.currentCertificate?.content.issuer == AuthorityID(3))
    // However many others it meets, its own stays; the first one, which is another's now, goes in its turn.
    for id in 10..<14 { try purse.learn(bank.authority(.issuer, UInt64(id), .stranger)) }
    var again = purse.reopened()
    let own = [UInt8](bank.certificate(7, bank.key(.otherPurse), issuer: 3, by: .nextIssuer))
    _ = try again.execute(.check(certificate: own), time: nil)
    let old = [UInt8](bank.certificate(7, bank.key(.otherPurse)))
    #expect(throws: PurseError.unknownIssuer) {
      _ = try again.execute(.check(certificate: old), time: nil)
    }
  }

  @Test("KEY-21: the ledger is the one whose certificate ends last, and there is one")
  func ledger() throws {
    let bank = try RoleBank()
    var purse = try bank.purse(1)
    try purse.learn(bank.authority(.ledger, 6, .nextLedger, years: 20))
    var again = purse.reopened()
    let old = try bank.grant(&again, load: 100, by: .ledger)
    #expect(throws: PurseError.badSignature) { _ = try again.execute(.applyGrant(old), time: nil) }
    // Neither an older one nor one that ends as early takes its place again.
    try again.learn(bank.authority(.ledger, 2, .ledger))
    try again.learn(bank.authority(.ledger, 8, .stranger, years: 20))
    _ = try again.execute(
      .applyGrant(try bank.grant(&again, load: 100, by: .nextLedger)), time: nil)
    #expect(again.status.spendable.minorUnits == 100)
  }

  @Test("KEY-22: a succession is believed of the root that is known, in order, and never twice")
  func succession() throws {
    let bank = try RoleBank()
    var purse = try bank.purse(1)
    try purse.learn(bank.authority(.issuer, 4, .stranger))
    let refused: [(String, [UInt8])] = [
      ("itself", bank.succession(1, to: .nextRoot, by: .nextRoot)),
      ("the same root", bank.succession(1, to: .root, by: .root)),
      ("not its turn", bank.succession(2, to: .stranger, by: .nextRoot)),
    ]
    for (what, message) in refused {
      #expect(throws: PurseError.badCertificate, "\(what)") { try purse.learn(message) }
    }
    let other = bank.succession(1, to: .nextRoot, by: .root) {
      if let euro = CurrencyCode(numeric: 978) { $0.currency = euro }
    }
    #expect(throws: PurseError.wrongCurrency) { try purse.learn(other) }
    let first = bank.succession(1, to: .nextRoot, by: .root)
    try purse.learn(first)
    try purse.learn(first)
    #expect(throws: PurseError.badCertificate, "skipping one") {
      try purse.learn(bank.succession(3, to: .stranger, by: .nextRoot))
    }
    // A rival of the same number, and a loop back: what was, changes nothing; what would be, is refused.
    try purse.learn(bank.succession(1, to: .stranger, by: .root))
    #expect(throws: PurseError.badCertificate) {
      try purse.learn(bank.succession(2, to: .stranger, by: .root))
    }
    var again = purse.reopened()
    #expect(throws: PurseError.badCertificate) {
      try again.learn(bank.authority(.issuer, 5, .nextIssuer, by: .root))
    }
    try again.learn(bank.authority(.issuer, 5, .nextIssuer, by: .nextRoot))
    try again.learn(bank.succession(2, to: .root, by: .nextRoot))
    try again.learn(bank.succession(1, to: .nextRoot, by: .root))
    #expect(throws: PurseError.badCertificate) {
      try again.learn(bank.succession(1 + 2, to: .stranger, by: .nextRoot))
    }
  }

  @Test("KEY-22: a purse made under a later root takes that one's successor, and no other's")
  func madeLater() throws {
    let bank = try RoleBank()
    var purse = try bank.purse(1)
    // Its root, which is the third, was named by one that it has never heard of.
    #expect(throws: PurseError.badCertificate) {
      try purse.learn(bank.succession(2, to: .root, by: .stranger))
    }
    try purse.learn(bank.succession(3, to: .nextRoot, by: .root))
    var again = purse.reopened()
    try again.learn(bank.authority(.issuer, 5, .nextIssuer, by: .nextRoot))
    try again.learn(bank.succession(2, to: .stranger, by: .nextRoot))
    #expect(throws: PurseError.badCertificate) {
      try again.learn(bank.authority(.issuer, 6, .nextIssuer, by: .stranger))
    }
  }

  @Test("KEY-22: under a new root a purse keeps its own issuer and ledger, and no other's")
  func kept() throws {
    let bank = try RoleBank()
    var purse = try bank.purse(1)
    try purse.learn(bank.authority(.issuer, 4, .stranger))
    let foreign = [UInt8](bank.certificate(7, bank.key(.otherPurse), issuer: 4, by: .stranger))
    let own = [UInt8](bank.certificate(8, bank.key(.otherPurse)))
    _ = try purse.execute(.check(certificate: foreign), time: nil)
    try purse.learn(bank.succession(1, to: .nextRoot, by: .root))
    #expect(throws: PurseError.unknownIssuer) {
      _ = try purse.execute(.check(certificate: foreign), time: nil)
    }
    _ = try purse.execute(.check(certificate: own), time: nil)
    _ = try purse.execute(.applyGrant(try bank.grant(&purse, load: 5)), time: nil)
    try purse.learn(bank.authority(.issuer, 4, .stranger, by: .nextRoot))
    _ = try purse.execute(.check(certificate: foreign), time: nil)
  }

  @Test("KEY-25: an authority past its end is not learned; a later end of a known key is")
  func ends() throws {
    let bank = try RoleBank()
    var purse = try bank.purse(1)
    let ended = bank.authority(.issuer, 4, .stranger) {
      $0.notBefore = LedgerTime(seconds: 1)
      $0.notAfter = LedgerTime(seconds: bank.start.seconds - 1)
    }
    #expect(throws: PurseError.certificateExpired) { try purse.learn(ended) }
    let future = bank.authority(.issuer, 4, .stranger) {
      $0.notBefore = bank.start.adding(days: 40)
    }
    try purse.learn(future)
    // Another key under a known name is no news.
    try purse.learn(bank.authority(.issuer, 1, .stranger, years: 20))
    let forged = [UInt8](bank.certificate(7, bank.key(.otherPurse), by: .stranger))
    #expect(throws: PurseError.badCertificate) {
      _ = try purse.execute(.check(certificate: forged), time: nil)
    }
    let wrong = bank.authority(.issuer, 5, .nextIssuer) {
      if let euro = CurrencyCode(numeric: 978) { $0.currency = euro }
    }
    #expect(throws: PurseError.wrongCurrency) { try purse.learn(wrong) }
  }

  @Test("KEY-24: a payer's session teaches the successions and then the authority, once")
  func teaching() throws {
    var packet = Packet(kind: .request, message: [1], certificate: [2], authority: [9])
    let bank = try RoleBank()
    let successions = [
      bank.succession(1, to: .nextRoot, by: .root),
      bank.succession(2, to: .stranger, by: .nextRoot),
    ]
    // A policy or list among them is for others to take.
    packet.documents = [successions[0], [0xA0], successions[1]]
    var session = PayerSession(
      order: .request(packet), certificate: [], authority: nil, pin: nil)
    let place = PurseReply.place(
      PursePlace(sequence: SequenceNumber(3), requestNumber: RequestNumber(0)))
    _ = session.handle(.start)
    _ = session.handle(.reply(place))
    for lesson in successions + [[9]] {
      let action = session.handle(
        lesson == successions[0] ? .failed(.unknownIssuer) : .reply(.done))
      guard case .command(.learnAuthority(lesson)) = action else {
        Issue.record("\(action)")
        return
      }
      // Torn, the same lesson comes again.
      guard case .command(.learnAuthority(lesson)) = session.handle(.torn) else {
        Issue.record("torn")
        return
      }
    }
    guard case .command(.place) = session.handle(.reply(.done)) else {
      Issue.record("not taught")
      return
    }
    _ = session.handle(.reply(place))
    guard case .finished(.failed(.unknownIssuer)) = session.handle(.failed(.unknownIssuer)) else {
      Issue.record("taught twice")
      return
    }
  }
}
