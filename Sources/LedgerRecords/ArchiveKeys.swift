import Settlement
import Wire

/// What a batch's record is looked for by, once its rows have left memory: the first eight bytes of
/// digests, and serials. Two things may share a key; whoever looks reads the record.
public enum ArchiveKey {
  public static func of(_ digest: Digest) -> UInt64 { digest.word.a }
  public static func of(_ serial: Serial) -> UInt64 { serial.value }
}

extension BookChanges {
  /// The keys of what leaves memory with this batch: uploads by their purse, documents by their
  /// payment, closed payments by their own digest and that of the request they name.
  public var archiveKeys: Set<UInt64> {
    var keys: Set<UInt64> = []
    for (key, _) in uploads { keys.insert(ArchiveKey.of(key.serial)) }
    for (digest, _) in acceptances { keys.insert(ArchiveKey.of(digest)) }
    for (digest, _) in evidence { keys.insert(ArchiveKey.of(digest)) }
    for (digest, row) in payments where row.isClosed {
      keys.insert(ArchiveKey.of(digest))
      if let request = row.payment.request { keys.insert(ArchiveKey.of(request)) }
    }
    return keys
  }
}
