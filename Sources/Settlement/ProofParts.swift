import Wire

/// The documents of a proof, read and sorted. Uploads are signed by the accused and lead to their
/// head; certificates and grants are genuine; the rest is checked where it is used.
struct ProofParts<Crypto: SignatureVerifier> {
  let accused: Certificate
  let crypto: Crypto
  /// The second signatures beside the parts.
  private(set) var seconds: SecondSignatures
  private(set) var uploads: [Upload] = []
  private(set) var payments: [Signed<Payment>] = []
  private(set) var refusals: [Signed<Refusal>] = []
  private(set) var acceptances: [Signed<Acceptance>] = []
  private(set) var grants: [Signed<SyncGrant>] = []
  private(set) var keys: [Serial: PublicKey] = [:]
  /// The accused's serial, and later ones of the same purse that grants among the documents lead to.
  private(set) var own: [Serial: PublicKey]
  /// Plaintexts of sealed parts, which only a commitment makes mean anything.
  private(set) var plaintexts: [[UInt8]] = []

  /// - Parameters:
  ///   - isGenuine: whether an issuer has signed a certificate.
  ///   - isGranted: whether the ledger has signed a grant.
  init(
    _ documents: [[UInt8]], accused: Certificate, crypto: Crypto,
    seconds: SecondSignatures = SecondSignatures(),
    isGenuine: (Signed<Certificate>) -> Bool, isGranted: (Signed<SyncGrant>) -> Bool
  ) throws(ProofError) {
    self.accused = accused
    self.crypto = crypto
    self.seconds = seconds
    own = [accused.serial: accused.key]
    var packets: [(packet: Packet, place: Int)] = []
    for (place, part) in documents.enumerated() {
      let packet = try? Packet(part)
      if let packet { self.seconds.form(union: SecondSignatures(packet.seconds, hash: crypto)) }
      // A payment or decision with its second signature is in a packet of its own.
      let isWrapped = packet?.kind == .payment || packet?.kind == .decision
      let document = isWrapped ? packet?.message ?? part : part
      let bytes = document.span.bytes
      if let packet, !isWrapped {
        packets.append((packet, place))
      } else if let payment = try? Signed<Payment>(bytes) {
        payments.append(payment)
      } else if let refusal = try? Signed<Refusal>(bytes) {
        refusals.append(refusal)
      } else if let acceptance = try? Signed<Acceptance>(bytes) {
        acceptances.append(acceptance)
      } else if let certificate = try? Signed<Certificate>(bytes) {
        guard isGenuine(certificate) else { throw .badCertificate }
        keys[certificate.content.serial] = certificate.content.key
      } else if let grant = try? Signed<SyncGrant>(bytes) {
        guard isGranted(grant) else { throw .badSignature }
        grants.append(grant)
      } else if OpenedEvidence(document) != nil {
        plaintexts.append(document)
      } else {
        throw .unknownPart(place)
      }
    }
    follow(isGenuine)
    for (packet, place) in packets { uploads.append(try readUpload(packet, at: place)) }
  }

  /// Follows the grants from the accused to its later serials, whatever order they come in (PRV-20). What
  /// began anew after a restoring is another purse (CLM-54).
  private mutating func follow(_ isGenuine: (Signed<Certificate>) -> Bool) {
    var found = true
    while found {
      found = false
      for grant in grants where own[grant.content.serial] != nil && !grant.content.restored {
        guard let next = grant.content.certificate, own[next.content.serial] == nil,
          isGenuine(next)
        else { continue }
        own[next.content.serial] = next.content.key
        found = true
      }
    }
  }

  private func readUpload(_ packet: Packet, at place: Int) throws(ProofError) -> Upload {
    guard let read = try? ReadUpload(packet, hash: crypto) else { throw .unknownPart(place) }
    guard let key = own[read.request.content.serial] else { throw .otherPurse }
    guard crypto.holds(read.request, by: key, beside: seconds) else { throw .badSignature }
    let start = read.request.content.checkpoint?.head ?? packet.start ?? .start
    guard let upload = try? read.upload(from: start, hash: crypto) else {
      throw .badUpload(place)
    }
    return upload
  }
}

extension ProofParts {
  /// Throws unless the parts show the fault.
  func prove(_ kind: ProofKind) throws(ProofError) {
    switch kind {
    case .fork: try proveFork()
    case .missing: try proveMissing()
    case .twoFaced: try proveTwoFaced()
    case .journal: try proveJournal()
    case .split: try proveSplit()
    }
  }

  /// Two payments by the accused, at one place, that differ.
  private func proveFork() throws(ProofError) {
    guard payments.count == 2 else { throw .partMissing }
    for payment in payments { try checkOwn(payment) }
    guard payments[0].content.sequence == payments[1].content.sequence,
      payments[0].digest(hash: crypto) != payments[1].digest(hash: crypto)
    else { throw .nothingWrong }
  }

  /// A payment by the accused at a place where its own journal has something else.
  private func proveMissing() throws(ProofError) {
    guard let payment = payments.first,
      let upload = uploads.first(where: { $0.request.content.serial == accused.serial })
    else { throw .partMissing }
    try checkOwn(payment)
    let digest = payment.digest(hash: crypto)
    guard let item = upload.entries.first(where: { $0.sequence == payment.content.sequence })
    else { throw .nothingWrong }
    if case .paid(digest, _) = item.entry { throw .nothingWrong }
  }

  func checkOwn(_ payment: Signed<Payment>) throws(ProofError) {
    guard payment.content.payer == accused.serial else { throw .otherPurse }
    guard crypto.holds(payment, by: accused.key, beside: seconds) else { throw .badSignature }
  }
}
