import Settlement
import Wire

/// All that the ledger of a country heard, so that it can be told another ledger: one that keeps its
/// rows elsewhere must give the same answers.
public struct LedgerRecording: Sendable {
  public enum Input: Sendable {
    case upload(Packet)
    /// An issuer approves that a PIN is unblocked.
    case unblock(Serial)
    /// An issuer's claim, with its second signature if it is of suite 3, and when it came.
    case claim(Signed<Claim>, LedgerTime, beside: SecondSignatures)
    /// A purse was issued on the way.
    case register(Signed<Certificate>, account: String)
    /// A claim is paid, at this time.
    case payOut(Serial, LedgerTime)
  }

  /// The ledger before it heard anything: accounts and registered purses.
  public let ledger: ModelLedger
  public let time: LedgerTime
  public internal(set) var inputs: [Input] = []

  init(_ country: Country) {
    ledger = country.bank.ledger
    time = country.time
  }
}

extension RandomWorld {
  /// Plays a seed to its end, in one order, and gives what its ledger heard.
  public static func record(seed: UInt64) throws -> LedgerRecording {
    var world = try RandomWorld(seed: seed, canary: nil)
    world.country.recording = LedgerRecording(world.country)
    do {
      try world.play()
      var random = Seeded(seed: seed)
      try world.country.settleDown(&random)
    } catch {
      throw WorldFailure(seed: seed, violation: error, steps: world.steps)
    }
    guard let recording = world.country.recording else { preconditionFailure("it was begun") }
    return recording
  }
}
