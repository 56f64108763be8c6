import Payment
import Purse
import Settlement
import Wire

/// I9: rules and lists in a purse go forward only, and bind it.
extension Country {
  /// The numbers of a purse never go down, but to the regular policy at an interim one's end.
  mutating func checkNews(of person: Int) throws(Violation) {
    guard people[person].isHonest else { return }
    var purse = people[person].purse
    let seen = people[person].seenNews
    let status = purse.status
    guard let policy = purse.policyInForce() else { return }
    guard status.blockListNumber >= seen.list else {
      throw Violation(
        .news, "\(people[person].name)'s list went from \(seen.list) to \(status.blockListNumber)")
    }
    let hasEnded = seen.end.map { status.latestTime >= $0 } ?? false
    guard policy.number >= (hasEnded ? seen.regular : seen.policy) else {
      throw Violation(
        .news, "\(people[person].name)'s policy went from \(seen.policy) to \(policy.number)")
    }
    // What is terminated does nothing any more, and no policy ends there.
    if status.lifeCycle != .terminated, policy.interim, let end = policy.validUntil,
      status.latestTime >= end
    {
      throw Violation(.news, "\(people[person].name) has an interim policy that has ended")
    }
    people[person].seenNews = SeenNews(
      list: status.blockListNumber, policy: policy.number,
      regular: policy.interim ? seen.regular : policy.number,
      end: policy.interim ? policy.validUntil : nil)
  }

  /// FLD-4: whoever its own list names pays an honest purse nothing, and gets nothing from it; nor does a
  /// purse that is named itself.
  func checkNotListed(
    _ action: Action, _ reply: PurseReply, by person: Int
  ) throws(Violation) {
    guard people[person].isHonest,
      let names = published.names[people[person].purse.status.blockListNumber]
    else { return }
    var serials: [Serial]
    switch (action, reply) {
    case (.accept(let number), _):
      serials = letter(number)?.payment.map { [$0.content.payer] } ?? []
    case (.pay, .payment(let message, _)), (.payDirect, .payment(let message, _)):
      serials = (try? Signed<Payment>(message.span.bytes)).map { [$0.content.payee] } ?? []
    case (.request, _): serials = []
    default: return
    }
    serials.append(people[person].current)
    guard names.isDisjoint(with: serials) else {
      throw Violation(.news, "\(people[person].name) did \(action) although its list forbids it")
    }
  }

  /// The list in force names nobody honest whom nobody has claimed (I7), and its number never goes down.
  mutating func checkList() throws(Violation) {
    let list = bank.ledger.rules.blockList
    guard list.number >= published.list else {
      throw Violation(.news, "the ledger's list went from \(published.list) to \(list.number)")
    }
    if list.number > published.list { for part in list.parts { published.note(part) } }
    for entry in list.entries {
      guard let person = person(entry.serial), people[person].isHonest else { continue }
      guard isListedRightly(entry.serial, person) else {
        throw Violation(.blame, "\(people[person].name) is honest and on the block list")
      }
    }
  }

  /// Its own bank has reported the purse, or it was set back and this serial is closed.
  private func isListedRightly(_ serial: Serial, _ person: Int) -> Bool {
    let holder = people[person]
    if holder.wasRestored || holder.purse.status.lifeCycle == .restored { return true }
    if let standing = claim(on: person)?.standing, standing != .withdrawn { return true }
    guard let hunt else { return false }
    // The list was not set back with the books: these may have forgotten the claim, or whose serial it was.
    let said = hunt.claims.last { $0.claim.content.serial == holder.serial }?.claim.content.kind
    let isOfCopy = family(of: person).contains { people[$0].wasRestored }
    return (said != nil && said != .found)
      || (isOfCopy && bank.ledger.book.root(of: serial) != holder.serial)
  }

  /// When all have synced, all have the newest.
  func checkNewest() throws(Violation) {
    let rules = bank.ledger.rules
    for holder in people where holder.isHonest && !holder.isAway {
      var purse = holder.purse
      let status = purse.status
      guard status.lifeCycle == .active || status.lifeCycle == .suspended,
        let own = purse.policyInForce()
      else { continue }
      guard status.blockListNumber == rules.blockList.number else {
        throw Violation(
          .news,
          "\(holder.name) has list \(status.blockListNumber) of \(rules.blockList.number) at the end"
        )
      }
      guard let regular = Self.policy(rules.policies[own.id]), !own.fixed else { continue }
      var newest = regular.number
      if let interim = Self.policy(rules.interims[own.id]), let end = interim.validUntil, end > time
      {
        newest = max(newest, interim.number)
      } else if own.interim, let end = own.validUntil, end > status.latestTime {
        // An end binds a purse when that has seen a later time (FLD-21).
        continue
      }
      guard own.number == newest else {
        throw Violation(.news, "\(holder.name) has policy \(own.number) of \(newest) at the end")
      }
    }
  }
}

extension Purse {
  /// The policy that holds at the latest time that this purse knows. Its own one given to it again makes it
  /// look whether that has ended, and changes nothing.
  mutating func policyInForce() -> Policy? {
    guard let policy = currentPolicy else { return nil }
    _ = try? execute(.updatePolicy([UInt8](policy)), time: nil)
    return currentPolicy?.content
  }

  /// Part 0 of the block list, as it travels.
  mutating func firstListPart() -> [UInt8]? {
    guard case .message(let part) = try? execute(.blockList(part: 0), time: nil) else { return nil }
    return part
  }
}
