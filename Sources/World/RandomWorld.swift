import Money
import Settlement
import Wire

/// A seed was refuted: what broke, and the steps that led there. The same seed replays them.
public struct WorldFailure: Error, Sendable, CustomStringConvertible {
  public var seed: UInt64
  public var violation: Violation
  public var steps: [Step]

  public var description: String {
    "seed \(seed), step \(steps.count): \(violation)"
  }
}

/// A country drawn from a seed: persons of mixed policies, honest and broken, who pay each other
/// while messages are lost, repeated and late and the power goes; then rest, in several orders.
public struct RandomWorld: Sendable {
  let seed: UInt64
  var random: Seeded
  var country: Country
  public private(set) var steps: [Step] = []

  /// Orders of syncs compared at the end.
  static let orders = 3

  /// Plays a seed to its end.
  /// - Throws: `WorldFailure`.
  public static func run(seed: UInt64, canary: Canary? = nil) throws -> WorldReport {
    try run(RandomWorld(seed: seed, canary: canary))
  }

  /// Plays a seed among honest persons only, under one answer to the liquidity question.
  /// - Parameter explains: every payment carries all of its evidence and nobody drops it, so that
  ///   evidence alone must credit every payee at once.
  static func runHonest(
    seed: UInt64, _ liquidity: Liquidity, explains: Bool = false
  ) throws -> WorldReport {
    try run(RandomWorld(seed: seed, honestUnder: liquidity, explains: explains))
  }

  private static func run(_ start: RandomWorld) throws -> WorldReport {
    var world = start
    do {
      try world.play()
      return try world.rest()
    } catch {
      throw WorldFailure(seed: world.seed, violation: error, steps: world.steps)
    }
  }

  init(hunting seed: UInt64, canary: Canary?) throws {
    try self.init(seed: seed, canary: canary, leastBroken: 1)
    country.startHunt(operatorSpeaks: seed % 3 != 0)
  }

  init(seed: UInt64, canary: Canary?, leastBroken: Int = 0) throws {
    self.seed = seed
    random = Seeded(seed: seed)
    let liquidity = Self.liquidities[random.below(Self.liquidities.count)]
    let broken = max(leastBroken, random.chance(50) ? 0 : 1 + random.below(2))
    let count = 3 + random.below(3)
    // In every second country serials change.
    let rotation = random.chance(50) ? nil : UInt32(1 + random.below(3))
    var persons: [(policy: Policy, isHonest: Bool, bankSize: Int)] = []
    for i in 0..<count {
      let drawn = Self.presets[random.below(Self.presets.count)]
      let preset = Self.reportsTotals(i, of: count, seed) ? .cashLike : drawn
      var policy = preset.policy(number: 1, time: ModelBank.start, currency: try Self.currency)
      policy.rotation = rotation
      persons.append((policy, i >= broken, random.chance(30) ? 12_288 : 32_768))
    }
    country = try Country(
      liquidity: liquidity, persons: persons, suitesOf: seed, issuerDays: Self.issuerDays)
    country.canary = canary
    country.setLossRules(seed)
    // Every second ledger keeps in memory what is open only; canaries look into its memory.
    if canary == nil, seed % 2 == 1 { country.archives() }
  }

  private init(seed: UInt64, honestUnder liquidity: Liquidity, explains: Bool) throws {
    self.seed = seed
    random = Seeded(seed: seed)
    let rotation = random.chance(50) ? nil : UInt32(1 + random.below(3))
    var persons: [(policy: Policy, isHonest: Bool, bankSize: Int)] = []
    for _ in 0..<(3 + random.below(3)) {
      let isCard = random.chance(60)
      let preset: PolicyPreset = explains || isCard ? .ekronaCard : .staged
      var policy = preset.policy(number: 1, time: ModelBank.start, currency: try Self.currency)
      policy.rotation = rotation
      if explains {
        policy.evidence = .required
        policy.evidenceBytes = 2_048
      }
      persons.append((policy, true, 32_768))
    }
    country = try Country(liquidity: liquidity, persons: persons)
    country.explainsAll = explains
  }

  /// In every fifth country purses report totals only: all of them, or all but one.
  private static func reportsTotals(_ person: Int, of count: Int, _ seed: UInt64) -> Bool {
    seed % 5 == 3 && (seed % 2 == 0 || person < count - 1)
  }

  /// So short that issuers end while a world is played.
  private static var issuerDays: UInt32 { 500 }

  /// The default is drawn most.
  private static let liquidities: [Liquidity] = [
    .evidenceAndPool, .evidenceAndPool, .pool, .pool, .evidence, .hold,
  ]
  private static let presets: [PolicyPreset] = [
    .ekronaCard, .ekronaCard, .ekronaCard, .staged, .fully, .fully, .ekronaTerminal,
  ]

  private static var currency: Currency {
    get throws {
      guard let currency = Currency(letters: "SEK") else {
        throw Violation(.zeroSum, "no such currency")
      }
      return currency
    }
  }
}

extension RandomWorld {
  mutating func play() throws(Violation) {
    for person in country.people.indices where random.chance(85) {
      try perform(
        Step(.upload(person, load: UInt64(random.below(100_000)), documents: [])))
    }
    let isHunt = country.hunt != nil
    // In the others money comes by letters, too.
    if isHunt || random.chance(80) { try loadAll() }
    let count = isHunt ? 100 + random.below(200) : 40 + random.below(120)
    for _ in 0..<count { try perform(isHunt ? nextHuntStep() : nextStep()) }
  }

  mutating func perform(_ step: Step) throws(Violation) {
    steps.append(step)
    try country.perform(step)
  }

  /// Brings the world to rest in several orders: all must end the same.
  func rest() throws(Violation) -> WorldReport {
    var report = country.tally
    report.seeds = 1
    var first: [FinalBalance]?
    for order in 0..<Self.orders {
      var copy = country
      copy.separateArchive()
      var random = Seeded(seed: seed ^ UInt64(order + 1) << 32)
      try copy.settleDown(&random)
      try copy.checkEnd()
      try copy.cashOutShares()
      report.syncs += copy.tally.syncs - country.tally.syncs
      guard country.isHonest, country.isUncontested else { continue }
      // Under hold what waits for what a lost purse has never said waits for ever, and what is left over
      // may differ.
      guard country.liquidity.remainder == .pool || !copy.people.contains(where: \.isAway) else {
        continue
      }
      if let first, first != copy.finalBalances {
        throw Violation(
          .confluence, "two orders of syncs end differently: \(first) and \(copy.finalBalances)")
      }
      first = copy.finalBalances
    }
    return report
  }
}
