import Purse
import Settlement
import Wire

extension Country {
  /// The claim on a person's purse.
  func claim(on person: Int) -> ClaimRow? { bank.ledger.book.purses[people[person].serial]?.claim }

  /// After every certificate's end and the grace.
  private var payDay: LedgerTime { time.adding(days: ModelBank.lifetimeDays + 31) }

  mutating func report(_ person: Int, isAway: Bool) throws(Violation) -> Touched? {
    guard !people[person].wasRestored, people[person].purse.status.lifeCycle != .restored,
      try take(.lost, person)
    else { return nil }
    people[person].isAway = isAway
    return .ledger(nil)
  }

  /// One that was paid out is found too: it syncs, and learns that it is closed.
  mutating func found(_ person: Int) throws(Violation) -> Touched? {
    guard !people[person].wasRestored else { return nil }
    let wasAway = people[person].isAway
    let isWithdrawn = try take(.found, person)
    people[person].isAway = false
    return isWithdrawn || wasAway ? .ledger(nil) : nil
  }

  /// Has the issuer say something of a person's purse.
  /// - Parameter day: when; nil for now.
  /// - Returns: whether the ledger took it.
  mutating func take(
    _ kind: ClaimKind, _ person: Int, replacement: Serial? = nil, at day: LedgerTime? = nil
  ) throws(Violation) -> Bool {
    let day = day ?? time
    let number = max(claim(on: person)?.content.number ?? .none, lastNumber(of: person))
    let signed = bank.claim(
      kind, on: people[person].serial, account: people[person].name, number: number.next,
      replacement: replacement, time: day)
    let seconds = bank.keys.seconds(of: signed)
    recording?.inputs.append(.claim(signed, day, beside: seconds))
    do {
      try bank.ledger.take(claim: signed, time: day, beside: seconds)
      hunt?.claims.append((signed, seconds, day))
      tally.claims += 1
      return true
    } catch {
      return false
    }
  }

  /// An issuer counts its claims itself, whatever a ledger that was set back remembers of them.
  private func lastNumber(of person: Int) -> ClaimNumber {
    let mine = hunt?.claims.filter { $0.claim.content.serial == people[person].serial }
    return mine?.map(\.claim.content.number).max() ?? .none
  }

  mutating func payOut(_ person: Int) throws(Violation) -> Touched? {
    guard let claim = claim(on: person) else { return nil }
    let serial = people[person].serial
    if claim.standing == .open, let row = bank.ledger.book.purses[serial],
      time < bank.ledger.claimDue(row),
      (try? bank.ledger.payClaim(on: serial, time: time)) != nil
    {
      throw Violation(.noCreation, "a claim was paid before its day")
    }
    let day = max(payDay, claim.reported.adding(days: 31))
    recording?.inputs.append(.payOut(serial, day))
    guard (try? bank.ledger.payClaim(on: serial, time: day)) != nil else { return nil }
    if canary == .reopensClosed {
      bank.ledger.book.purses.update(serial) { row in
        row.claim = nil
        row.state = .active
      }
      people[person].isAway = false
    }
    return .ledger(nil)
  }

  /// Pays what is due on a claim.
  /// - Returns: whether there was anything.
  mutating func payDue(_ person: Int) throws(Violation) -> Bool {
    guard let standing = claim(on: person)?.standing, standing != .withdrawn else { return false }
    let before = bank.ledger.book.accounts[people[person].name]
    try perform(Step(.payOut(person)))
    return before != bank.ledger.book.accounts[people[person].name]
      || (standing == .open && claim(on: person)?.standing == .paid)
  }

  func isTerminated(_ person: Int) -> Bool { people[person].purse.status.lifeCycle == .terminated }

  /// I1, I5: what a closed purse held, and what was on its way to it or back to it, is in the account,
  /// once; known from what really happened, whether the purse came back or not.
  func checkPaid(_ person: Int) throws(Violation) {
    guard isHonest, liquidity.remainder == .pool,
      !bank.ledger.book.purses.rows.values.contains(where: \.hasDropped)
    else { return }
    let due = family(of: person).reduce(0) { $0 + self.due(to: $1) }
    let account = Int64(bank.ledger.book.accounts[people[person].name]?.minorUnits ?? 0)
    guard account == due else {
      throw Violation(
        .allAccounted,
        "\(people[person].name) was paid out and has \(account), but \(due) is due; "
          + differences(of: person))
    }
  }

  /// What one purse has brought to its account and taken from it, and what is the account's since it closed.
  private func due(to person: Int) -> Int64 {
    let holding = model.holdings[person]
    guard claim(on: person)?.standing == .paid else { return holding.account }
    // What its shadow shows, and no more (PRV-57).
    if holding.reportsTotals { return holding.account + holding.declared }
    var due = holding.account + holding.value + holding.underWay
    for unload in holding.unreported { due += unload.amount }
    for (digest, entry) in model.entries where entry.debits == 1 {
      due +=
        entry.refunds == 0
        ? share(of: person, in: entry, digest) : forgotten(by: person, in: entry, digest)
    }
    return due
  }

  /// A refund that the payer's purse alone knew, and a refusal that the payee's alone knew: when both are gone
  /// the payment, if anybody has brought it, is all that the ledger ever hears.
  private func forgotten(
    by person: Int, in entry: Bookkeeping.Entry, _ digest: Digest
  ) -> Int64 {
    guard let payee = entry.payee, claim(on: payee)?.standing == .paid,
      people[entry.payer].isAway, bank.ledger.book.payments[digest]?.booking == .settled
    else { return 0 }
    return (payee == person ? entry.amount : 0) - (entry.payer == person ? entry.amount : 0)
  }

  /// What the ledger owes a closed purse's holder for a payment that his purse has made or taken, beside
  /// what the purse itself says of it. Between a closed payee and a purse that nobody sees again it is
  /// the ledger's knowledge that decides who has it.
  private func share(of person: Int, in entry: Bookkeeping.Entry, _ digest: Digest) -> Int64 {
    guard let payee = entry.payee, claim(on: payee)?.standing == .paid else {
      return entry.payer == person && entry.credits == 0 ? entry.amount : 0
    }
    // One that paid an earlier serial of its own has it both ways.
    if entry.payer == person, payee == person { return entry.credits == 1 ? 0 : entry.amount }
    let hasArrived = bank.ledger.book.payments[digest]?.booking == .settled
    if entry.payer == person { return hasArrived ? 0 : entry.amount }
    guard payee == person else { return 0 }
    return (hasArrived ? entry.amount : 0) - (entry.credits == 1 ? entry.amount : 0)
  }
}
