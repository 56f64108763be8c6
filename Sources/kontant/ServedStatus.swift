import Console
import Foundation
import LedgerLink

/// What a served ledger says of itself.
struct ServedStatus: Report {
  var place: String
  var isEnding: Bool
  var connections: UInt64
  var taken: UInt64
  var granted: UInt64
  var refused: UInt64
  var busy: UInt64
  var unavailable: UInt64
  /// Nil where the ledger is of another version.
  var figures: LedgerFigures?

  init(_ address: ServiceAddress) throws {
    let status = try LedgerClient(address).status(waitingAtMost: 10_000)
    place = "\(address)"
    isEnding = status.isEnding
    connections = status.connections
    (taken, granted, refused) = (status.taken, status.granted, status.refused)
    (busy, unavailable) = (status.busy, status.unavailable)
    figures = try? JSONDecoder().decode(LedgerFigures.self, from: Data(status.figures.utf8))
  }

  var text: String {
    var table = Table(rightAligned: [1])
    table.add("uploads", "\(taken)", "\(granted) granted, \(refused) refused, \(busy) pushed back")
    table.add("connections", "\(connections)", isEnding ? "the service is ending" : "")
    guard let figures else { return table.text }
    table.add("waiting", "\(figures.waiting)", "in \(figures.batches) batches so far")
    table.add(
      "syncs/s", String(format: "%.1f", figures.syncsPerSecond),
      "in \(Int(figures.seconds)) s, on \(figures.store), verified by \(figures.verifier)")
    if let median = figures.latencyMedianMilliseconds, let most = figures.latency99Milliseconds {
      table.add(
        "latency", String(format: "%.1f", median),
        String(format: "ms; 99 of 100 within %.1f ms", most))
    }
    if let open = figures.openPayments, let purses = figures.purses {
      table.add("open", "\(open)", "payments in memory, \(purses) purses")
    }
    return table.text
  }
}
