import LedgerRecords
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

  /// What the ledger will look at.
  var names: BatchNames {
    var names = BatchNames()
    names.serials.insert(request.content.serial)
    names.syncing.insert(request.content.serial)
    for entry in entries ?? [] { names.add(entry) }
    names.loose.subtract(paid)
    return names
  }
}

extension BatchNames {
  fileprivate mutating func add(_ item: UploadEntry) {
    if let payment = item.payment?.content {
      serials.insert(payment.payer)
      serials.insert(payment.payee)
    }
    switch item.entry {
    case .paid(let digest, _), .received(let digest, _, _): payments.insert(digest)
    case .refusedPayment(let digest), .refunded(let digest, _, _, _), .confirmed(let digest, _, _):
      add(loose: digest)
    case .refusedRequest(let request): requests.insert(request)
    case .granted(let results):
      for i in 0..<results.deliveries.count { add(loose: results.deliveries[i].payment) }
      for i in 0..<results.reversals.count { add(loose: results.reversals[i].payment) }
    case .unloaded: break
    }
  }

  private mutating func add(loose digest: Digest) {
    payments.insert(digest)
    loose.insert(digest)
  }
}
