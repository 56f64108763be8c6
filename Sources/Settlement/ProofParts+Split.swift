import Wire

extension ProofParts {
  /// A purse has one chain at a time (PRV-4, PRV-21). It went on under the accused's serial although it had
  /// taken the next one; or a payment stands where the accused's chain has no places.
  func proveSplit() throws(ProofError) {
    if try isBeforeStart() { return }
    guard !uploads.isEmpty else { throw .partMissing }
    for upload in uploads {
      guard let link = link(to: upload), link.content.serial == accused.serial else { continue }
      if try goesOn(after: link) { return }
    }
    throw .nothingWrong
  }

  /// The grant that brought the serial of an upload, where that upload's journal begins with it.
  func link(to upload: Upload) -> Signed<SyncGrant>? {
    let request = upload.request.content
    guard request.first == request.serial.start.next, request.checkpoint == nil,
      upload.start == .start, case .granted(let results)? = upload.entries.first?.entry
    else { return nil }
    return grants.first {
      $0.content.certificate?.content.serial == request.serial
        && $0.content.serial != request.serial && !$0.content.restored
        && $0.digest(hash: crypto) == results.grant
    }
  }

  /// Something under the accused's serial comes after what the rotating grant covers.
  private func goesOn(after link: Signed<SyncGrant>) throws(ProofError) -> Bool {
    let grant = link.digest(hash: crypto)
    for upload in uploads where upload.request.content.serial == accused.serial {
      if upload.entries.contains(where: { $0.entry.applies(grant) }) { return true }
    }
    for payment in payments {
      try checkOwn(payment)
      if payment.content.sequence > link.content.covered { return true }
    }
    return false
  }

  /// A payment at a place that no chain of a rotated serial has.
  private func isBeforeStart() throws(ProofError) -> Bool {
    let isRotated = grants.contains {
      $0.content.certificate?.content.serial == accused.serial
        && $0.content.serial != accused.serial
    }
    guard isRotated else { return false }
    for payment in payments {
      try checkOwn(payment)
      if payment.content.sequence <= accused.serial.start { return true }
    }
    return false
  }
}

extension JournalEntry {
  /// Whether the entry is of a grant.
  func applies(_ grant: Digest) -> Bool {
    if case .granted(let results) = self { results.grant == grant } else { false }
  }
}
