import Wire

/// A sync request with its entries, after every check that needs no ledger (SYN-5 to SYN-8).
final class Upload: Sendable {
  let request: Signed<SyncRequest>
  let digest: Digest
  /// The head before the first entry.
  let start: Head
  let entries: [UploadEntry]
  /// The head before each entry; nil for one kept from a dropped prefix.
  let previous: [Head?]
  /// The packet as it is kept: what it carried for others left out, and the head that its entries were
  /// found to begin from put in, for whoever checks a proof.
  let kept: [UInt8]

  /// Nil when the entries do not lead from this head to the signed one.
  init?<Hash: MessageHash>(_ read: ReadUpload, start: Head, hash: Hash) {
    guard let entries = read.entries else { return nil }
    var head = start
    var previous: [Head?] = []
    previous.reserveCapacity(entries.count)
    for item in read.packet.items {
      guard item.sequence >= read.request.content.first else {
        previous.append(nil)
        continue
      }
      previous.append(head)
      head = head.extended(by: item.entry.span.bytes, hash: hash)
    }
    // The entries of a report of sums stay in the purse: its head is its own word.
    guard head == read.request.content.head || read.request.content.totals != nil else {
      return nil
    }
    (request, digest) = (read.request, read.digest)
    self.start = start
    self.entries = entries
    self.previous = previous
    var packet = read.packet
    packet.documents = []
    packet.start = start
    kept = packet.bytes
  }
}
