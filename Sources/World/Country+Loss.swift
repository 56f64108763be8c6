import Purse
import Settlement
import Wire

/// Who bears losses, and what is kept back while it is unexplained (docs/spec/claims.md, SUS-20 to SUS-32).
extension Country {
  /// Sets the rules that no purse enforces.
  mutating func setLossRules(_ seed: UInt64) {
    let ids = Set(people.map(\.policy.id))
    if seed % 3 == 0 { bank.ledger.rules.bearers = ids }
    if seed % 4 == 0 {
      for id in ids { bank.ledger.rules.cashOutCaps[id] = Amount(units: 5_000) }
    }
  }

  /// What of an account's due the rules of the central bank keep from it.
  func keptFromAccount(_ person: Int) -> Int64 {
    guard let row = bank.ledger.book.purses[people[person].serial] else { return 0 }
    let kept = row.shares.reduce(row.withheld) { $0.adding($1.borne) ?? .largest }
    return Int64(kept.minorUnits)
  }

  /// At the end whoever bears a share takes out all that he may spend: then it is borne, and nothing else is missing.
  mutating func cashOutShares() throws(Violation) {
    for person in people.indices where people[person].isHonest && claim(on: person) == nil {
      guard let row = bank.ledger.book.purses[people[person].serial], !row.shares.isEmpty else {
        continue
      }
      let held = people[person].purse.status.spendable.minorUnits
      try perform(Step(.unload(person, amount: held)))
      _ = try syncFully(person)
      _ = try syncFully(person)
    }
  }

  /// No share without a convict, none above what he paid, all together not above what he cost; and never more is kept
  /// back than is unexplained beyond the cap.
  func checkLoss() throws(Violation) {
    let book = bank.ledger.book
    var due: [Serial: Amount] = [:]
    var looked: Set<Serial> = []
    for person in people.indices {
      // A purse and its copy are one for the ledger until the copy has synced.
      guard looked.insert(people[person].serial).inserted,
        let row = book.purses[people[person].serial]
      else { continue }
      for share in row.shares {
        guard let payer = self.person(share.payer), !people[payer].isHonest else {
          throw Violation(.blame, "\(people[person].name) bears a loss by an honest purse")
        }
        guard Int64(share.taken.minorUnits) <= paid(payer, to: person) else {
          throw Violation(.allAccounted, "\(people[person].name) bears more than it was paid")
        }
        guard share.borne <= share.taken else {
          throw Violation(.allAccounted, "\(people[person].name) has borne more than it took")
        }
        due[share.payer] = (due[share.payer] ?? .zero) + bank.ledger.due(share)
      }
      let cap = bank.ledger.rules.cashOutCaps[people[person].policy.id] ?? .largest
      guard row.withheld <= row.advance.excess(over: cap) else {
        throw Violation(.noRefusal, "\(people[person].name) waits for what is explained")
      }
    }
    for (payer, sum) in due where sum > book.purses[payer]?.advance ?? .zero {
      throw Violation(.allAccounted, "shares come to more than the loss")
    }
  }

  /// A purse that was restored is two persons of this world.
  private func paid(_ payer: Int, to payee: Int) -> Int64 {
    let (payers, payees) = (Set(family(of: payer)), Set(family(of: payee)))
    return model.entries.values.reduce(0) { sum, entry in
      guard let taker = entry.payee, payees.contains(taker), payers.contains(entry.payer) else {
        return sum
      }
      return sum + entry.amount
    }
  }
}
