import Settlement
import Wire

/// Finds what is closed in the records of batches. The latest batch that has a thing decides.
public protocol ArchiveLookup {
  /// The batches that may hold what a key names (`ArchiveKey`), the latest first, as long as the body
  /// says so.
  func visit(_ key: UInt64, _ body: (BookChanges) -> Bool) throws
}

extension ArchiveLookup {
  public func closedPayment(_ digest: Digest) throws -> PaymentRow? {
    try first(ArchiveKey.of(digest)) { $0.payments.first { $0.key == digest }?.row }
  }

  public func closedPayments(naming request: Digest) throws -> [Digest] {
    try all(ArchiveKey.of(request)) { batch in
      batch.payments.filter { $0.row.payment.request == request }.map(\.key)
    }
  }

  public func upload(_ key: UploadKey) throws -> [UInt8]? {
    try first(ArchiveKey.of(key.serial)) { $0.uploads.first { $0.key == key }?.row }
  }

  public func uploads(of serial: Serial) throws -> [UploadKey] {
    try all(ArchiveKey.of(serial)) { $0.uploads.map(\.key).filter { $0.serial == serial } }
  }

  /// The latest first, until the body has seen enough.
  public func visitUploads(
    of serial: Serial, _ body: (UploadKey, [UInt8]) -> Bool
  ) throws {
    var seen: Set<UploadKey> = []
    try visit(ArchiveKey.of(serial)) { batch in
      let own = batch.uploads.filter { $0.key.serial == serial }
      for (key, upload) in own.sorted(by: { $0.key.grant > $1.key.grant })
      where seen.insert(key).inserted {
        guard body(key, upload) else { return false }
      }
      return true
    }
  }

  public func acceptance(_ digest: Digest) throws -> [UInt8]? {
    try first(ArchiveKey.of(digest)) { $0.acceptances.first { $0.key == digest }?.row }
  }

  public func evidence(_ digest: Digest) throws -> EvidenceRow? {
    try first(ArchiveKey.of(digest)) { $0.evidence.first { $0.key == digest }?.row }
  }

  private func first<Value>(_ key: UInt64, _ pick: (BookChanges) -> Value?) throws -> Value? {
    var found: Value?
    try visit(key) { batch in
      found = pick(batch)
      return found == nil
    }
    return found
  }

  private func all<Value: Hashable>(
    _ key: UInt64, _ pick: (BookChanges) -> [Value]
  ) throws -> [Value] {
    var found: [Value] = []
    try visit(key) { batch in
      for value in pick(batch) where !found.contains(value) { found.append(value) }
      return true
    }
    return found
  }
}
