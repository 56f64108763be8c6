import Purse
import Settlement
import Wire

/// What an honest person has in the end.
public struct FinalBalance: Equatable, Sendable {
  public var value: Int64
  public var account: Int64
  public var shadow: Int64
}

extension Country {
  /// Rounds of syncs that suffice: a payment may need one for its payer, one for its payee and one
  /// for its payer again; the rest is for more transfers than one grant holds.
  static let mostRounds = 24

  /// Everybody syncs, in orders drawn anew for every round, until nothing is left to deliver.
  public mutating func settleDown(_ random: inout Seeded) throws(Violation) {
    mail.removeAll()
    var quietRounds = 0
    for _ in 0..<Self.mostRounds {
      var isQuiet = true
      for person in people.indices.shuffled(using: &random) {
        // One that nobody sees again may be paid at any moment. A mislaid one speaks for itself first:
        // whether it or the pay-out decides on a payment is not the same.
        if people[person].isAway, random.chance(50), try payDue(person) { isQuiet = false }
        guard !people[person].isAway, claim(on: person)?.standing != .paid || !isTerminated(person)
        else { continue }
        if try !syncFully(person) { isQuiet = false }
      }
      if isQuiet {
        for person in people.indices where try payDue(person) { isQuiet = false }
      }
      quietRounds = isQuiet ? quietRounds + 1 : 0
      if quietRounds == 2 { return }
    }
    throw Violation(.confluence, "the world doesn't come to rest")
  }

  /// A whole sync with no losses.
  /// - Returns: whether there was nothing to report and nothing to deliver.
  mutating func syncFully(_ person: Int) throws(Violation) -> Bool {
    try perform(Step(.upload(person, load: 0, documents: [])))
    guard let upload = mail.last else { return true }
    let entries = upload.packet.items.count
    try perform(Step(.answer(letter: upload.number)))
    guard let letter = mail.last, let grant = letter.grant else {
      mail.removeAll()
      return true
    }
    try perform(Step(.apply(letter: letter.number)))
    let hasLearnt = try takeNews(person)
    mail.removeAll()
    let isEmpty =
      grant.deliveries.isEmpty && grant.reversals.isEmpty && !grant.more && grant.load.isZero
      && grant.released.isZero && grant.swept.isZero
    return isEmpty && entries <= 1 && !hasLearnt
  }

  /// Balances of the honest, to compare after different orders.
  public var finalBalances: [FinalBalance] {
    people.indices.filter { people[$0].isHonest }.map { index in
      let person = people[index]
      if family(of: index).count > 1 { return familyBalance(index) }
      let row = bank.ledger.book.purses[person.serial]
      return FinalBalance(
        value: person.value,
        account: Int64(bank.ledger.book.accounts[person.name]?.minorUnits ?? 0),
        shadow: Int64(row?.shadow.minorUnits ?? 0) - Int64(row?.advance.minorUnits ?? 0))
    }
  }

  /// What a claim pays may come before or behind what a purse may hold at most: then it is in the account
  /// instead. So of those who share one, the sum is compared.
  private func familyBalance(_ person: Int) -> FinalBalance {
    let book = bank.ledger.book
    var sum = Int64(book.accounts[people[person].name]?.minorUnits ?? 0)
    for member in family(of: person) where people[member].isHonest {
      guard let row = book.purses[people[member].serial] else { continue }
      sum += Int64(row.shadow.minorUnits) - Int64(row.advance.minorUnits)
    }
    return FinalBalance(value: 0, account: sum, shadow: 0)
  }

  var isHonest: Bool { people.allSatisfy(\.isHonest) }

  /// No request was paid by two persons: who of them gets the goods is decided by who is first.
  var isUncontested: Bool { model.contested.isEmpty }

  /// What must hold when nothing is left to deliver.
  public func checkEnd() throws(Violation) {
    for person in people.indices where people[person].isHonest { try checkEnd(of: person) }
    try checkTransit()
    try checkForksNamed()
    try checkNewest()
    let totals = bank.ledger.book.totals
    guard isHonest, !bank.ledger.book.purses.rows.values.contains(where: \.hasDropped) else {
      return
    }
    guard totals.pool == 0, totals.held == 0, totals.loss == 0 else {
      throw Violation(
        .allAccounted,
        "honest purses only, but pool \(totals.pool), held \(totals.held), loss \(totals.loss)")
    }
    guard totals.proofs == 0 else { throw Violation(.blame, "a proof without a culprit") }
  }

  private func checkEnd(of person: Int) throws(Violation) {
    // Under hold, what a broken purse owes may wait for ever.
    // And so may what a purse has signed that nobody sees again.
    guard liquidity.remainder == .pool || (isHonest && !people.contains(where: \.isAway)) else {
      return
    }
    let holder = people[person]
    for (_, entry) in model.entries
    where entry.payer == person && entry.debits == 1 && model.isHonest(entry.payee)
      && claim(on: person)?.standing != .paid
      && entry.payee.flatMap({ claim(on: $0) })?.standing != .paid
    {
      guard entry.credits + entry.refunds == 1 || isLeftOpen(entry) else {
        throw Violation(
          .allAccounted,
          "\(entry.amount) of \(holder.name) ended \(entry.credits + entry.refunds) times; "
            + differences(of: person))
      }
    }
    guard claim(on: person)?.standing != .paid else { return try checkPaid(person) }
    guard let row = bank.ledger.book.purses[holder.serial] else { return }
    let known = holder.value - unreported(by: person)
    guard Int64(row.shadow.minorUnits) - Int64(row.advance.minorUnits) == known else {
      throw Violation(
        .confluence,
        "\(holder.name) holds \(holder.value), its shadow \(row.shadow.minorUnits)"
          + " less an advance of \(row.advance.minorUnits); \(differences(of: person))")
    }
  }

  /// A payment between purses that report no payments ends by a decision only, which may be lost for ever (PRV-52).
  private func isLeftOpen(_ entry: Bookkeeping.Entry) -> Bool {
    people[entry.payer].reportsTotals && !entry.isEnded && entry.credits + entry.refunds == 0
  }

  /// PRV-54: when all of the class have reported, what is between them is what nobody has taken.
  private func checkTransit() throws(Violation) {
    guard isHonest, hunt?.wasRestored != true,
      !people.indices.contains(where: {
        people[$0].reportsTotals && (people[$0].isAway || claim(on: $0)?.standing == .paid)
      })
    else { return }
    var open: Int64 = 0
    for entry in model.entries.values
    where people[entry.payer].reportsTotals && entry.debits == 1
      && entry.credits + entry.refunds == 0
    {
      open += entry.amount
    }
    let transit = bank.ledger.book.totals.transit
    guard transit == open else {
      throw Violation(
        .allAccounted, "the class's transit is \(transit), but \(open) is on the way")
    }
  }

  /// What rings have dropped and nobody has reported: payments that the ledger will never know.
  private func unreported(by person: Int) -> Int64 {
    guard !people[person].reportsTotals else { return 0 }
    var sum: Int64 = 0
    for (digest, entry) in model.entries {
      let row = bank.ledger.book.payments[digest]
      // One that its payer's ring has dropped and its payee, a broken one, has both refused and
      // accepted is known, but not that it was paid.
      guard row == nil || (row?.byPayer == false && row?.booking == .void) else { continue }
      if entry.payer == person { sum -= entry.debits == 1 && entry.refunds == 0 ? entry.amount : 0 }
      if entry.payee == person, row == nil { sum += entry.credits == 1 ? entry.amount : 0 }
    }
    guard sum != 0, bank.ledger.book.purses[people[person].serial]?.hasDropped == true else {
      return 0
    }
    return sum
  }

  /// Two payments of one place, both with honest payees, convict their signer.
  private func checkForksNamed() throws(Violation) {
    var taken: [PaymentPlace: Digest] = [:]
    for (digest, entry) in model.entries
    where entry.credits > 0 && model.isHonest(entry.payee) && !people[entry.payer].isHonest
      && bank.ledger.book.payments[digest] != nil
    {
      let place = entry.place
      if taken[place] != nil, bank.ledger.book.holder(of: place.payer)?.isConvicted != true {
        throw Violation(.blame, "two payments at one place, and nobody is named")
      }
      taken[place] = digest
    }
  }
}
