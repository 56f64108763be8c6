import Payment
import Purse
import Settlement
import Wire

/// Rules and lists on their way: published, carried by anybody, taken by whoever has older ones.
extension Country {
  mutating func news(_ step: NewsStep, _ cut: Cut?) throws(Violation) -> Touched? {
    switch step {
    case .wait(let minutes):
      time = LedgerTime(seconds: time.seconds + UInt64(minutes) * 60)
      return .nothing
    case .publish(let person, let minutes): return publish(like: person, minutes: minutes)
    case .renewList:
      bank.ledger.renewBlockList(time: time)
      return .ledger(nil)
    case .take(let number):
      guard let letter = letter(number), letter.packet.kind == .news, let person = letter.to
      else { return nil }
      return try give(letter.packet.message, to: person, cut)
    case .bring(let place, let person):
      guard published.messages.indices.contains(place) else { return nil }
      return try give(published.messages[place], to: person, cut)
    case .meet(let giver, let taker): return try meet(giver, taker, cut)
    case .forge(let place, let forgery, let person):
      guard published.messages.indices.contains(place),
        let forged = forged(published.messages[place], forgery)
      else { return nil }
      return try give(
        forged, to: person, cut, isPolicy: Self.policy(published.messages[place]) != nil,
        isForged: true)
    }
  }

  private mutating func publish(like person: Int, minutes: UInt32?) -> Touched? {
    let id = people[person].policy.id
    let rules = bank.ledger.rules
    guard let regular = Self.policy(rules.policies[id]), !regular.fixed else { return nil }
    var policy = regular
    policy.number = max(regular.number, Self.policy(rules.interims[id])?.number ?? 0) + 1
    policy.time = time
    policy.interim = minutes != nil
    policy.validUntil = minutes.map { LedgerTime(seconds: time.seconds + UInt64($0) * 60) }
    let message = [UInt8](bank.signed(policy))
    if policy.interim {
      bank.ledger.rules.interims[id] = message
    } else {
      bank.ledger.rules.policies[id] = message
    }
    tally.published += 1
    published.note(message)
    return .ledger(nil)
  }

  static func policy(_ message: [UInt8]?) -> Policy? {
    message.flatMap { try? Signed<Policy>($0.span.bytes).content }
  }

  /// What goes down beside a grant: to the purse in letters; what is for others stays with the device.
  mutating func sendNews(_ outcome: SyncOutcome, to person: Int) {
    guard canary != .withholdsNews else { return }
    for message in outcome.news {
      published.note(message)
      if let policy = Self.policy(message), policy.id != people[person].policy.id {
        people[person].carries[policy.id] = message
      } else {
        send(Packet(kind: .news, message: emptied(message)), from: person, to: person)
      }
    }
  }

  /// The canary that leaves out of a list whom it names.
  private func emptied(_ message: [UInt8]) -> [UInt8] {
    guard canary == .emptiesLists,
      let list = try? Signed<BlockList>(message.span.bytes).content
    else { return message }
    let empty = BlockList(
      number: list.number, part: list.part, parts: list.parts, time: list.time,
      currency: list.currency)
    return [UInt8](bank.signed(empty))
  }

  /// FLD-11: the first part of a newer list, and a newer policy for the same identifier.
  private mutating func meet(_ giver: Int, _ taker: Int, _ cut: Cut?) throws(Violation) -> Touched?
  {
    guard giver != taker, !people[giver].isAway, !people[taker].isAway else { return nil }
    let mine = people[giver].purse.status
    let its = people[taker].purse.status
    var messages: [[UInt8]] = []
    if mine.blockListNumber > its.blockListNumber, let list = people[giver].purse.firstListPart() {
      messages.append(list)
    }
    let id = people[taker].policy.id
    if people[giver].policy.id == id, mine.policyNumber > its.policyNumber,
      let policy = people[giver].purse.currentPolicy
    {
      messages.append([UInt8](policy))
    }
    if let carried = people[giver].carries[id] { messages.append(carried) }
    guard !messages.isEmpty else { return nil }
    for message in messages { _ = try give(message, to: taker, cut) }
    return .person(taker)
  }

  /// All letters with news that are there reach their purse.
  /// - Returns: whether it learnt anything.
  mutating func takeNews(_ person: Int) throws(Violation) -> Bool {
    let before = people[person].purse.status
    for letter in mail where letter.packet.kind == .news && letter.to == person {
      try perform(Step(.news(.take(letter: letter.number))))
    }
    let after = people[person].purse.status
    return before.blockListNumber != after.blockListNumber
      || before.policyNumber != after.policyNumber
  }
}

extension Country {
  private mutating func give(
    _ message: [UInt8], to person: Int, _ cut: Cut?, isPolicy: Bool? = nil, isForged: Bool = false
  ) throws(Violation) -> Touched? {
    guard !people[person].isAway else { return nil }
    let isPolicy = isPolicy ?? (Self.policy(message) != nil)
    let command: PurseCommand = isPolicy ? .updatePolicy(message) : .takeBlockList(message)
    if !isForged { people[person].purse.bring(bank.ledger.crypto.seconds(ofNews: [message]).items) }
    let before = people[person].purse
    if canary == .believesNews {
      var crypto = before.crypto
      crypto.believesAll = true
      people[person].purse = ModelPurse(crypto: crypto, storage: before.storage)
    }
    let tap = Tap(command: command, needsPIN: false, cut: cut)
    // Of a key that came after its own a purse hears when it syncs, and takes nothing by it before.
    let isNewer = !isForged && tally.rollOvers == 0 && isNewer(message, for: person)
    switch try tap.perform(on: &people[person].purse) {
    case .refused(let error):
      tally.refusals += 1
      guard !isNewer else {
        throw Violation(.news, "\(people[person].name) would not take what is newer: \(error)")
      }
      return nil
    case .done:
      if cut != nil { tally.powerCuts += 1 }
      if !isForged { tally.news += 1 }
    case .cut:
      tally.powerCuts += 1
      people[person].scar = 1 + min(cut?.torn ?? 0, 1)
    }
    if isForged, Snapshot.rules(people[person].purse) != Snapshot.rules(before) {
      throw Violation(.news, "\(people[person].name) took what the ledger has not given out")
    }
    if canary == .forgetsNews {
      try checkNews(of: person)
      people[person].purse = before
    }
    return .person(person)
  }

  /// What the ledger has signed, and this purse must take.
  private func isNewer(_ message: [UInt8], for person: Int) -> Bool {
    var purse = people[person].purse
    guard purse.status.lifeCycle == .active || purse.status.lifeCycle == .suspended else {
      return false
    }
    if let list = try? Signed<BlockList>(message.span.bytes).content {
      return list.part == 0 && list.number > purse.status.blockListNumber
    }
    guard let policy = Self.policy(message), let own = purse.policyInForce() else { return false }
    return policy.id == own.id && policy.number > own.number && !own.fixed
      && !(policy.interim && purse.status.latestTime >= policy.validUntil ?? .unknown)
  }

  /// Somebody's own version of what the ledger signed; nil where it would be nothing.
  private func forged(_ message: [UInt8], _ forgery: NewsForgery) -> [UInt8]? {
    var bytes = message
    switch forgery {
    case .altered:
      bytes[bytes.count - 1] ^= 1
      return bytes
    case .truncated: return Array(bytes.dropLast(bytes.count / 3))
    default: break
    }
    if let message = try? Signed<BlockList>(message.span.bytes) {
      var list = message.content
      list.number = published.list + 1
      switch forgery {
      case .afterKey: list.time = afterKey
      case .anotherCurrency: list.currency = otherCurrency
      default: list.serials.append(Serial(1))
      }
      return sealed(list, message.signature, forgery)
    }
    guard let message = try? Signed<Policy>(message.span.bytes) else { return nil }
    var policy = message.content
    policy.number += 1_000
    switch forgery {
    case .afterKey: policy.time = afterKey
    case .anotherCurrency: policy.currency = otherCurrency
    default: policy.largestBalance = nil
    }
    return sealed(policy, message.signature, forgery)
  }

  private func sealed<Content: MessageContent>(
    _ content: Content, _ old: Signature, _ forgery: NewsForgery
  ) -> [UInt8] {
    switch forgery {
    case .afterKey, .anotherCurrency: return [UInt8](bank.signed(content))
    case .anotherKey:
      let signature = ModelMath.sign(content.digest(hash: hash), secret: Word32(13, 14, 15, 16))
      return [UInt8](Signed(content: content, signature: signature))
    default: return [UInt8](Signed(content: content, signature: old))
    }
  }

  private var afterKey: LedgerTime { bank.authority.content.notAfter.adding(days: 1) }

  private var otherCurrency: CurrencyCode { CurrencyCode(numeric: 978) ?? .sek }
}
