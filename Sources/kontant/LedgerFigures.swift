import Foundation
import LedgerCrypto
import LedgerEngine
import LedgerLink
import LedgerRecords
import Settlement
import Wire

/// What a served ledger tells of itself, for whoever operates it.
struct LedgerFigures: Codable {
  struct Age: Codable {
    /// Less than so many days old; nil for all that is older.
    var days: UInt32?
    var purses: Int
    var minorUnits: UInt64
  }

  var store: String
  var verifier: String
  var seconds: Double
  var settled: Int
  var refused: Int
  var pushedBack: Int
  var unavailable: Int
  var waiting: Int
  var batches: Int
  /// Batches applied again because another ledger on the same store was first.
  var conflicts: Int
  /// Settled a second since the service began.
  var syncsPerSecond: Double
  /// From an upload's arrival until its answer may go out; nil while there is none.
  var latencyMedianMilliseconds: Double?
  var latency99Milliseconds: Double?
  /// Payments that are not closed; nil until a shared store has counted them first.
  var openPayments: Int?
  var purses: Int?
  var signatureChecks: UInt64?
  var unexplained: [Age]?

  init(
    _ queue: LedgerQueue<SoftwareLedgerCrypto>, store: String, open: OpenFigures?,
    verifier: String, since start: ContinuousClock.Instant
  ) {
    let statistics = queue.statistics
    let elapsed = (ContinuousClock.now - start).components
    self.store = store
    self.verifier = verifier
    seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    settled = statistics.settled
    refused = statistics.refused
    pushedBack = statistics.pushedBack
    unavailable = statistics.unavailable
    waiting = statistics.waiting
    batches = statistics.batches
    conflicts = statistics.conflicts
    syncsPerSecond = seconds > 0 ? Double(settled) / seconds : 0
    latencyMedianMilliseconds = statistics.latencies.milliseconds(within: 0.5)
    latency99Milliseconds = statistics.latencies.milliseconds(within: 0.99)
    guard let open else { return }
    (openPayments, purses, signatureChecks) = (open.payments, open.purses, open.signatureChecks)
    unexplained = open.unexplained.map {
      Age(days: $0.days, purses: $0.purses, minorUnits: $0.value.minorUnits)
    }
  }

  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
