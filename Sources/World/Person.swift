import Payment
import Purse
import Wire

/// A holder with a purse and an account of the same name.
public struct Person: Sendable {
  public let name: String
  /// The first one, by which the ledger knows the purse whatever it signs under.
  public internal(set) var serial: Serial
  public let policy: Policy
  /// Broken purses copy themselves and sign what no purse would.
  public let isHonest: Bool
  public var purse: ModelPurse
  /// What its host has seen of others (SUS-10).
  var sightings = Sightings()
  /// What a broken device can exchange its memory for.
  var copy: ModelPurse?
  /// Its memory as it was one day.
  var backup: ModelPurse?
  /// Its memory was set back: what it held then is another person of this world, and this purse, with all
  /// that it did, is seen by nobody again.
  var wasRestored = false
  /// Its purse is lost, and nobody has it.
  var isAway = false
  /// What his wallet shows of the bank's keys.
  var introduction = ModelIntroduction()
  var seenNews = SeenNews()
  /// Policies for others that its device, a terminal, passes on, by identifier.
  var carries: [UInt16: [UInt8]] = [:]
  /// How the last command was cut off; a scar in the log that no status shows.
  var scar = 0

  init(name: String, purse: ModelPurse, policy: Policy, isHonest: Bool) {
    self.name = name
    self.purse = purse
    self.policy = policy
    self.isHonest = isHonest
    serial = purse.currentCertificate?.content.serial ?? Serial(0)
  }

  /// The serial that the purse signs under now.
  public var current: Serial { purse.currentCertificate?.content.serial ?? serial }

  /// Its purse reports sums and no payments.
  var reportsTotals: Bool { policy.reporting == .totalsOnly }

  /// What a purse is worth to its holder, in minor units.
  public var value: Int64 {
    let status = purse.status
    // What a restored purse says it holds is not its own to say.
    guard status.lifeCycle != .restored else { return 0 }
    return Int64((status.spendable + status.pending).minorUnits)
  }
}

/// A message on its way. Whoever has it may lose it, keep it, and bring it again.
public struct Letter: Sendable {
  public let number: Int
  public let from: Int
  /// The ledger, when nil.
  public let to: Int?
  public var packet: Packet
  /// A carrier has dropped second signatures.
  var isStripped = false
}
