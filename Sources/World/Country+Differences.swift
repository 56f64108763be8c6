import Settlement
import Wire

extension Country {
  /// Payments of a person that the book ends otherwise than the model, for whoever reads a failure.
  func differences(of person: Int) -> String {
    var lines: [String] = []
    for (digest, entry) in model.entries where entry.payer == person || entry.payee == person {
      let row = bank.ledger.book.payments[digest]
      let isSettled = row?.booking == .settled
      let isTaken = entry.debits + entry.credits > 0 && entry.refunds == 0
      guard isSettled != isTaken || (entry.credits == 0) != (entry.refunds > 0) else { continue }
      let book = row.map {
        "\($0.booking), accepted by \($0.accepted), \($0.refused ? "refused, " : "")"
          + "delivery \($0.delivery), reversal \($0.reversal), "
          + ($0.byPayer ? "reported" : "not reported")
      }
      lines.append(
        "P\(entry.payer) to \(entry.payee.map { "P\($0)" } ?? "nobody") \(entry.amount)"
          + (entry.request == nil ? " direct" : "")
          + ": \(entry.debits) debits, \(entry.credits) credits, \(entry.refunds) refunds; "
          + (book ?? "unknown to the ledger"))
    }
    let unseen = bank.ledger.book.purses[people[person].serial]?.hasDropped == true
    return lines.joined(separator: "; ") + (unseen ? "; its ring has dropped entries" : "")
  }
}
