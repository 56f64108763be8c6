import Wire

/// A sync request with its entries, read as far as it can be without the ledger's records (SYN-3, SYN-5):
/// that is most of a sync's work, and is done beforehand on any core. On the heap, for it is large and
/// handed on often.
public final class ReadUpload: Sendable {
  public let packet: Packet
  public let request: Signed<SyncRequest>
  public let digest: Digest
  /// The second signatures beside it, and beside what it carries; not verified.
  package let seconds: SecondSignatures
  /// Nil when they are not what the request names: wherever they begin, they are garbled.
  package let entries: [UploadEntry]?
  /// What it is from where it was guessed to begin; nil when it leads elsewhere.
  private let guess: (start: Head, upload: Upload?)?

  /// - Throws: `malformed`, when it is no upload or says what no purse can.
  public init<Hash: MessageHash>(_ packet: Packet, hash: Hash) throws(LedgerError) {
    guard packet.kind == .upload else { throw .malformed(.wrongMessageType) }
    do { request = try Signed(packet.message.span.bytes) } catch { throw .malformed(error) }
    // No purse holds more than the largest amount or has seen every grant, and no input may trap.
    guard request.content.spendable.adding(request.content.pending) != nil,
      request.content.lastGrant.value < UInt64.max - 1
    else { throw .malformed(.outOfRange) }
    self.packet = packet
    digest = request.digest(hash: hash)
    seconds = SecondSignatures(of: packet, hash: hash)
    entries = try? Self.entries(of: packet, request.content, hash: hash)
    guess = nil
  }

  private init(_ read: ReadUpload, guess: (start: Head, upload: Upload?)) {
    (packet, request, digest) = (read.packet, read.request, read.digest)
    (seconds, entries) = (read.seconds, read.entries)
    self.guess = guess
  }

  /// Looks beforehand whether the entries lead from a head to the signed one. A wrong guess costs time
  /// and nothing else.
  public func guessing<Hash: MessageHash>(start: Head, hash: Hash) -> ReadUpload {
    ReadUpload(self, guess: (start, Upload(self, start: start, hash: hash)))
  }

  /// The upload, when its entries lead from this head to the signed one.
  func upload<Hash: MessageHash>(from start: Head, hash: Hash) throws(LedgerError) -> Upload {
    let upload =
      if let guess, guess.start == start { guess.upload } else {
        Upload(self, start: start, hash: hash)
      }
    guard let upload else { throw .garbledUpload }
    return upload
  }

  /// Kept entries of a dropped prefix come first, in ascending sequence, then all from the first to the
  /// last that the request names (SYN-5, SYN-8).
  private static func entries<Hash: MessageHash>(
    of packet: Packet, _ content: SyncRequest, hash: Hash
  ) throws(LedgerError) -> [UploadEntry] {
    if content.totals != nil {
      guard packet.items.isEmpty else { throw .garbledUpload }
      return []
    }
    var entries: [UploadEntry] = []
    entries.reserveCapacity(packet.items.count)
    var kept = Head.start
    var next = content.first
    for item in packet.items {
      let entry = try UploadEntry(item, hash: hash)
      if let checkpoint = content.checkpoint, item.sequence <= checkpoint.through {
        guard item.sequence < content.first, (entries.last?.sequence ?? .none) < item.sequence
        else { throw .garbledUpload }
        kept = kept.extended(by: item.bytesWithSequence.span.bytes, hash: hash)
      } else {
        guard item.sequence == next, next <= content.last else { throw .garbledUpload }
        next = next.next
      }
      entries.append(entry)
    }
    guard next == content.last.next, kept == content.checkpoint?.kept ?? .start else {
      throw .garbledUpload
    }
    return entries
  }
}

extension Packet.Item {
  /// As a kept entry is chained.
  fileprivate var bytesWithSequence: [UInt8] {
    var bytes: [UInt8] = []
    for shift in 0..<8 {
      bytes.append(UInt8(truncatingIfNeeded: sequence.value >> UInt64(56 - 8 * shift)))
    }
    return bytes + entry
  }
}
