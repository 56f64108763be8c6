import Wire

extension ProofParts {
  /// One of the accused's journals is none that an honest purse signs.
  func proveJournal() throws(ProofError) {
    guard !uploads.isEmpty else { throw .partMissing }
    for upload in uploads where isImpossible(upload) { return }
    throw .nothingWrong
  }

  private func isImpossible(_ upload: Upload) -> Bool {
    let request = upload.request.content
    let before = previous(of: upload)
    var check = JournalCheck(opening: opening(of: upload, before))
    if let totals = request.totals {
      guard accused.reporting == .totalsOnly else { return false }
      check.add(totals)
    }
    for place in upload.entries.indices {
      check.add(upload.entries[place].entry)
      if check.isImpossible || isImpossible(place, in: upload, before) { return true }
    }
    check.close(request)
    return check.isImpossible
  }

  /// The upload that ends where this one begins.
  private func previous(of upload: Upload) -> Upload? {
    guard upload.request.content.checkpoint == nil else { return nil }
    if let link = link(to: upload) { return uploads.first { $0.digest == link.content.request } }
    return uploads.first {
      $0.request.content.serial == upload.request.content.serial
        && $0.request.content.last.next == upload.request.content.first
        && $0.request.content.head == upload.start && upload.request.content.first.value > 1
    }
  }

  /// What the purse had before the first entry, as far as it is known.
  private func opening(of upload: Upload, _ before: Upload?) -> Amount? {
    if upload.isFromTheBeginning || isHeirsFirst(upload) { return .zero }
    guard let before = before?.request.content else { return nil }
    return before.spendable.adding(before.pending)
  }

  /// The first upload under a serial that followed a restored one: it began empty (CLM-52).
  private func isHeirsFirst(_ upload: Upload) -> Bool {
    let serial = upload.request.content.serial
    return upload.start == .start
      && grants.contains { grant in
        grant.content.restored && grant.content.certificate?.content.serial == serial
          && upload.entries.first?.entry.applies(grant.digest(hash: crypto)) == true
      }
  }

  private func isImpossible(_ place: Int, in upload: Upload, _ before: Upload?) -> Bool {
    let item = upload.entries[place]
    switch item.entry {
    case .paid(let digest, let amount):
      return !item.isOwnPayment(
        digest, amount, of: upload.request.content.serial, after: upload.previous[place])
    case .received(let digest, _, _):
      guard let payment = item.payment,
        payment.content.isTaken(by: upload.request.content.serial)
      else {
        return true
      }
      if let key = keys[payment.content.payer], crypto.isForged(payment, by: key) { return true }
      return isTakenElsewhere(digest, than: item.sequence, in: upload)
    case .refunded(let digest, let amount, let byRequest, let signature):
      return isImpossible(
        refund: digest, amount, byRequest, signature, at: item.sequence, upload, before)
    case .granted(let results):
      for i in 0..<results.deliveries.count where results.deliveries[i].result == .tookEffect {
        if isTakenElsewhere(results.deliveries[i].payment, than: item.sequence, in: upload) {
          return true
        }
      }
      return grants.contains {
        own[$0.content.serial] != nil && $0.digest(hash: crypto) == results.grant
          && !results.answers($0.content)
      }
    default: return false
    }
  }

  /// Whether value for the payment came in at another place of the journals too.
  private func isTakenElsewhere(
    _ digest: Digest, than place: SequenceNumber, in upload: Upload
  ) -> Bool {
    let serial = upload.request.content.serial
    return uploads.contains { other in
      let isSame = other.request.content.serial == serial
      return other.entries.contains {
        !(isSame && $0.sequence == place) && $0.entry.gains(digest)
      }
    }
  }

  /// A refund is of a payment not yet handed over: it stands in the same upload or the one before.
  private func isImpossible(
    refund digest: Digest, _ amount: Amount, _ byRequest: Bool, _ signature: Signature,
    at place: SequenceNumber, _ upload: Upload, _ before: Upload?
  ) -> Bool {
    let known = (before?.entries ?? []) + upload.entries
    let paid = known.first { if case .paid(digest, _) = $0.entry { true } else { false } }
    guard let payment = paid?.payment?.content else {
      return before != nil || upload.isFromTheBeginning
    }
    guard payment.amount == amount else { return true }
    if known.contains(where: { $0.sequence < place && $0.entry.refunds(digest) }) { return true }
    guard let key = keys[payment.payee] else { return false }
    guard let subject = payment.refusalSubject(digest, byRequest: byRequest) else { return true }
    let refusal = Signed(
      content: Refusal(subject: subject), signature: signature, algorithm: key.suite.algorithm)
    return crypto.isForged(refusal, by: key)
  }
}

extension Upload {
  /// The journal's first entry is here, so nothing came before.
  var isFromTheBeginning: Bool {
    request.content.first.value == 1 && request.content.checkpoint == nil && start == .start
  }
}

extension UploadEntry {
  /// The payment of a `paid` entry is this purse's, at this place, of this amount.
  func isOwnPayment(
    _ digest: Digest, _ amount: Amount, of serial: Serial, after previous: Head?
  ) -> Bool {
    guard let payment = payment?.content else { return false }
    return payment.payer == serial && payment.sequence == sequence && payment.amount == amount
      && (previous == nil || payment.previous == previous)
  }
}

extension Payment {
  /// A purse takes only what names it, and nothing of its own.
  func isTaken(by serial: Serial) -> Bool { payee == serial && payer != serial }

  /// What a refusal of this payment names; nil when it should name a request and there is none.
  func refusalSubject(_ digest: Digest, byRequest: Bool) -> RefusalSubject? {
    byRequest ? request.map { .request($0) } : .payment(digest)
  }
}

extension JournalEntry {
  /// Whether the entry adds the payment to its purse's value.
  func gains(_ digest: Digest) -> Bool {
    switch self {
    case .received(let taken, _, _): return taken == digest
    case .granted(let results):
      for i in 0..<results.deliveries.count
      where results.deliveries[i].payment == digest && results.deliveries[i].result == .tookEffect {
        return true
      }
      return false
    default: return false
    }
  }

  /// Whether the entry gives the payment back to its payer.
  func refunds(_ digest: Digest) -> Bool {
    switch self {
    case .refunded(let paid, _, _, _): return paid == digest
    case .granted(let results):
      for i in 0..<results.reversals.count
      where results.reversals[i].payment == digest && results.reversals[i].result == .tookEffect {
        return true
      }
      return false
    default: return false
    }
  }
}
