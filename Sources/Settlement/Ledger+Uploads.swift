import Wire

extension Ledger {
  /// The stored upload whose journal has an entry at a place.
  func uploadCovering(_ sequence: SequenceNumber, of serial: Serial) -> [UInt8]? {
    uploads(of: serial) { packet, _ in packet.items.contains { $0.sequence == sequence } }.first
  }

  /// The stored uploads in whose journals the payee took a payment, under whichever of its serials.
  func uploadsTaking(_ digest: Digest, by serial: Serial) -> [[UInt8]] {
    book.serials(ofPurseWith: serial).flatMap { serial in
      uploads(of: serial) { _, entries in entries.contains { $0.takes(digest) } }
    }
  }

  /// The upload under a serial whose journal has a grant.
  func uploadApplying(_ grant: Digest, by serial: Serial) -> [UInt8]? {
    uploads(of: serial) { _, entries in entries.contains { $0.applies(grant) } }.first
  }

  private func uploads(
    of serial: Serial, where isWanted: (Packet, [JournalEntry]) -> Bool
  ) -> [[UInt8]] {
    book.uploadKeys(of: serial).compactMap { key in
      guard let bytes = book.uploads[key], let packet = try? Packet(bytes) else { return nil }
      let entries = packet.items.compactMap { try? JournalEntry($0.entry.span.bytes) }
      return isWanted(packet, entries) ? bytes : nil
    }
  }
}
