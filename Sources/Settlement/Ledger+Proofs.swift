import Wire

extension Ledger {
  /// Two payments at one place of one journal.
  mutating func convictFork(_ first: Digest, _ second: Digest, time: LedgerTime) {
    guard let a = book.payments[first], let b = book.payments[second] else { return }
    if isSigned(a), isSigned(b) {
      return convict(a.payment.payer, .fork, [document(of: a), document(of: b)], time: time)
    }
    // One is known from its payer's journal only, with a garbled copy beside it: that journal then
    // lacks the other.
    let place = a.payment.sequence
    guard let signed = isSigned(a) ? a : isSigned(b) ? b : nil,
      let upload = uploadCovering(place, of: a.payment.payer)
    else { return suspendUnproved(a.payment.payer) }
    convict(a.payment.payer, .missing, [document(of: signed), upload], time: time)
  }

  /// A payment at a place where the payer's synced journal has something else (LED-42).
  mutating func checkMissing(_ payment: Payment, _ digest: Digest, time: LedgerTime) {
    guard book.purses.look(payment.payer, { payment.sequence <= $0.covered }) == true,
      !isConvicted(payment.payer), let purse = book.purses[payment.payer],
      !purse.unseen.contains(where: { $0.contains(payment.sequence.value) }),
      let row = book.payments[digest], isSigned(row),
      let upload = uploadCovering(payment.sequence, of: payment.payer)
    else { return }
    convict(payment.payer, .missing, [document(of: row), upload], time: time)
  }

  /// An entry stands where a payment by the same purse is known.
  mutating func noteMissing(_ item: UploadEntry, key: UploadKey, time: LedgerTime) {
    if item.paid != nil { return }
    let place = PaymentPlace(payer: key.serial, sequence: item.sequence)
    guard let digest = book.occupant(of: place), let row = book.payments[digest], isSigned(row),
      let upload = book.uploads[key]
    else { return }
    convict(key.serial, .missing, [document(of: row), upload], time: time)
  }

  /// Acceptance and refusal of one payment.
  mutating func convictTwoFaced(_ digest: Digest, time: LedgerTime) {
    guard let row = book.payments[digest], !isConvicted(row.payment.payee),
      let refusal = refusal(of: row.payment, digest)
    else { return }
    var parts = [document(of: row)]
    switch refusal {
    case .message(let message): parts.append(message)
    case .journal(let key): parts += book.uploads[key].map { [$0] } ?? []
    }
    if let acceptance = book.acceptances[digest] {
      parts.append(acceptance)
    } else if let evidence = book.evidence[digest] {
      let outer = try? Signed<Payment>(evidence.outer.span.bytes).digest(hash: crypto)
      parts += [
        outer.flatMap { book.payments[$0] }.map { document(of: $0) } ?? evidence.outer,
        evidence.plaintext,
      ]
    } else {
      parts += uploadsTaking(digest, by: row.payment.payee)
    }
    convict(row.payment.payee, .twoFaced, parts, time: time)
  }

  /// A journal that no honest purse signs.
  mutating func convictJournal(
    _ key: UploadKey, previous: UploadKey?, _ parts: [[UInt8]], time: LedgerTime
  ) {
    let uploads = [key, previous].compactMap { $0.flatMap { book.uploads[$0] } }
    var documents = uploads
    for part in parts where !documents.contains(part) { documents.append(part) }
    // What followed a restored serial began empty: the grant that brought it says so.
    if let row = book.purses[key.serial], row.links.previous == nil, !row.links.grant.isEmpty {
      documents.append(row.links.grant)
    }
    convict(earliestSerial(of: documents, or: key.serial), .journal, documents, time: time)
  }

  /// The serial that a proof names, where the purse's uploads are of several: the links lead onwards.
  private func earliestSerial(of documents: [[UInt8]], or serial: Serial) -> Serial {
    uploadSerials(documents).min { since($0) < since($1) } ?? serial
  }

  private func since(_ serial: Serial) -> GrantNumber { book.purses[serial]?.links.since ?? .none }

  private func uploadSerials(_ documents: [[UInt8]]) -> Set<Serial> {
    Set(
      documents.compactMap { document in
        guard let packet = try? Packet(document), packet.kind == .upload else { return nil }
        return (try? Signed<SyncRequest>(packet.message.span.bytes))?.content.serial
      })
  }

  /// The grants that link the accused to the later serials whose uploads are among the parts (PRV-20).
  private func withLinks(_ parts: [[UInt8]], from serial: Serial) -> [[UInt8]] {
    var documents = parts
    let others = uploadSerials(parts).subtracting([serial]).sorted { since($0) < since($1) }
    for other in others {
      for link in links(from: serial, to: other) where !documents.contains(link) {
        documents.append(link)
      }
    }
    return documents
  }

  private func links(from serial: Serial, to other: Serial) -> [[UInt8]] {
    book.links(from: serial, to: other) ?? []
  }

  /// One proof is enough: nothing more is looked for, checked or kept (LED-64).
  func isConvicted(_ serial: Serial) -> Bool {
    book.lookAtHolder(of: serial, \.isConvicted) ?? false
  }

  /// Makes the proof and checks it as anyone else would. Only what is proven convicts; what merely
  /// contradicts suspends.
  mutating func convict(
    _ serial: Serial, _ kind: ProofKind, _ parts: [[UInt8]], time: LedgerTime
  ) {
    guard let purse = book.purses[serial], !isConvicted(serial) else { return }
    let parts = withLinks(parts, from: serial)
    guard isProven(kind, of: purse, parts) else { return suspendUnproved(serial) }
    var packet = Packet(kind: .proof, message: purse.certificateMessage)
    packet.documents = parts
    packet.proof = kind
    packet.seconds = seconds(for: parts, purse.certificateMessage).items
    book.totals.proofs += 1
    book.proofs[book.totals.proofs] = ProofRow(
      kind: kind, serial: serial, packet: packet.bytes, time: time)
    writeOff(serial, time: time)
    book.updateHolder(of: serial) { row in
      row.isConvicted = true
      if row.state == .active { row.state = .suspended }
    }
    payWithheld(serial, time: time)
    countSpending(of: serial)
    list([serial], time: time)
    // The device that was restored is the one that cheated (CLM-55).
    let heir = book.heir(of: serial)
    if heir != book.root(of: serial) {
      suspendUnproved(heir)
      list([heir], time: time)
    }
  }

  /// The certificates on record were checked when they were registered.
  private func isProven(_ kind: ProofKind, of purse: PurseRow, _ parts: [[UInt8]]) -> Bool {
    do {
      try ProofParts(
        parts, accused: purse.certificate, crypto: crypto,
        seconds: seconds(for: parts, purse.certificateMessage),
        isGenuine: { book.purses[$0.content.serial]?.certificate.key == $0.content.key },
        isGranted: { isOnRecord($0) }
      ).prove(kind)
      return true
    } catch {
      return false
    }
  }

  /// A grant that this ledger has signed: the last one under its serial, or one that links two serials.
  private func isOnRecord(_ grant: Signed<SyncGrant>) -> Bool {
    let bytes = [UInt8](grant)
    if book.purses[grant.content.serial]?.grant == bytes { return true }
    return grant.content.certificate.map {
      book.purses[$0.content.serial]?.links.grant == bytes
    } ?? false
  }

  /// Something contradicts, but nothing a third party could check does: suspended, not convicted.
  mutating func suspendUnproved(_ serial: Serial) {
    guard book.purses[serial] != nil else { return }
    book.updateHolder(of: serial) { row in
      if row.state == .active { row.state = .suspended }
      // A claim that is withdrawn does not clear it up.
      row.claim?.wasActive = false
    }
  }

  mutating func isSigned(_ row: PaymentRow) -> Bool {
    if row.isVerified { return true }
    guard let payment = try? Signed<Payment>(row.message.span.bytes),
      let payer = book.purses[row.payment.payer]
    else { return false }
    book.totals.signatureChecks += 1
    let key = payer.certificate.key
    return crypto.holds(payment, by: key, beside: seconds(of: row, by: key))
  }
}
