import Purse
import Settlement
import Wire

/// Purses that nobody has heard of for long, and purses that others take the place of (CLM-12, CLM-30).
extension Country {
  /// A day too early the ledger must say that it is not due.
  mutating func reportDormant(_ person: Int, isAway: Bool) throws(Violation) -> Touched? {
    guard let row = claimable(person) else { return nil }
    let last = row.lastSync ?? row.certificate.notBefore
    let days = bank.ledger.rules.dormantDays
    if canary == .callsDormant { bank.ledger.rules.dormantDays = 1 }
    guard try !take(.dormant, person, at: last.adding(days: days - 1)) else {
      throw Violation(.blame, "\(people[person].name) counts as dormant and is not")
    }
    guard try take(.dormant, person, at: last.adding(days: days)) else {
      throw Violation(.noRefusal, "the claim on \(people[person].name)'s dormant purse is refused")
    }
    people[person].isAway = isAway
    return .ledger(nil)
  }

  /// A new device for an honest holder. Nobody else's purse may take the place of his.
  mutating func replace(_ person: Int, isAway: Bool) throws(Violation) -> Touched? {
    let holder = people[person]
    guard holder.isHonest, claimable(person) != nil, family(of: person).count < Self.mostDevices
    else { return nil }
    if let other = people.first(where: { $0.name != holder.name }),
      try take(.replaced, person, replacement: other.serial)
    {
      throw Violation(.noCreation, "\(holder.name)'s value is to go to \(other.name)'s purse")
    }
    let next = try issueAnother(to: person)
    guard try take(.replaced, person, replacement: people[next].serial) else {
      throw Violation(.noRefusal, "\(holder.name)'s new device may not replace the old one")
    }
    people[person].isAway = isAway
    return .ledger(nil)
  }

  private mutating func issueAnother(to person: Int) throws(Violation) -> Int {
    let holder = people[person]
    guard
      let purse = try? bank.issuePurse(
        policy: holder.policy, account: holder.name,
        kind: holder.policy.sweep ? .terminal : .card, bankSize: 32_768,
        supports: holder.purse.crypto.suites, time: time),
      let certificate = purse.currentCertificate
    else { throw Violation(.noRefusal, "\(holder.name) gets no second purse") }
    recording?.inputs.append(.register(certificate, account: holder.name))
    hunt?.registered.append((certificate, holder.name))
    var next = Person(name: holder.name, purse: purse, policy: holder.policy, isHonest: true)
    next.introduction = ModelIntroduction(
      lessons: bank.ledger.rules.lessons, for: certificate.content, after: ModelIntroduction())
    people.append(next)
    model.join(account: 0, policy: holder.policy, applied: .none)
    return people.count - 1
  }

  /// The row of a purse that may be reported: nothing is claimed of it, and no proof names it.
  private func claimable(_ person: Int) -> PurseRow? {
    guard !people[person].wasRestored,
      people[person].purse.status.lifeCycle != .restored,
      let row = bank.ledger.book.purses[people[person].serial],
      !row.isClaimed, !row.isClosed, !row.isConvicted
    else { return nil }
    return row
  }

  /// What a purse that was replaced has left to the one that reports, before the ledger answers.
  func promise(to letter: Letter) -> Amount {
    guard let row = bank.ledger.book.holder(of: people[letter.from].serial), row.state == .active
    else { return .zero }
    return row.promised
  }

  /// CLM-30: it arrives with the next grant, as far as there is room for it and money in the account.
  mutating func checkPromise(
    _ promised: Amount, _ letter: Letter, _ outcome: SyncOutcome
  ) throws(Violation) {
    if canary == .keepsPromise {
      bank.ledger.book.purses.update(people[letter.from].serial) { $0.promised = promised }
    }
    guard !promised.isZero, !outcome.notices.contains(.repeated),
      let grant = try? Signed<SyncGrant>(outcome.grant.span.bytes).content, grant.state == .active,
      !grant.restored,
      let request = try? Signed<SyncRequest>(letter.packet.message.span.bytes).content
    else { return }
    var held = request.spendable + request.pending
    for i in 0..<grant.deliveries.count { held = held + grant.deliveries[i].amount }
    for i in 0..<grant.reversals.count { held = held + grant.reversals[i].amount }
    let holder = people[letter.from]
    let room = (holder.policy.largestBalance ?? .largest).excess(over: held)
    let money = (bank.ledger.book.accounts[holder.name] ?? .zero) + grant.load
    guard grant.load >= min(promised, room, money) else {
      throw Violation(
        .allAccounted,
        "\(promised.minorUnits) was left to \(holder.name), \(grant.load.minorUnits) arrives")
    }
    let left = bank.ledger.book.holder(of: holder.serial)?.promised ?? .zero
    guard left.isZero else {
      throw Violation(.noCreation, "what was left to \(holder.name) would come twice")
    }
  }

  /// Devices on one account at most, so that a world stays small.
  private static let mostDevices = 3
}
