import Purse
import Settlement
import Wire

/// What a step has touched, and what is to be checked therefore.
enum Touched {
  case nothing
  case person(Int)
  /// The ledger; with the honest person whose report it has booked.
  case ledger(Int?)
}

extension Country {
  /// Holds the world against the model.
  func check(person: Int) throws(Violation) {
    guard people[person].isHonest else { return }
    let holder = people[person]
    let expected = model.holdings[person].value
    guard holder.value == expected else {
      throw Violation(
        .noCreation, "\(holder.name) holds \(holder.value), but should hold \(expected)")
    }
    guard holder.purse.status.lifeCycle != .restored else { return }
    let inDoubt = Int64(holder.purse.status.inDoubt.minorUnits)
    guard inDoubt == model.inDoubt(person) else {
      throw Violation(
        .allAccounted,
        "\(holder.name) has \(inDoubt) in doubt, but should have \(model.inDoubt(person))")
    }
  }

  mutating func check(_ touched: Touched) throws(Violation) {
    switch touched {
    case .nothing: return
    case .person(let person):
      try check(person: person)
      if people[person].isHonest { try checkMeetings() }
      try checkSum()
      try checkNews(of: person)
    case .ledger(let reporter):
      try checkLedger()
      try checkBlame()
      try checkList()
      try checkLoss()
      if let reporter { try checkHonestReport(of: reporter) }
    }
  }

  /// I1 over all honest purses at once.
  private func checkSum() throws(Violation) {
    var held: Int64 = 0
    for person in people where person.isHonest { held += person.value }
    let due = model.loaded - model.unloaded + model.fromBroken - model.toBroken
    guard held + model.outstanding == due else {
      throw Violation(
        .noCreation, "purses hold \(held), \(model.outstanding) is on its way, \(due) is due")
    }
  }

  /// I5: transactions sum to zero, and they alone add up to every balance of the book.
  mutating func checkLedger() throws(Violation) {
    for transaction in bank.ledger.book.transactions {
      var sum: Int64 = 0
      for posting in transaction.postings {
        sum += posting.change
        balances[posting.account, default: 0] += posting.change
      }
      guard sum == 0 else { throw Violation(.zeroSum, "transaction \(transaction.number)") }
    }
    if let archive {
      let changes = bank.ledger.book.takeChanges()
      archive.add(changes)
      bank.ledger.book.release(changes)
    } else {
      bank.ledger.book.forgetChanges()
    }
    let book = bank.ledger.book
    var sum = book.totals.pool + book.totals.held + book.totals.loss + book.totals.transit
    for (serial, row) in book.purses.rows {
      sum += Int64(row.shadow.minorUnits)
      guard balances[.shadow(serial), default: 0] == Int64(row.shadow.minorUnits) else {
        throw Violation(.zeroSum, "a shadow is not the sum of its postings")
      }
    }
    for (name, balance) in book.accounts.rows {
      sum += Int64(balance.minorUnits)
      guard balances[.account(name), default: 0] == Int64(balance.minorUnits) else {
        throw Violation(.zeroSum, "an account is not the sum of its postings")
      }
    }
    guard sum == Int64(Self.money) * Int64(book.accounts.rows.count), sum == book.totals.issued,
      book.isBalanced, balances[.pool, default: 0] == book.totals.pool,
      balances[.held, default: 0] == book.totals.held,
      balances[.loss, default: 0] == book.totals.loss,
      balances[.transit, default: 0] == book.totals.transit
    else { throw Violation(.zeroSum, "issued is not what accounts, shadows and the rest hold") }
  }

  /// I7: no proof and no suspension names an honest purse, and every signature in a proof holds.
  mutating func checkBlame() throws(Violation) {
    let book = bank.ledger.book
    for person in people where person.isHonest {
      guard let row = book.purses[person.serial] else { continue }
      guard !row.isConvicted,
        row.state == .active || isExplained(row) || hunt?.awaitsWord == true
      else {
        throw Violation(
          .blame, "\(person.name) is honest and \(row.isConvicted ? "convicted" : "suspended")")
      }
    }
    while checkedProofs < book.totals.proofs {
      checkedProofs += 1
      tally.proofs += 1
      guard let proof = book.proofs[checkedProofs] else { continue }
      guard let named = person(proof.serial), !people[named].isHonest else {
        throw Violation(.blame, "a proof of kind \(proof.kind) names an honest purse")
      }
      guard let packet = try? Packet(proof.packet), holds(packet, against: proof.serial) else {
        throw Violation(.blame, "a proof of kind \(proof.kind) doesn't hold for a third party")
      }
    }
  }

  /// A claim that stands suspends. One that was withdrawn leaves what came to speak against the purse while the
  /// ledger had not been told that it was set back: the operator's to clear up.
  private func isExplained(_ row: PurseRow) -> Bool {
    guard let claim = row.claim else { return false }
    return claim.standing != .withdrawn || hunt?.wasSilent == true
  }

  /// A third party with the root's key comes to the same name.
  private func holds(_ proof: Packet, against serial: Serial) -> Bool {
    guard
      let verifier = try? ProofVerifier(
        root: bank.rootKey, authorities: bank.keys.authorities,
        crypto: bank.ledger.crypto, seconds: bank.keys.rootSeconds),
      let fault = try? verifier.verify(proof)
    else { return false }
    return fault.serial == serial
  }

  /// I8: what an honest purse has reported is booked in full, whoever else has not synced.
  private func checkHonestReport(of person: Int) throws(Violation) {
    // What a claim brings and takes is held against the whole at the end.
    // What a restored ledger has forgotten is the operator's to add (SYN-7).
    guard claim(on: person) == nil, hunt?.wasRestored != true else { return }
    let account = Int64(bank.ledger.book.accounts[people[person].name]?.minorUnits ?? 0)
    let expected = model.holdings[person].account - keptFromAccount(person)
    guard account == expected || family(of: person).count > 1 else {
      throw Violation(
        .noRefusal, "\(people[person].name)'s account has \(account), but \(expected) is due")
    }
    // Of totals only no payment is booked, and each report is at once (PRV-53).
    guard liquidity.remainder == .pool || explainsAll, !people[person].reportsTotals else { return }
    for (digest, entry) in model.entries where entry.payee == person && entry.credits == 1 {
      guard let credit = entry.credit, let row = bank.ledger.book.purses[credit.payer],
        credit.sequence <= row.covered
      else { continue }
      // A clone's second payment counts too: what was accepted settles. What a ring has dropped was
      // never reported.
      guard !row.unseen.contains(where: { $0.contains(credit.sequence.value) }) else {
        continue
      }
      guard bank.ledger.book.payments[digest]?.booking == .settled else {
        throw Violation(.noRefusal, "a payment that \(people[person].name) took is not credited")
      }
    }
  }
}
