import Wire

extension Ledger {
  /// An upload whose entries rest on a signature of suite 3 brings the second one too, unless the ledger knows the
  /// message already: else nothing is booked and nobody is blamed, because every carrier can drop it (SUI-24).
  func checkSeconds(_ upload: Upload) throws(LedgerError) {
    for item in upload.entries {
      switch item.entry {
      case .received(let digest, _, _):
        guard let payment = item.payment, let payer = signer(payment.content.payer) else {
          continue
        }
        if book.vouches(for: payment.content, digest) { continue }
        try checkSecond(payment, by: payer)
      case .refunded(let digest, _, let byRequest, let signature):
        guard let payment = payment(digest, in: upload), let payee = signer(payment.payee),
          let subject = payment.refusalSubject(digest, byRequest: byRequest),
          book.refusals[RefusalKey(subject: subject, payee: payment.payee)] == nil
        else { continue }
        try checkSecond(Signed(content: Refusal(subject: subject), signature: signature), by: payee)
      case .confirmed(let digest, let sequence, let signature):
        guard let payment = payment(digest, in: upload), let payee = signer(payment.payee),
          let row = book.payments[digest], row.accepted == .none || row.accepted == .assumed
        else { continue }
        let acceptance = Acceptance(payment: digest, sequence: sequence)
        try checkSecond(Signed(content: acceptance, signature: signature), by: payee)
      default: continue
      }
    }
  }

  /// The key of a purse of suite 3; nil for every other.
  private func signer(_ serial: Serial) -> PublicKey? {
    let key = book.purses.look(serial, \.certificate.key)
    return key?.suite == .es256MLDSA65 ? key : nil
  }

  private func payment(_ digest: Digest, in upload: Upload) -> Payment? {
    if let row = book.payments[digest] { return row.payment }
    let paid = upload.entries.first { if case .paid(digest, _) = $0.entry { true } else { false } }
    return paid?.payment?.content
  }

  /// What was never signed by the key at all is for the checks that follow, and for blame.
  private func checkSecond<Content: MessageContent>(
    _ message: Signed<Content>, by key: PublicKey
  ) throws(LedgerError) {
    guard !crypto.isForged(message, by: key) else { return }
    guard crypto.holds(message, by: key, beside: brought) else { throw .secondSignatureMissing }
  }

  /// No key of suite 1 is certified that is half of a key of suite 3 (SUI-28).
  func checkIsNoHalf(_ key: PublicKey) throws(LedgerError) {
    guard key.suite == .es256, rules.signsTwice else { return }
    for (_, row) in book.purses.all where key.isHalf(of: row.certificate.key) {
      throw .halfOfAnotherKey
    }
  }

  /// A decision as it is kept for proofs: with its second signature, in a packet, where it has one.
  func kept<Content: MessageContent>(
    _ message: [UInt8], _ decision: Signed<Content>, by key: PublicKey
  ) -> [UInt8] {
    let digest = decision.digest(hash: crypto)
    guard let second = brought[key, digest] else { return message }
    return Self.packed(.decision, message, second, of: digest, by: key)
  }

  /// A payment as it stands in a proof.
  func document(of row: PaymentRow) -> [UInt8] {
    guard let second = row.second, let payer = book.purses[row.payment.payer] else {
      return row.message
    }
    return Self.packed(
      .payment, row.message, second, of: row.payment.digest(hash: crypto),
      by: payer.certificate.key)
  }

  static func packed(
    _ kind: Packet.Kind, _ message: [UInt8], _ second: SecondSignature, of digest: Digest,
    by key: PublicKey
  ) -> [UInt8] {
    var packet = Packet(kind: kind, message: message)
    var seconds = SecondSignatures()
    seconds.add(second, of: digest, by: key)
    packet.seconds = seconds.items
    return packet.bytes
  }

  /// What is known besides of a payment's signature.
  func seconds(of row: PaymentRow, by key: PublicKey) -> SecondSignatures {
    guard let second = row.second else { return brought }
    var seconds = SecondSignatures()
    seconds.add(second, of: row.payment.digest(hash: crypto), by: key)
    return seconds
  }

  /// What issuers and ledger have signed of a proof's documents and of the accused, signed anew the second time: the
  /// keys lie here. Payments, decisions and uploads bring their own (SUI-27).
  func seconds(for documents: [[UInt8]], _ accused: [UInt8]) -> SecondSignatures {
    var all = SecondSignatures()
    guard rules.signsTwice else { return all }
    for document in documents + [accused] {
      let span = document.span.bytes
      if let grant = try? Signed<SyncGrant>(span) {
        all.form(union: crypto.seconds(of: grant))
      } else if let certificate = try? Signed<Certificate>(span) {
        all.form(union: crypto.seconds(of: certificate))
      }
    }
    return all
  }
}

extension LedgerCryptography {
  /// Of a certificate that an issuer here has signed.
  func seconds(of certificate: Signed<Certificate>) -> SecondSignatures {
    let digest = certificate.digest(hash: self)
    return second(of: digest, as: certificate.content.issuer)
  }

  /// Of a grant that this ledger has signed, and of what is in it.
  func seconds(of grant: Signed<SyncGrant>) -> SecondSignatures {
    var all = secondAsLedger(of: grant.digest(hash: self))
    if let certificate = grant.content.certificate { all.form(union: seconds(of: certificate)) }
    if let policy = grant.content.policy {
      all.form(union: secondAsLedger(of: policy.digest(hash: self)))
    }
    return all
  }

  /// Of what goes down beside a grant: policies and block lists that this ledger has signed.
  public func seconds(ofNews news: [[UInt8]]) -> SecondSignatures {
    var all = SecondSignatures()
    for document in news {
      if let list = try? Signed<BlockList>(document.span.bytes) {
        all.form(union: secondAsLedger(of: list.digest(hash: self)))
      } else if let policy = try? Signed<Policy>(document.span.bytes) {
        all.form(union: secondAsLedger(of: policy.digest(hash: self)))
      }
    }
    return all
  }
}

extension PublicKey {
  /// Whether this key of suite 1 has the point, or its mirror image, that is in a key of suite 3.
  func isHalf(of other: PublicKey) -> Bool {
    suite == .es256 && other.suite == .es256MLDSA65 && x == other.x
  }
}
