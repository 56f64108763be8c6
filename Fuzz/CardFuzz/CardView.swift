import Purse
import Wire

/// What of a card a refused command must not touch, and power neither: all but the tries of its PIN.
struct CardView: Equatable {
  private let numbers: [UInt64]
  private let head: Word32
  /// What its holder can spend now or after a sync, in minor units.
  let value: UInt64

  init(_ status: PurseStatus) {
    head = status.head.word
    value = status.spendable.minorUnits + status.pending.minorUnits
    numbers = [
      UInt64(status.lifeCycle.rawValue), status.spendable.minorUnits, status.pending.minorUnits,
      status.inDoubt.minorUnits, UInt64(status.doubts), UInt64(status.openRequests),
      status.sequence.value, status.covered.value, status.requestNumber.value,
      UInt64(status.counters.sent), UInt64(status.counters.received),
      status.counters.sumSent.minorUnits, status.counters.sumReceived.minorUnits,
      status.lastGrant.value, status.latestTime.seconds, status.awaitsGrant ? 1 : 0,
      UInt64(status.decidedDirect),
    ]
  }
}
