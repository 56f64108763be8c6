import Payment
import Purse
import Settlement
import Wire

extension Country {
  /// Does one step and checks every invariant. A step that nothing can be done about (a letter long
  /// gone, a limit reached) changes nothing.
  /// - Returns: whether anything was done.
  @discardableResult
  public mutating func perform(_ step: Step) throws(Violation) -> Bool {
    tally.steps += 1
    do {
      let touched = try perform(step.action, step.cut)
      guard let touched else { return false }
      if let letter = step.action.letter { putAway(letter, keeps: step.keepsLetter) }
      try check(touched)
    } catch {
      guard isExcused(error) else { throw error }
    }
    return true
  }

  /// A ledger that was set back and not told so gives once more what it has forgotten (a refund that its purse
  /// has had; a payment to a serial that it does not know, taken for one to nobody). There the hunt asks for I5
  /// and I7 only: whatever is forgotten, nobody honest is to blame. With the operator's word I1 to I3 hold too.
  private func isExcused(_ violation: Violation) -> Bool {
    guard hunt?.wasSilent == true else { return false }
    switch violation.invariant {
    case .noCreation, .allAccounted, .oneDecision: return true
    default: return false
    }
  }

  private mutating func putAway(_ letter: Int, keeps: Bool) {
    if keeps {
      tally.messagesRepeated += 1
    } else {
      mail.removeAll { $0.number == letter }
    }
  }

  /// Nil when nothing was done.
  private mutating func perform(
    _ action: Action, _ cut: Cut?
  ) throws(Violation) -> Touched? {
    switch action {
    case .request, .pay, .payDirect, .accept, .refuse, .refuseRequest, .take, .unload, .apply:
      return try tap(action, cut)
    case .upload(let person, let load, let documents):
      return try upload(person, load: load, documents: documents, cut)
    case .answer(let number): return try answer(number)
    case .lose(let number):
      guard letter(number) != nil else { return nil }
      tally.messagesLost += 1
      return .nothing
    case .forward(let number, let person):
      guard let letter = letter(number) else { return nil }
      send(letter.packet, from: letter.from, to: person)
      return .nothing
    case .dropEvidence(let number):
      guard let i = mail.firstIndex(where: { $0.number == number }), mail[i].packet.sealed != nil
      else { return nil }
      send(mail[i].packet.withoutEvidence, from: mail[i].from, to: mail[i].to)
      return .nothing
    case .report(let person, let isAway): return try report(person, isAway: isAway)
    case .found(let person): return try found(person)
    case .reportDormant(let person, let isAway): return try reportDormant(person, isAway: isAway)
    case .replace(let person, let isAway): return try replace(person, isAway: isAway)
    case .payOut(let person): return try payOut(person)
    case .backUp(let person): return backUp(person)
    case .restore(let person): return try restore(person)
    case .rollOver(let role): return try rollOver(role)
    case .pass(let days): return try pass(days: days)
    case .join: return try join()
    case .copy, .exchange, .forgePayment, .payTwice, .accuse, .overstate, .forgeRefusal,
      .forgeAcceptance:
      return try cheat(action)
    case .news(let step): return try news(step, cut)
    case .replay, .garble, .frame, .copyLedger, .replayClaim, .restoreLedger, .clearUp:
      return try hunt(action)
    }
  }

  /// A command that one person's device carries out.
  private mutating func tap(_ action: Action, _ cut: Cut?) throws(Violation) -> Touched? {
    guard let (person, _) = command(for: action), !people[person].isAway else { return nil }
    if let number = action.letter, let letter = letter(number) {
      try learn(beside: letter.packet, person, cut)
    }
    guard let (person, command) = command(for: action) else { return nil }
    return try run(person, command, action, cut)
  }

  private mutating func upload(
    _ person: Int, load: UInt64, documents: [Int], _ cut: Cut?
  ) throws(Violation) -> Touched? {
    var wishes = SyncWishes()
    wishes.load = Amount(units: load)
    if people[person].purse.status.pinTriesLeft == 0 {
      wishes.unblockPIN = true
      recording?.inputs.append(.unblock(people[person].serial))
      try? bank.ledger.approveUnblock(people[person].serial)
    }
    return try run(
      person, .syncRequest(wishes), .upload(person, load: load, documents: documents), cut)
  }

  private mutating func run(
    _ person: Int, _ command: PurseCommand, _ action: Action, _ cut: Cut?
  ) throws(Violation) -> Touched? {
    guard !people[person].isAway else { return nil }
    see(action, by: person)
    let tap = Tap(command: command, needsPIN: command.needsPIN, cut: cut)
    let before = people[person].purse
    switch try tap.perform(on: &people[person].purse) {
    case .refused(let error):
      tally.refusals += 1
      if error == .unsupportedSuite { tally.suitesApart += 1 }
      try checkRefusal(error, of: action, by: person)
      return nil
    case .done(let reply):
      people[person].scar = 0
      if cut != nil { tally.powerCuts += 1 }
      try record(action, by: person, reply)
      sendAnswer(to: action, reply, by: person)
      spoil(action, by: person, before)
      return .person(person)
    case .cut(let happened):
      tally.powerCuts += 1
      people[person].scar = 1 + min(cut?.torn ?? 0, 1)
      if let happened {
        try record(action, by: person, happened)
      } else if canary == .answersBeforeWriting {
        try answerAnyway(action, command, by: person, before)
      }
      return .person(person)
    }
  }

  private mutating func answer(_ number: Int) throws(Violation) -> Touched? {
    guard let letter = letter(number), letter.packet.kind == .upload else { return nil }
    let isOutstanding = isOutstanding(letter)
    recording?.inputs.append(.upload(letter.packet))
    let outcome: SyncOutcome
    let promised = promise(to: letter)
    do {
      outcome = try bank.ledger.sync(heard(letter.packet), time: time)
    } catch {
      // A copy that is older than a rotation does not know the serial (docs/spec/privacy.md).
      guard
        !isOutstanding || !people[letter.from].isHonest || people[letter.from].wasRestored
          || (hunt?.wasRestored == true && error == .unknownPurse)
          || (letter.isStripped && error == .secondSignatureMissing)
          // An intermediary has claimed it first (CLM-51).
          || (error == .alreadyClaimed && people[letter.from].purse.status.lifeCycle == .restored)
          // So is one that a ledger suspends which was set back, until its operator has said so (SYN-7).
          || (hunt?.awaitsWord == true && error == .purseSuspended)
      else {
        throw Violation(.noRefusal, "the ledger refused an honest purse's report: \(error)")
      }
      return .ledger(nil)
    }
    tally.syncs += 1
    if !bank.ledger.book.unexplained.isZero { tally.advances += 1 }
    try checkSightings(in: letter.packet)
    spoilLedger(letter.from)
    guard let grant = try? Signed<SyncGrant>(outcome.grant.span.bytes) else {
      throw Violation(.noRefusal, "the ledger made a grant that cannot be read")
    }
    try checkPromise(promised, letter, outcome)
    if let request = try? Signed<SyncRequest>(letter.packet.message.span.bytes).content {
      model.reported(request, grant.content, by: letter.from)
      if request.totals != nil { tally.sums += 1 }
    }
    sendNews(outcome, to: letter.from)
    var packet = outcome.packet
    packet.documents = outcome.lessons
    send(packet, from: letter.from, to: letter.from)
    return .ledger(people[letter.from].isHonest ? letter.from : nil)
  }

  /// The letter is the report that its purse waits for a grant to.
  private func isOutstanding(_ letter: Letter) -> Bool {
    var purse = people[letter.from].purse
    guard purse.status.awaitsGrant,
      case .upload(let packet) = try? purse.execute(.syncRequest(SyncWishes()), time: nil)
    else { return false }
    return packet.message == letter.packet.message && packet.items == letter.packet.items
      && packet.start == letter.packet.start
  }

  /// What refusals of an honest purse's own commands are never right.
  private func checkRefusal(
    _ error: PurseError, of action: Action, by person: Int
  ) throws(Violation) {
    guard people[person].isHonest else { return }
    switch (action, error) {
    case (.upload, .terminated)
    where claim(on: person)?.standing == .paid || hunt?.wasRestored == true:
      return
    case (.upload, _):
      throw Violation(.noRefusal, "a purse would not report: \(error)")
    case (.apply(let number), _):
      guard let letter = letter(number), let grant = letter.grant,
        grant.number == people[person].purse.status.lastGrant.next, isAwaited(grant, by: person),
        !isOfOlderLedger(letter, error)
      else { return }
      throw Violation(.noRefusal, "a purse would not apply its grant: \(error)")
    case (_, .suspended), (_, .terminated):
      guard claim(on: person) == nil, hunt?.wasRestored != true else { return }
      throw Violation(.blame, "an honest purse is \(error)")
    case (.pay, _), (.accept, _), (.take, _): try checkMeeting(error, of: action, by: person)
    default: return
    }
  }

  /// What was signed before the ledger's key was replaced is refused by a purse that has heard of it since; the
  /// next try brings the same under the new key (KEY-21).
  private func isOfOlderLedger(_ letter: Letter, _ error: PurseError) -> Bool {
    guard error == .badSignature,
      let signed = try? Signed<SyncGrant>(letter.packet.message.span.bytes)
    else { return false }
    let isByOther = !ModelMath.verify(
      signed.signature, signed.digest(hash: hash), bank.authority.content.key)
    // A root was replaced since, too: what lies beside the grant is of the one before.
    let lessons = bank.ledger.rules.lessons
    let isBesideOthers =
      !lessons.isEmpty && SyncOutcome(letter.packet).lessons.allSatisfy { !lessons.contains($0) }
    return isByOther || isBesideOthers
  }

  private func isAwaited(_ grant: SyncGrant, by person: Int) -> Bool {
    var purse = people[person].purse
    guard purse.status.awaitsGrant,
      case .upload(let packet) = try? purse.execute(.syncRequest(SyncWishes()), time: nil),
      let request = try? Signed<SyncRequest>(packet.message.span.bytes)
    else { return false }
    return request.digest(hash: hash) == grant.request
  }
}

extension Packet {
  fileprivate var withoutEvidence: Packet {
    var copy = self
    copy.sealed = nil
    return copy
  }
}

extension Letter {
  var grant: SyncGrant? { try? Signed<SyncGrant>(packet.message.span.bytes).content }
}

extension PurseCommand {
  var needsPIN: Bool {
    switch self {
    case .pay, .payDirect, .accept, .unload: true
    default: false
    }
  }
}
