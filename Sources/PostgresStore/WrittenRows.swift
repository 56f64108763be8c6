import Settlement
import Wire

/// Rows as a batch leaves them in the store.
struct WrittenRows: Sendable {
  var purses: [Serial: KnownPurse] = [:]
  var accounts: [String: KnownAccount] = [:]
  /// Payments that were changed, by their payers, and those of them that are closed now.
  private(set) var payments: [Serial: [OpenPayment]] = [:]
  private(set) var closed: Set<Digest> = []

  mutating func add(_ digest: Digest, _ row: PaymentRow, version: Int64) {
    if row.isClosed { closed.insert(digest) }
    let place = PaymentPlace(payer: row.payment.payer, sequence: row.payment.sequence)
    payments[place.payer, default: []].append(
      OpenPayment(digest: digest, place: place, version: version, content: .row(row)))
  }
}
