import Money
import Settlement
import Wire

extension RandomWorld {
  /// Plays a seed of the hunt for false accusations: broken purses and relays bring everything they ever
  /// saw again, sign reports of their own making, purses are lost, found, paid out and set back to older copies,
  /// and the ledger goes back to older copies of itself. What is asked is I7 first: no proof ever names an honest
  /// purse, and none is suspended, but between a restoration and the operator's word, or while a claim stands.
  /// And I1 to I5, but where a ledger was set back and nobody said so.
  /// - Throws: `WorldFailure`.
  public static func runHunt(seed: UInt64, canary: Canary? = nil) throws -> WorldReport {
    var world = try RandomWorld(hunting: seed, canary: canary)
    do {
      try world.play()
      return try world.hunted()
    } catch {
      throw WorldFailure(seed: seed, violation: error, steps: world.steps)
    }
  }

  /// Who has money has something to lose.
  mutating func loadAll() throws(Violation) {
    for person in country.people.indices {
      try perform(Step(.upload(person, load: 50_000, documents: [])))
      if let upload = country.mail.last { try perform(Step(.answer(letter: upload.number))) }
      if let grant = country.mail.last { try perform(Step(.apply(letter: grant.number))) }
    }
  }

  /// Draws what happens next in a hunt.
  mutating func nextHuntStep() -> Step {
    let letters = country.hunt?.hoard.count ?? 0
    guard letters > 0 else { return nextStep() }
    let roll = random.below(100)
    if roll < 70 { return nextStep() }
    let letter = random.below(letters)
    if roll < 71, let claims = country.hunt?.claims.count, claims > 0 {
      return Step(.replayClaim(random.below(claims)))
    }
    if roll < 79 { return Step(.replay(letter: letter, to: receiver(of: letter))) }
    if roll < 83 {
      let garbling = Garbling.allCases.randomElement(using: &random) ?? .dropsItem
      return Step(.garble(letter: upload(), garbling, with: letter))
    }
    if roll < 93 { return framing(letter) }
    if roll < 95 { return Step(.copyLedger) }
    let copies = country.hunt?.copies.count ?? 0
    guard roll < 98, copies > 0 else { return Step(.clearUp) }
    let saysSo = random.chance(60) || country.hunt?.operatorSpeaks == true
    return Step(.restoreLedger(random.below(copies), saysSo: saysSo))
  }

  private mutating func framing(_ letter: Int) -> Step {
    let broken = country.people.indices.filter { !country.people[$0].isHonest }
    guard let person = broken.randomElement(using: &random) else { return nextStep() }
    let frame = Frame.allCases.randomElement(using: &random) ?? .takesPayment
    return Step(.frame(person, frame, with: letter))
  }

  /// Messages for the ledger go there again; others to anybody.
  private mutating func receiver(of letter: Int) -> Int? {
    let kind = country.kept(letter)?.packet.kind
    return kind == .upload ? nil : random.below(country.people.count)
  }

  private mutating func upload() -> Int {
    let uploads = country.hunt?.hoard.filter { $0.packet.kind == .upload } ?? []
    return uploads.randomElement(using: &random)?.number ?? 0
  }

  /// Everybody syncs again and again, with all that was ever said on the table: nobody honest is named.
  private func hunted() throws(Violation) -> WorldReport {
    var country = country
    country.separateArchive()
    var random = random
    try country.perform(Step(.clearUp))
    for _ in 0..<Self.lastRounds {
      for person in country.people.indices.shuffled(using: &random) {
        try country.perform(Step(.upload(person, load: 0, documents: [])))
        if let upload = country.mail.last?.number {
          try country.perform(Step(.answer(letter: upload)))
        }
        if let grant = country.mail.last?.number {
          try country.perform(Step(.apply(letter: grant)))
        }
        guard let letter = country.hunt?.hoard.randomElement(using: &random) else { continue }
        try country.perform(
          Step(.garble(letter: letter.number, .addsDocument, with: random.below(letter.number + 1)))
        )
        if let garbled = country.mail.last?.number {
          try country.perform(Step(.answer(letter: garbled)))
        }
      }
    }
    var report = country.tally
    report.seeds = 1
    return report
  }

  private static let lastRounds = 6
}
