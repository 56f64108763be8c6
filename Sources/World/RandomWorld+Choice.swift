import Purse
import Settlement
import Wire

extension RandomWorld {
  /// Draws what happens next.
  mutating func nextStep() -> Step {
    if playsKeys, random.chance(6) { return Step(keyAction()) }
    // A recording is played to other ledgers, which hear syncs and claims only.
    if country.recording == nil, random.chance(10) { return newsStep() }
    let roll = random.below(100)
    if roll < 48, !country.mail.isEmpty { return withAccidents(letterAction()) }
    let payer = person()
    if roll < 62 {
      return withAccidents(.request(other(than: payer), of: payer, amount: amount(of: payer)))
    }
    if roll < 72 {
      return withAccidents(.payDirect(payer, to: payee(of: payer), amount: amount(of: payer)))
    }
    if roll < 87 { return withAccidents(uploadAction()) }
    if roll < 90 { return withAccidents(.unload(payer, amount: amount(of: payer))) }
    if roll < 92 { return withAccidents(.refuseRequest(person())) }
    if roll < 94 { return Step(claimAction()) }
    if roll < 97 { return Step(restoreAction()) }
    return Step(cheat() ?? uploadAction())
  }

  private mutating func person() -> Int { random.below(country.people.count) }

  /// Now and then the same: a purse that is to pay itself.
  private mutating func other(than person: Int) -> Int {
    let other = self.person()
    guard other == person, !random.chance(10) else { return other }
    return (person + 1 + random.below(country.people.count - 1)) % country.people.count
  }

  /// Now and then somebody who doesn't exist.
  private mutating func payee(of payer: Int) -> Int {
    random.chance(4) ? 99 : other(than: payer)
  }

  /// Often all a payer has or a part of it: so received money is spent on before anybody syncs.
  private mutating func amount(of payer: Int) -> UInt64 {
    let held = country.people[payer].purse.status.spendable.minorUnits
    switch random.below(10) {
    case 0: return 1 + UInt64(random.below(5))
    case 1, 2: return 1 + UInt64(random.below(30_000))
    case 3...5: return max(1, held)
    default: return 1 + (held == 0 ? 0 : random.next() % held)
    }
  }

  private mutating func letterAction() -> Action {
    // Rather the latest, sometimes any: that is delay and reordering.
    let count = country.mail.count
    let place = random.chance(50) ? count - 1 : random.below(count)
    let letter = country.mail[place]
    let number = letter.number
    if random.chance(7) { return .lose(letter: number) }
    switch letter.packet.kind {
    case .request:
      return random.chance(4) ? .forward(letter: number, to: person()) : .pay(letter: number)
    case .payment: return paymentAction(letter)
    case .decision: return .take(letter: number)
    case .upload: return .answer(letter: number)
    case .news: return .news(.take(letter: number))
    default: return .apply(letter: number)
    }
  }

  private mutating func paymentAction(_ letter: Letter) -> Action {
    if let payee = letter.to, !country.people[payee].isHonest, random.chance(30) {
      return random.chance(60)
        ? .forgeRefusal(letter: letter.number) : .forgeAcceptance(letter: letter.number)
    }
    if random.chance(12) { return .refuse(letter: letter.number) }
    if letter.packet.sealed != nil, !country.explainsAll, random.chance(10) {
      return .dropEvidence(letter: letter.number)
    }
    return .accept(letter: letter.number)
  }

  private mutating func uploadAction() -> Action {
    var documents: [Int] = []
    if random.chance(35) {
      for letter in country.mail
      where [.payment, .decision, .proof].contains(letter.packet.kind) {
        if random.chance(40), documents.count < 8 { documents.append(letter.number) }
      }
    }
    let load = random.chance(40) ? UInt64(random.below(40_000)) : 0
    return .upload(person(), load: load, documents: documents)
  }

  /// In every fourth world.
  private var playsKeys: Bool { seed % 4 == 2 }

  /// Keys change seldom, and so do days, as against payments.
  private mutating func keyAction() -> Action {
    switch random.below(10) {
    case 0...2: .rollOver(.issuer)
    case 3, 4: .rollOver(.ledger)
    case 5: .rollOver(.root)
    case 6, 7: .join
    default: .pass(days: UInt32(1 + random.below(120)))
    }
  }

  /// A report now and then; then found, or paid, once or more often.
  private mutating func claimAction() -> Action {
    let person = person()
    switch country.claim(on: person)?.standing {
    case nil: return reportAction(person)
    case .open: return random.chance(40) ? .found(person) : .payOut(person)
    case .withdrawn: return .report(person, isAway: random.chance(60))
    case .paid: return random.chance(20) ? .found(person) : .payOut(person)
    }
  }

  private mutating func reportAction(_ person: Int) -> Action {
    let isAway = random.chance(60)
    switch random.below(4) {
    case 0: return .reportDormant(person, isAway: isAway)
    case 1: return .replace(person, isAway: isAway)
    default: return .report(person, isAway: isAway)
    }
  }

  /// A copy of a device's memory now and then; and then it is put back.
  private mutating func restoreAction() -> Action {
    let person = person()
    return country.people[person].backup == nil || random.chance(20)
      ? .backUp(person) : .restore(person)
  }

  /// Nil in an honest world.
  private mutating func cheat() -> Action? {
    guard
      let broken = country.people.indices.filter({ !country.people[$0].isHonest })
        .randomElement(using: &random)
    else { return nil }
    switch random.below(6) {
    case 0: return .copy(broken)
    case 1: return .exchange(broken)
    case 2 where country.people[broken].reportsTotals:
      return .overstate(broken, amount: 1 + UInt64(random.below(30_000)))
    case 2:
      return .payTwice(broken, to: person(), amount: 1 + UInt64(random.below(30_000)))
    case 3:
      let payments = country.mail.filter { $0.packet.kind == .payment }.map(\.number)
      guard let first = payments.randomElement(using: &random),
        let second = payments.randomElement(using: &random)
      else { return .copy(broken) }
      return .accuse(broken, letter: first, and: second)
    default:
      let next = country.people[broken].purse.status.sequence.value + 1
      return .forgePayment(
        broken, to: person(), amount: 1 + UInt64(random.below(30_000)),
        sequence: random.chance(50)
          ? next : next - UInt64(random.below(Int(min(next, Self.placesBack)))))
    }
  }

  /// How far back a forged payment's place lies at most.
  private static let placesBack: UInt64 = 40

  mutating func withAccidents(_ action: Action) -> Step {
    var step = Step(action)
    step.keepsLetter = random.chance(12)
    guard random.chance(12) else { return step }
    let torn = [0, 8, 16, 24, 160, 4_096][random.below(6)]
    step.cut = Cut(
      write: random.chance(70) ? random.below(5) : random.below(24), torn: torn,
      retries: random.chance(50))
    return step
  }
}
