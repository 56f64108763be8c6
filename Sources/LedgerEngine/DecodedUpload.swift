import Settlement
import Wire

/// An upload as far as it can be read without the ledger's records, or why it is none.
typealias DecodedUpload = Result<ReadUpload, LedgerError>

extension DecodedUpload {
  var read: ReadUpload? { try? get() }

  /// The purse takes payments in it.
  var takesPayments: Bool {
    read?.entries?.contains { $0.received != nil } ?? false
  }
}

extension ReadUpload {
  /// Payments that the purse has made, by digest.
  var paid: [Digest] { (entries ?? []).compactMap(\.paid) }
}
