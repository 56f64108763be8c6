import Money
import Settlement
import Wire

/// Tries every order of everything that can happen in a story, depth first over copies of the world,
/// and goes on from each state only once.
public struct Explorer: Sendable {
  private let story: Story
  private let mostStates: Int
  private let deadline: ContinuousClock.Instant?
  private var seen: Set<Word32> = []
  public private(set) var report = WorldReport()
  /// The steps to the state at hand: how a violation came about.
  public private(set) var path: [Step] = []

  /// - Parameters:
  ///   - mostStates: the search stops after so many different states; the count is the same on any
  ///     machine.
  ///   - deadline: stops it sooner; the count then depends on the machine.
  public init(story: Story, mostStates: Int, deadline: ContinuousClock.Instant? = nil) {
    self.story = story
    self.mostStates = mostStates
    self.deadline = deadline
  }

  /// Searches from a fresh country of three cards; the first has 200 in its purse.
  public mutating func search(
    _ liquidity: Liquidity, canary: Canary? = nil
  ) throws(Violation) -> WorldReport {
    var country = try Self.country(liquidity)
    country.canary = canary
    try country.perform(Step(.upload(0, load: 200, documents: [])))
    try country.perform(Step(.answer(letter: 0)))
    try country.perform(Step(.apply(letter: 1)))
    country.resetTally()
    var scene = Scene(country: country, story: story)
    try visit(&scene)
    report.isBounded = isExhausted
    return report
  }

  private static func country(_ liquidity: Liquidity) throws(Violation) -> Country {
    guard let currency = Currency(letters: "SEK") else {
      throw Violation(.zeroSum, "no such currency")
    }
    let policy = PolicyPreset.ekronaCard.policy(
      number: 1, time: ModelBank.start, currency: currency)
    do {
      return try Country(
        liquidity: liquidity,
        persons: [(policy, true, 12_288), (policy, true, 12_288), (policy, true, 12_288)])
    } catch {
      throw Violation(.zeroSum, "the country can't be founded: \(error)")
    }
  }

  private var isExhausted: Bool {
    if report.states >= mostStates { return true }
    guard let deadline, report.states % 256 == 0 else { return false }
    return ContinuousClock.now >= deadline
  }

  private mutating func visit(_ scene: inout Scene) throws(Violation) {
    guard !isExhausted, seen.insert(scene.digest).inserted else { return }
    report.states += 1
    var isEnd = true
    for step in scene.steps {
      guard !isExhausted else { return }
      var next = scene
      report.transitions += 1
      path.append(step)
      let happened = try next.perform(step)
      if happened {
        isEnd = false
        try visit(&next)
      }
      path.removeLast()
    }
    report.powerCuts = max(report.powerCuts, scene.country.tally.powerCuts)
    if isEnd { try finish(scene.country) }
  }

  /// Nothing is left to happen: the world comes to rest, and all is where it belongs.
  private mutating func finish(_ country: Country) throws(Violation) {
    report.ends += 1
    var copy = country
    var random = Seeded(seed: UInt64(report.ends))
    try copy.settleDown(&random)
    try copy.checkEnd()
  }
}
