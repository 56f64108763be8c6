import Wire

/// A purse that goes on under an earlier serial has been copied (PRV-21).
extension Ledger {
  /// After a report: the purse's chain under one serial ends where that of the next begins.
  mutating func checkSplit(_ key: UploadKey, time: LedgerTime) {
    guard let row = book.purses[key.serial] else { return }
    if let previous = row.links.previous, key.grant == row.links.since.next {
      // The first report under this serial: what is known of the one before?
      if let before = book.purses[previous], before.grantNumber > row.links.since {
        convictSplit(previous, adopted: key.serial, nil, time: time)
      }
      checkNextPlaces(of: previous, time: time)
    }
    if let next = adopted(after: row) { convictSplit(key.serial, adopted: next, nil, time: time) }
  }

  /// A copy pays on where the chain ended: whoever took such a payment may have synced already. Of one
  /// that comes later its payee's sync tells.
  private mutating func checkNextPlaces(of serial: Serial, time: LedgerTime) {
    guard let covered = book.purses[serial]?.covered else { return }
    for offset in 1...Self.placesLookedAt {
      let place = PaymentPlace(
        payer: serial, sequence: SequenceNumber(covered.value + UInt64(offset)))
      guard let digest = book.occupant(of: place), let row = book.payments[digest] else { continue }
      checkLeft(row.payment, digest, time: time)
    }
  }

  private static var placesLookedAt: Int { 16 }

  /// The serial that a purse has reported under after this one.
  func adopted(after row: PurseRow) -> Serial? {
    row.links.offered.first {
      book.purses[$0].map { $0.covered > $0.certificate.serial.start } ?? false
    }
  }

  /// A payment under a serial that its purse had left, or at a place that its chain does not have.
  mutating func checkLeft(_ payment: Payment, _ digest: Digest, time: LedgerTime) {
    guard book.purses.look(payment.payer, { !$0.rare.isEmpty }) == true,
      let payer = book.purses[payment.payer]
    else { return }
    if payer.links.previous != nil, payment.sequence <= payment.payer.start {
      return convictBeforeStart(digest, payer, time: time)
    }
    guard payment.sequence > payer.covered else { return }
    if let next = adopted(after: payer) {
      convictSplit(payment.payer, adopted: next, digest, time: time)
    }
  }

  private mutating func convictSplit(
    _ serial: Serial, adopted next: Serial, _ payment: Digest?, time: LedgerTime
  ) {
    guard let link = book.purses[next]?.links.grant,
      let grant = try? Signed<SyncGrant>(link.span.bytes).digest(hash: crypto),
      let adopting = uploadApplying(grant, by: next)
    else { return mayHaveForgottenAdoption(of: next) ? () : suspendUnproved(serial) }
    let other: [UInt8]? =
      if let payment {
        book.payments[payment].flatMap { isSigned($0) ? document(of: $0) : nil }
      } else {
        uploadApplying(grant, by: serial)
      }
    guard let other else { return suspendUnproved(serial) }
    convict(serial, .split, [adopting, link, other], time: time)
  }

  /// The chain under this serial does not begin with the grant on record: the purse may have taken the
  /// serial with a later one, which a restored ledger has forgotten, and paid under the earlier serial
  /// until then (PRV-22).
  private func mayHaveForgottenAdoption(of serial: Serial) -> Bool {
    guard !rules.mayHaveForgotten, uploadCovering(serial.start.next, of: serial) == nil else {
      return true
    }
    guard let row = book.purses[serial], row.hasDropped else { return false }
    // A ring drops no results of grants (JRN-7).
    return policy(of: row)?.ring != true
  }

  private mutating func convictBeforeStart(
    _ digest: Digest, _ payer: PurseRow, time: LedgerTime
  ) {
    guard let row = book.payments[digest], isSigned(row) else {
      return suspendUnproved(payer.certificate.serial)
    }
    convict(payer.certificate.serial, .split, [document(of: row), payer.links.grant], time: time)
  }
}
