import Wire

extension Ledger {
  /// The stored upload whose journal has an entry at a place.
  func uploadCovering(_ sequence: SequenceNumber, of serial: Serial) -> [UInt8]? {
    var found: [UInt8]?
    visitUploads(of: serial) { packet, bytes in
      guard packet.items.contains(where: { $0.sequence == sequence }) else {
        // Those before end before this one begins.
        return (packet.lastEntry ?? sequence) >= sequence
      }
      found = bytes
      return false
    }
    return found
  }

  /// The stored uploads in whose journals the payee took a payment, under whichever of its serials.
  func uploadsTaking(_ digest: Digest, by serial: Serial) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for serial in book.serials(ofPurseWith: serial) {
      visitUploads(of: serial) { packet, bytes in
        if packet.entries.contains(where: { $0.takes(digest) }) { found.append(bytes) }
        return true
      }
    }
    return found
  }

  /// The upload under a serial whose journal has a grant.
  func uploadApplying(_ grant: Digest, by serial: Serial) -> [UInt8]? {
    var found: [UInt8]?
    visitUploads(of: serial) { packet, bytes in
      guard packet.entries.contains(where: { $0.applies(grant) }) else { return true }
      found = bytes
      return false
    }
    return found
  }

  private func visitUploads(of serial: Serial, _ body: (Packet, [UInt8]) -> Bool) {
    book.visitUploads(of: serial) { bytes in
      guard let packet = try? Packet(bytes) else { return true }
      return body(packet, bytes)
    }
  }
}

extension Packet {
  fileprivate var entries: some Sequence<JournalEntry> {
    items.lazy.compactMap { try? JournalEntry($0.entry.span.bytes) }
  }

  /// The last entry that an upload's request reports.
  fileprivate var lastEntry: SequenceNumber? {
    (try? Signed<SyncRequest>(message.span.bytes))?.content.last
  }
}
