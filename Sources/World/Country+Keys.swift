import Payment
import Purse
import Settlement
import Wire

/// Keys of the central bank that others take the place of, while purses of before and after meet.
extension Country {
  /// Puts a new key into force. No device hears of it but by a grant, or from another device.
  mutating func rollOver(_ role: ModelKeyRole) throws(Violation) -> Touched? {
    // Keys of suite 3 stay (docs/design/suite-3.md), and a recorded ledger has one set of keys.
    guard bank.keys.suite == .es256, recording == nil,
      role != .issuer || hasRoomForIssuer(at: time)
    else { return nil }
    bank.rollOver(role, time: time)
    tally.rollOvers += 1
    try checkMeetings()
    return .ledger(nil)
  }

  /// A purse knows two issuers besides its own (KEY-24): a third is not made before one of them ends.
  private func hasRoomForIssuer(at time: LedgerTime) -> Bool {
    bank.keys.olderIssuers.filter { $0.content.notAfter > time }.count < 2
  }

  /// Time goes by. A bank replaces an issuer key while its certificates can still run to their end.
  mutating func pass(days: UInt32) throws(Violation) -> Touched? {
    let later = time.adding(days: days)
    let isDue = later.adding(days: ModelBank.lifetimeDays) > bank.issuer.content.notAfter
    guard recording == nil,
      !isDue || (bank.keys.suite == .es256 && hasRoomForIssuer(at: later))
    else { return nil }
    time = later
    if isDue {
      bank.rollOver(.issuer, time: time)
      tally.rollOvers += 1
    }
    try checkMeetings()
    return .ledger(nil)
  }

  /// A purse made with the keys of the day.
  mutating func join() throws(Violation) -> Touched? {
    guard recording == nil, hunt == nil, people.count < Self.mostPeople, let first = people.first
    else { return nil }
    let name = "P\(people.count)"
    do {
      try bank.ledger.openAccount(name)
      try bank.ledger.issue(Amount(units: Self.money), to: name, time: time)
      let suites = first.purse.crypto.suites
      let purse = try bank.issuePurse(
        policy: first.policy, account: name, kind: .card, bankSize: 32_768, supports: suites,
        time: time)
      var person = Person(name: name, purse: purse, policy: first.policy, isHonest: true)
      if let certificate = purse.currentCertificate?.content {
        person.introduction = ModelIntroduction(
          lessons: bank.ledger.rules.lessons, for: certificate, after: ModelIntroduction())
      }
      people.append(person)
    } catch {
      throw Violation(.noRefusal, "a new purse cannot be issued: \(error)")
    }
    model.join(
      account: Int64(Self.money), policy: first.policy, applied: .none)
    try checkMeetings()
    return .ledger(nil)
  }

  private static var mostPeople: Int { 7 }
}

extension Country {
  /// What came beside a message goes to the purse before it decides: as the sessions do it (KEY-24).
  /// - Parameter cut: where the power goes in the first lesson, which then comes again.
  mutating func learn(beside packet: Packet, _ person: Int, _ cut: Cut?) throws(Violation) {
    people[person].purse.bring(packet.seconds)
    let lessons =
      packet.kind == .grant ? SyncOutcome(packet).lessons : packet.lessons
    for (i, lesson) in lessons.enumerated() {
      var again = cut
      again?.retries = true
      let tap = Tap(
        command: .learnAuthority(lesson), needsPIN: false, cut: i == 0 ? again : nil)
      _ = try tap.perform(on: &people[person].purse)
    }
  }

  /// A message of a person's as it leaves his wallet.
  func introduced(_ packet: Packet, by person: Int) -> Packet {
    var packet = packet
    if canary != .hidesIssuers {
      packet.authority = people[person].introduction.authority
      packet.documents = people[person].introduction.documents
    }
    var purse = people[person].purse
    packet.seconds = (try? purse.seconds(for: packet)) ?? []
    return packet
  }

  /// What came beside a grant that was applied is what the wallet carries from now on.
  mutating func keepIntroduction(_ packet: Packet, _ person: Int) {
    let lessons = SyncOutcome(packet).lessons
    guard !lessons.isEmpty, let certificate = people[person].purse.currentCertificate?.content
    else { return }
    people[person].introduction = ModelIntroduction(
      lessons: lessons, for: certificate, after: people[person].introduction)
  }
}

extension Country {
  /// KEY-20 to KEY-25: whoever meets whom, whatever each has heard of the keys, believes the other's
  /// certificate, as long as neither it nor its issuer has ended; and no certificate made by a key that has
  /// ended.
  func checkMeetings() throws(Violation) {
    guard bank.keys.retired.count + bank.keys.successions.count > 0 else { return }
    let met = people.indices.filter {
      people[$0].isHonest && !people[$0].isAway && people[$0].purse.status.lifeCycle == .active
    }
    for one in met {
      try checkEnded(one)
      for other in met where one != other { try checkMeeting(one, other) }
    }
  }

  private func checkMeeting(_ one: Int, _ other: Int) throws(Violation) {
    guard let message = people[other].purse.certificateMessage,
      let certificate = people[other].purse.currentCertificate?.content,
      people[one].purse.crypto.suites.contains(certificate.key.suite),
      people[one].purse.currentCertificate?.content.reporting == certificate.reporting
    else { return }
    var purse = people[one].purse
    let packet = introduced(
      Packet(kind: .address, message: message, certificate: message), by: other)
    purse.bring(packet.seconds)
    for lesson in packet.lessons { _ = try? purse.execute(.learnAuthority(lesson), time: nil) }
    do {
      _ = try purse.execute(.check(certificate: message), time: nil)
    } catch .certificateExpired where hasEnded(certificate, at: purse.status.latestTime) {
      return
    } catch .unknownIssuer where hasEnded(certificate, at: purse.status.latestTime) {
      return
    } catch {
      throw Violation(
        .noRefusal, "\(people[one].name) does not believe \(people[other].name): \(error)")
    }
  }

  func hasEnded(_ certificate: Certificate, at time: LedgerTime) -> Bool {
    let issuer = bank.keys.authorities.first {
      $0.content.role == .issuer && $0.content.id == certificate.issuer
    }
    return time > certificate.notAfter || time > issuer?.content.notAfter ?? .unknown
  }

  /// Who has stolen an issuer's old key makes nothing of it once a purse has seen its end.
  private func checkEnded(_ person: Int) throws(Violation) {
    let now = people[person].purse.status.latestTime
    for old in bank.keys.retired where old.content.role == .issuer && now > old.content.notAfter {
      guard let secret = bank.keys.retiredSecrets[old.content.id],
        var forged = people[person].purse.currentCertificate?.content
      else { continue }
      forged.issuer = old.content.id
      forged.serial = Serial(0x0BAD)
      forged.key = ModelMath.publicKey(Word32(6, 6, 6, 6), .es256)
      forged.notAfter = now.adding(days: ModelBank.lifetimeDays)
      var purse = people[person].purse
      _ = try? purse.execute(.learnAuthority([UInt8](old)), time: nil)
      let message = [UInt8](ModelMath.signed(forged, secret))
      guard (try? purse.execute(.check(certificate: message), time: nil)) == nil else {
        throw Violation(
          .noCreation, "\(people[person].name) believes a certificate of an issuer that has ended")
      }
    }
  }
}
