import Payment
import Purse
import PurseCrypto
import Wire
import World

/// A purse with real keys, and what it has told the ledger last.
struct DrillPurse: Sendable {
  let serial: Serial
  let account: String
  var purse: Purse<SoftwarePurseCrypto, MemoryStorage>
  /// What the purse has loaded by grants that it has applied, in minor units.
  var loaded: Int64 = 0
  /// The upload under way.
  var upload: DrillUpload?

  /// What the purse says it holds, in minor units.
  var value: Int64 {
    let status = purse.status
    return Int64((status.spendable + status.pending).minorUnits)
  }
}

/// An upload, as it was sent the first time and every time after.
struct DrillUpload: Sendable {
  var packet: Packet
  /// The number that its grant will have.
  var number: GrantNumber
  /// The last entry that it reports.
  var last: SequenceNumber
  /// What it wishes to load, in minor units.
  var load: Int64
  var wasSent = false
  /// A kill has left it booked without an answer.
  var isKnownBooked = false
  /// The grant's message, once it has come.
  var grant: [UInt8]?
}

/// A payment as both purses made it.
struct DrillPayment: Sendable {
  /// Places of payer and payee among the drill's purses.
  var payer: Int
  var payee: Int
  /// In minor units.
  var amount: Int64
  /// Its place in the payer's journal, and in the payee's; nil where the payee never heard of it.
  var paid: SequenceNumber
  var received: SequenceNumber?
}
