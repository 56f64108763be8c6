import Wire

extension Ledger {
  /// Two payments at one place of one journal.
  mutating func convictFork(_ first: Digest, _ second: Digest, time: LedgerTime) {
    guard let a = book.payments[first], let b = book.payments[second] else { return }
    // A payment known from its payer's journal only was never verified by itself.
    guard isSigned(a), isSigned(b) else {
      return suspendUnproved(a.payment.payer)
    }
    convict(a.payment.payer, .fork, [a.message, b.message], time: time)
  }

  /// A payment at a place where the payer's synced journal has something else (LED-42).
  mutating func checkMissing(_ payment: Payment, _ digest: Digest, time: LedgerTime) {
    guard let purse = book.purses[payment.payer], payment.sequence <= purse.covered,
      !purse.unseen.contains(where: { $0.contains(payment.sequence.value) }),
      let row = book.payments[digest], isSigned(row),
      let upload = uploadCovering(payment.sequence, of: payment.payer)
    else { return }
    convict(payment.payer, .missing, [row.message, upload], time: time)
  }

  /// An entry stands where a payment by the same purse is known.
  mutating func noteMissing(_ item: UploadEntry, key: UploadKey, time: LedgerTime) {
    if case .paid = item.entry { return }
    let place = PaymentPlace(payer: key.serial, sequence: item.sequence)
    guard let digest = book.places[place], let row = book.payments[digest], isSigned(row),
      let upload = book.uploads[key]
    else { return }
    convict(key.serial, .missing, [row.message, upload], time: time)
  }

  /// Acceptance and refusal of one payment.
  mutating func convictTwoFaced(_ digest: Digest, time: LedgerTime) {
    guard let row = book.payments[digest], let refusal = refusal(of: row.payment, digest) else {
      return
    }
    let refused: [UInt8]
    switch refusal {
    case .message(let message): refused = message
    case .journal(let key): refused = book.uploads[key] ?? []
    }
    var accepted: [[UInt8]] = []
    if let acceptance = book.acceptances[digest] {
      accepted = [acceptance]
    } else if let evidence = book.evidence[digest] {
      accepted = [evidence.outer, evidence.plaintext]
    } else if let upload = uploadAccepting(digest, by: row.payment.payee) {
      accepted = [upload]
    }
    guard !accepted.isEmpty else { return suspendUnproved(row.payment.payee) }
    convict(row.payment.payee, .twoFaced, [row.message, refused] + accepted, time: time)
  }

  /// A journal that no honest purse signs.
  mutating func convictJournal(_ key: UploadKey, previous: PurseRow, time: LedgerTime) {
    guard let upload = book.uploads[key] else { return }
    var parts = [upload]
    if previous.grantNumber != .none {
      let before = UploadKey(serial: key.serial, grant: previous.grantNumber)
      parts += [book.uploads[before] ?? [], previous.grant]
    }
    convict(key.serial, .journal, parts, time: time)
  }

  private mutating func convict(
    _ serial: Serial, _ kind: ProofKind, _ parts: [[UInt8]], time: LedgerTime
  ) {
    guard let purse = book.purses[serial] else { return }
    var packet = Packet(kind: .proof, message: purse.certificateMessage)
    packet.documents = parts
    packet.proof = kind
    book.totals.proofs += 1
    book.proofs[book.totals.proofs] = ProofRow(
      kind: kind, serial: serial, packet: packet.bytes, time: time)
    guard !purse.isConvicted else { return }
    writeOff(serial, time: time)
    book.purses.update(serial) { row in
      row.isConvicted = true
      row.state = .suspended
    }
  }

  /// Something contradicts, but nothing a third party could check does: suspended, not convicted.
  private mutating func suspendUnproved(_ serial: Serial) {
    guard book.purses[serial] != nil else { return }
    book.purses.update(serial) { if $0.state == .active { $0.state = .suspended } }
  }

  private mutating func isSigned(_ row: PaymentRow) -> Bool {
    if row.isVerified { return true }
    guard let payment = try? Signed<Payment>(row.message.span.bytes),
      let payer = book.purses[row.payment.payer]
    else { return false }
    book.totals.signatureChecks += 1
    return crypto.verify(
      payment.signature, over: payment.digest(hash: crypto), by: payer.certificate.key)
  }

  private func uploadCovering(_ sequence: SequenceNumber, of serial: Serial) -> [UInt8]? {
    upload(of: serial) { request, _ in request.first <= sequence && sequence <= request.last }
  }

  /// The stored upload in whose journal the payee took the payment.
  private func uploadAccepting(_ digest: Digest, by serial: Serial) -> [UInt8]? {
    upload(of: serial) { _, entries in
      entries.contains { entry in
        switch entry {
        case .received(digest, _, _): return true
        case .granted(let results):
          for i in 0..<results.deliveries.count
          where results.deliveries[i].payment == digest
            && (results.deliveries[i].result == .tookEffect
              || results.deliveries[i].result == .alreadyDone)
          { return true }
          return false
        default: return false
        }
      }
    }
  }

  private func upload(
    of serial: Serial, where isWanted: (SyncRequest, [JournalEntry]) -> Bool
  ) -> [UInt8]? {
    let keys = book.uploads.rows.keys.filter { $0.serial == serial }.sorted { $0.grant < $1.grant }
    for key in keys {
      guard let bytes = book.uploads[key], let packet = try? Packet(bytes),
        let request = try? Signed<SyncRequest>(packet.message.span.bytes)
      else { continue }
      let entries = packet.items.compactMap { try? JournalEntry($0.entry.span.bytes) }
      if isWanted(request.content, entries) { return bytes }
    }
    return nil
  }
}
