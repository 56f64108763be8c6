import Settlement
import Wire

/// What really happened, kept beside purses and ledger and by other means: who paid, took, refused
/// and was refunded what. Plain additions of plain numbers; the invariants are held against it.
struct Bookkeeping: Sendable {
  /// A payment from the day it was first seen.
  struct Entry: Sendable {
    var payer: Int
    var payee: Int?
    var amount: Int64
    var request: Digest?
    /// Place of the payment: its payer's serial then, and the sequence under it.
    var place: PaymentPlace
    var debits = 0
    var credits = 0
    var refunds = 0
    var isRefused = false
    /// The payer's purse knows the end, or has handed the payment over to the ledger.
    var isEnded = false
    /// Place of the credit in the payee's journal.
    var credit: PaymentPlace?
  }

  /// What one honest person should have.
  struct Holding: Sendable {
    var value: Int64 = 0
    var account: Int64 = 0
    /// Unloaded from the purse and not yet reported.
    var unreported: [(place: PaymentPlace, amount: Int64)] = []
    var open: [Digest: Int64] = [:]
    /// Left the account for the purse, less what came from it, by a grant that is not applied.
    var underWay: Int64 = 0
    /// Whether the policy has direct payments: else they are the payer's again (SYN-20).
    var takesDirect = true
    /// Whether its purse reports sums and no payments, and what its shadow shows then (PRV-53).
    var reportsTotals = false
    var declared: Int64 = 0
    /// Last grant whose load left the account, and last grant applied.
    var granted = GrantNumber.none
    var applied = GrantNumber.none
  }

  var entries: [Digest: Entry] = [:]
  var holdings: [Holding] = []
  /// Sums over all honest purses, in minor units.
  var loaded: Int64 = 0
  var unloaded: Int64 = 0
  var fromBroken: Int64 = 0
  var toBroken: Int64 = 0
  /// Requests that payments of several payers name: who gets the goods depends on who syncs first.
  private(set) var contested: Set<Digest> = []
  private(set) var payersOfRequest: [Digest: Int] = [:]
  private(set) var isHonest: [Bool]

  init(isHonest: [Bool], account: Int64) {
    self.isHonest = isHonest
    holdings = isHonest.map { _ in Holding(account: account) }
  }
}

extension Bookkeeping {
  /// One more honest purse, on somebody's account.
  /// - Parameter applied: the last grant that its memory knows.
  mutating func join(account: Int64, policy: Policy, applied: GrantNumber) {
    var holding = Holding(account: account)
    holding.follow(policy)
    holding.applied = applied
    holding.granted = applied
    holdings.append(holding)
    isHonest.append(true)
  }

  mutating func requested(_ request: Request, _ digest: Digest, by person: Int) {
    holdings[person].open[digest] = Int64(request.amount.minorUnits)
  }

  /// A payment exists: signed by an honest purse that has debited it, or by a broken one.
  mutating func paid(
    _ payment: Payment, _ digest: Digest, by payer: Int, to payee: Int?
  ) throws(Violation) {
    var entry = entries[digest] ?? Entry(payment, by: payer, to: payee)
    if isHonest[payer] {
      guard entry.debits == 0 else { throw Violation(.allAccounted, "one payment, two debits") }
      entry.debits = 1
      holdings[payer].value -= entry.amount
      if !isHonest(payee) { toBroken += entry.amount }
    }
    entries[digest] = entry
    guard let request = payment.request else { return }
    if let other = payersOfRequest[request], other != payer { contested.insert(request) }
    payersOfRequest[request] = payer
  }

  /// The payee's purse has credited a payment.
  mutating func taken(
    _ digest: Digest, by payee: Int, at place: PaymentPlace
  ) throws(Violation) {
    guard var entry = entries[digest] else {
      throw Violation(.noCreation, "a payment that nobody made was taken")
    }
    entry.credits += 1
    entry.credit = place
    entries[digest] = entry
    guard isHonest[payee] else { return }
    guard entry.credits == 1, !entry.isRefused else {
      throw Violation(.oneDecision, "a payment was accepted twice, or accepted and refused")
    }
    guard isHonest[entry.payer] == false || (entry.debits == 1 && entry.refunds == 0) else {
      throw Violation(.noCreation, "taken, but not debited or given back")
    }
    if let request = entry.request { try close(request, by: payee, for: entry.amount) }
    holdings[payee].value += entry.amount
    if !isHonest[entry.payer] { fromBroken += entry.amount }
  }

  mutating func refused(_ subject: RefusalSubject, by payee: Int) throws(Violation) {
    switch subject {
    case .payment(let digest):
      // Another's word on it counts for nothing.
      guard let entry = entries[digest], entry.payee == payee else { return }
      guard !isHonest[payee] || entry.credits == 0 else {
        throw Violation(.oneDecision, "an accepted payment was refused")
      }
      entries[digest]?.isRefused = true
      if let request = entry.request { holdings[payee].open[request] = nil }
    case .request(let request):
      holdings[payee].open[request] = nil
      for (digest, entry) in entries where entry.request == request && entry.payee == payee {
        guard !isHonest[payee] || entry.credits == 0 else {
          throw Violation(.oneDecision, "a request was refused after its payment was accepted")
        }
        entries[digest]?.isRefused = true
      }
    }
  }

  /// The payer's purse knows that its payment was taken.
  mutating func confirmed(_ digest: Digest) throws(Violation) {
    guard let entry = entries[digest], entry.refunds == 0 else {
      throw Violation(.oneDecision, "a refunded payment was confirmed")
    }
    guard entry.credits > 0 || !isHonest(entry.payee) else {
      throw Violation(.oneDecision, "confirmed, but nobody took it")
    }
    entries[digest]?.isEnded = true
  }

  /// The payer's purse has its money back, from the payee or by a reversal.
  mutating func refunded(_ digest: Digest) throws(Violation) {
    guard let entry = entries[digest], entry.refunds == 0 else {
      throw Violation(.noCreation, "one payment was given back twice")
    }
    if entry.credits > 0, isHonest(entry.payee), let twin = twin(of: entry) {
      entries[twin]?.refunds = 1
      entries[twin]?.isEnded = true
      entries[digest]?.isEnded = true
      holdings[entry.payer].value += entry.amount
      return
    }
    guard entry.credits == 0 || !isHonest(entry.payee) else {
      throw Violation(.oneDecision, "a payment was taken and given back")
    }
    entries[digest]?.refunds = 1
    entries[digest]?.isEnded = true
    holdings[entry.payer].value += entry.amount
    if !isHonest(entry.payee) { toBroken -= entry.amount }
  }

  /// The same payer's other payment to the same request, which nobody took: a ledger that has forgotten which of the two was
  /// taken gives back either, and nobody has more or less for it (LED-51).
  private func twin(of entry: Entry) -> Digest? {
    guard let request = entry.request else { return nil }
    return entries.first { _, other in
      other.request == request && other.payer == entry.payer && other.amount == entry.amount
        && other.debits == 1 && other.credits == 0 && other.refunds == 0
    }?.key
  }

  mutating func unloaded(_ amount: Int64, by person: Int, at place: PaymentPlace) {
    guard isHonest[person] else { return }
    holdings[person].value -= amount
    unloaded += amount
    holdings[person].unreported.append((place, amount))
  }

  func isHonest(_ person: Int?) -> Bool { person.map { isHonest[$0] } ?? true }

  private mutating func close(
    _ request: Digest, by payee: Int, for amount: Int64
  ) throws(Violation) {
    guard holdings[payee].open[request] == amount else {
      throw Violation(.oneDecision, "a payment to a request that is not open was taken")
    }
    holdings[payee].open[request] = nil
  }
}

extension Bookkeeping.Holding {
  mutating func follow(_ policy: Policy) {
    takesDirect = policy.direct
    reportsTotals = policy.reporting == .totalsOnly
  }
}

extension Bookkeeping.Entry {
  init(_ payment: Payment, by payer: Int, to payee: Int?) {
    self.payer = payer
    self.payee = payee
    amount = Int64(payment.amount.minorUnits)
    request = payment.request
    place = PaymentPlace(payer: payment.payer, sequence: payment.sequence)
  }
}
