import Settlement
import Wire

/// What the hunt for false accusations keeps: every message that was ever sent, for whoever would bring
/// it again, and copies of the ledger for an operator who has to go back to one.
struct Hunt: Sendable {
  struct Copy: Sendable {
    var bank: ModelBank
    var balances: [LedgerAccount: Int64]
    var archive: ModelArchive?
  }

  var hoard: [Letter] = []
  /// Whose serials are which, whatever the ledger has forgotten of them.
  var serials: [Serial: Int] = [:]
  /// Every claim that was ever taken, in its order.
  var claims: [(claim: Signed<Claim>, seconds: SecondSignatures, day: LedgerTime)] = []
  /// Purses that were issued on the way.
  var registered: [(certificate: Signed<Certificate>, account: String)] = []
  /// The operator says at once whenever the ledger was set back.
  var operatorSpeaks = false
  var copies: [Copy] = []
  /// Books and world disagree from then on, about what the ledger has forgotten.
  var wasRestored = false
  /// Restored at least once without the operator's word: what the ledger gave until he said so, it gave in
  /// ignorance.
  var wasSilent = false
  /// Restored, and the operator has not said so: whoever reports a later grant is suspended, and only that.
  var awaitsWord = false
}

extension Country {
  mutating func startHunt(operatorSpeaks: Bool) {
    hunt = Hunt()
    hunt?.operatorSpeaks = operatorSpeaks
    if canary == .believesSignatures { bank.ledger.crypto.believesAll = true }
  }

  /// A message from the hoard.
  func kept(_ number: Int) -> Letter? { hunt?.hoard.first { $0.number == number } }

  mutating func hunt(_ action: Action) throws(Violation) -> Touched? {
    guard hunt != nil else { return nil }
    switch action {
    case .replay(let number, let other):
      guard let letter = kept(number) else { return nil }
      send(letter.packet, from: letter.from, to: other, isStripped: letter.isStripped)
      return .nothing
    case .garble(let number, let garbling, let other):
      guard let letter = kept(number), let packet = garbled(letter, garbling, kept(other)) else {
        return nil
      }
      let isStripped = letter.isStripped || packet.seconds != letter.packet.seconds
      send(packet, from: letter.from, to: nil, isStripped: isStripped)
      return .nothing
    case .frame(let person, let frame, let number):
      guard !people[person].isHonest, let letter = kept(number) else { return nil }
      return try self.frame(frame, by: person, over: letter) ? .nothing : nil
    case .copyLedger:
      try checkLedger()
      let copy = Hunt.Copy(bank: bank, balances: balances, archive: archiveCopy)
      hunt?.copies.append(copy)
      return .nothing
    case .replayClaim(let place):
      guard let claims = hunt?.claims, claims.indices.contains(place) else { return nil }
      let (claim, seconds, day) = claims[place]
      try? bank.ledger.take(claim: claim, time: day, beside: seconds)
      return .ledger(nil)
    case .restoreLedger(let place, let saysSo): return try restore(place, saysSo: saysSo)
    case .clearUp: return clearUp()
    default: return nil
    }
  }

  private mutating func restore(_ place: Int, saysSo: Bool) throws(Violation) -> Touched? {
    guard let copies = hunt?.copies, copies.indices.contains(place) else { return nil }
    let hadWord = bank.ledger.rules.mayHaveForgotten
    let proofs = bank.ledger.book.totals.proofs
    let rules = bank.ledger.rules
    bank.ledger = copies[place].bank.ledger
    // Policies and the list are kept beside the books, and are not set back (FLD-7).
    bank.ledger.rules.policies = rules.policies
    bank.ledger.rules.interims = rules.interims
    bank.ledger.rules.blockList = rules.blockList
    bank.take(bank.keys)
    bank.ledger.unlist(bank.ledger.listedThoughFound(), time: time)
    bank.ledger.list(bank.ledger.unlisted(in: bank.ledger.book, time: time), time: time)
    balances = copies[place].balances
    if let archive = copies[place].archive { take(archive.copy) }
    checkedProofs = min(proofs, bank.ledger.book.totals.proofs)
    bank.ledger.rules.mayHaveForgotten = saysSo || hadWord
    hunt?.wasRestored = true
    hunt?.awaitsWord = true
    // Issuers bring again what the ledger has forgotten of theirs.
    for (certificate, account) in hunt?.registered ?? [] {
      try? bank.ledger.register(certificate, account: account)
    }
    for (claim, seconds, day) in hunt?.claims ?? [] {
      try? bank.ledger.take(claim: claim, time: day, beside: seconds)
    }
    // The copy may be one of when the operator had not said so: what was suspended then is again.
    if bank.ledger.rules.mayHaveForgotten { return clearUp() }
    hunt?.wasSilent = true
    return .ledger(nil)
  }

  /// From here on every honest purse must be active, whatever comes.
  private mutating func clearUp() -> Touched? {
    guard hunt?.awaitsWord == true else { return nil }
    bank.ledger.rules.mayHaveForgotten = true
    for person in people { try? bank.ledger.reinstate(person.serial) }
    hunt?.awaitsWord = false
    return .ledger(nil)
  }

  /// A report with something else where no signature is.
  private func garbled(_ letter: Letter, _ garbling: Garbling, _ other: Letter?) -> Packet? {
    guard letter.packet.kind == .upload else { return nil }
    var packet = letter.packet
    let last = packet.items.lastIndex { $0.payment != nil }
    switch garbling {
    case .dropsSealed: for i in packet.items.indices { packet.items[i].sealed = nil }
    case .exchangesPayment:
      guard let last, let other, other.packet.kind == .payment else { return nil }
      packet.items[last].payment = other.packet.message
      packet.items[last].sealed = other.packet.sealed
    case .altersSignature:
      guard let last, var message = packet.items[last].payment, !message.isEmpty else { return nil }
      message[message.count - 1] ^= 1
      packet.items[last].payment = message
    case .dropsItem:
      guard !packet.items.isEmpty else { return nil }
      packet.items.removeLast()
    case .repeatsItem:
      guard let item = packet.items.last else { return nil }
      packet.items.append(item)
    case .forgetsStart: packet.start = packet.start == nil ? .start : nil
    case .addsDocument:
      guard let other else { return nil }
      packet.documents.append(other.packet.bytes)
    case .dropsSeconds:
      guard !packet.seconds.isEmpty else { return nil }
      packet.seconds = []
    case .addsAltered:
      guard var document = other?.packet, !document.message.isEmpty else { return nil }
      document.message[document.message.count - 1] ^= 1
      packet.documents.append(document.bytes)
    }
    return packet
  }
}
