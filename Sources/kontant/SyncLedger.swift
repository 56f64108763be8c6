import Console
import Home
import PurseCrypto
import Settlement
import Wire

/// The ledger that a purse syncs with: its home's own, or one that is served.
protocol SyncLedger {
  /// Refuses a purse that it knows not to be its own, before that has made a request which no ledger
  /// would answer.
  func check(_ purse: Serial) throws
  /// Books an upload; durable before the grant is given out.
  func receive(_ upload: Packet) throws -> SyncOutcome
  /// Whether a purse wished to load this much with a sync that one of these grants answered.
  func hasLoaded(
    _ amount: Amount, _ purse: Serial, grants: ClosedRange<GrantNumber>
  ) throws -> Bool
  /// Whether a purse has taken this much out at that place of its journal, as far as it has reported.
  func hasUnloaded(
    _ amount: Amount, _ purse: Serial, at place: SequenceNumber
  ) throws -> Bool
  /// What is known of a payment after a document about it was brought.
  func standing(of document: Packet, file: String) -> Synced.Carried
}

extension Home: SyncLedger {
  func check(_ purse: Serial) throws {
    guard ledger.book.purses[purse] != nil else { throw LedgerError.unknownPurse }
  }

  func hasLoaded(
    _ amount: Amount, _ purse: Serial, grants: ClosedRange<GrantNumber>
  ) throws -> Bool {
    (grants.lowerBound.value...grants.upperBound.value).contains { number in
      let key = UploadKey(serial: purse, grant: GrantNumber(number))
      guard let packet = ledger.book.uploads[key].flatMap({ try? Packet($0) }),
        let request = try? Signed<SyncRequest>(packet.message.span.bytes)
      else { return false }
      return request.content.load == amount
    }
  }

  func hasUnloaded(
    _ amount: Amount, _ purse: Serial, at place: SequenceNumber
  ) throws -> Bool {
    var isFound = false
    ledger.book.visitUploads(of: purse) { upload in
      for item in (try? Packet(upload))?.items ?? [] where item.sequence == place {
        if case .unloaded(amount)? = try? JournalEntry(item.entry.span.bytes) { isFound = true }
      }
      return !isFound
    }
    return isFound
  }

  func standing(of document: Packet, file: String) -> Synced.Carried {
    var digests: [Digest] = []
    if let payment = try? Signed<Payment>(document.message.span.bytes) {
      digests = [payment.digest(hash: SoftwareHash())]
    } else if let acceptance = try? Signed<Acceptance>(document.message.span.bytes) {
      digests = [acceptance.content.payment]
    } else if let refusal = try? Signed<Refusal>(document.message.span.bytes) {
      switch refusal.content.subject {
      case .payment(let digest): digests = [digest]
      case .request(let request): digests = ledger.book.payments(naming: request)
      }
    }
    guard let digest = digests.first, let row = ledger.book.payments[digest] else {
      return Synced.Carried(
        file: file, payment: digests.first?.text ?? "",
        known: "left out: the ledger cannot verify it, or knows no such payment yet")
    }
    return Synced.Carried(file: file, payment: digest.text, known: row.standing)
  }
}
