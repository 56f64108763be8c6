/// What a run of the world has seen.
public struct WorldReport: Equatable, Sendable {
  public var seeds = 0
  public var steps = 0
  /// Commands that a purse refused by its own rules.
  public var refusals = 0
  public var powerCuts = 0
  public var messagesLost = 0
  public var messagesRepeated = 0
  public var syncs = 0
  public var payments = 0
  /// Syncs after which the pool stood behind somebody.
  public var advances = 0
  public var proofs = 0
  /// Claims taken and withdrawn.
  public var claims = 0
  /// Devices set back to an older copy of themselves.
  public var restorings = 0
  /// Keys of the bank that others took the place of.
  public var rollOvers = 0
  /// Payments that were not made, or not taken, because one side does not know what the other signs with.
  public var suitesApart = 0
  /// Reports of sums alone that the ledger has booked.
  public var sums = 0
  /// Policies published, and lists and policies that purses were given.
  public var published = 0
  public var news = 0
  /// Of the exhaustive search: different states, steps tried, and ends where nothing is left to do.
  public var states = 0
  public var transitions = 0
  public var ends = 0
  /// The search stopped at its bound and has not seen everything.
  public var isBounded = false
  /// What was seen of each story searched.
  public var stories: [StoryReport] = []

  public init() {}

  public mutating func add(_ other: WorldReport) {
    seeds += other.seeds
    steps += other.steps
    refusals += other.refusals
    powerCuts += other.powerCuts
    messagesLost += other.messagesLost
    messagesRepeated += other.messagesRepeated
    syncs += other.syncs
    payments += other.payments
    advances += other.advances
    proofs += other.proofs
    claims += other.claims
    restorings += other.restorings
    rollOvers += other.rollOvers
    suitesApart += other.suitesApart
    sums += other.sums
    published += other.published
    news += other.news
    states += other.states
    transitions += other.transitions
    ends += other.ends
    isBounded = isBounded || other.isBounded
    stories += other.stories
  }
}

/// What the search saw of one story.
public struct StoryReport: Equatable, Sendable {
  public var name: String
  public var states: Int
  public var transitions: Int
  /// Every interleaving was played; otherwise the search stopped at its bound.
  public var isExhausted: Bool

  public init(name: String, states: Int, transitions: Int, isExhausted: Bool) {
    self.name = name
    self.states = states
    self.transitions = transitions
    self.isExhausted = isExhausted
  }
}
