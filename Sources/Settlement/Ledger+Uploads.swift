import Wire

extension Ledger {
  /// The stored upload whose journal has an entry at a place.
  func uploadCovering(_ sequence: SequenceNumber, of serial: Serial) -> [UInt8]? {
    uploads(of: serial) { $0.items.contains { $0.sequence == sequence } }.first { _ in true }
  }

  /// The stored uploads in whose journals the payee took a payment, under whichever of its serials.
  func uploadsTaking(_ digest: Digest, by serial: Serial) -> [[UInt8]] {
    book.serials(ofPurseWith: serial).flatMap { serial in
      Array(uploads(of: serial) { $0.entries.contains { $0.takes(digest) } })
    }
  }

  /// The upload under a serial whose journal has a grant.
  func uploadApplying(_ grant: Digest, by serial: Serial) -> [UInt8]? {
    uploads(of: serial) { $0.entries.contains { $0.applies(grant) } }.first { _ in true }
  }

  /// Read one by one, the oldest first, for as long as somebody looks on.
  private func uploads(
    of serial: Serial, where isWanted: @escaping (Packet) -> Bool
  ) -> some Sequence<[UInt8]> {
    book.uploadKeys(of: serial).lazy.compactMap { key in
      guard let bytes = book.uploads[key], let packet = try? Packet(bytes) else { return nil }
      return isWanted(packet) ? bytes : nil
    }
  }
}

extension Packet {
  fileprivate var entries: some Sequence<JournalEntry> {
    items.lazy.compactMap { try? JournalEntry($0.entry.span.bytes) }
  }
}
