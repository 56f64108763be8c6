import Settlement
import Wire

extension BatchNames {
  /// What the ledger will look at.
  public init(_ upload: ReadUpload) {
    self.init()
    serials.insert(upload.request.content.serial)
    syncing.insert(upload.request.content.serial)
    for entry in upload.entries ?? [] { add(entry) }
    for case .paid(let digest, _) in (upload.entries ?? []).map(\.entry) { loose.remove(digest) }
  }

  private mutating func add(_ item: UploadEntry) {
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
