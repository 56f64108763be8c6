import LedgerRecords
import Settlement
import Wire

/// What can be done for a batch without the ledger's records, on all cores.
struct BatchPreparer<Crypto: LedgerCryptography & Sendable>: Sendable {
  let crypto: Crypto
  let verifier: any SignatureBatchVerifier

  func decode(_ uploads: [Packet]) -> [DecodedUpload] {
    onAllCores(uploads) { packet in
      DecodedUpload { () throws(LedgerError) in try ReadUpload(packet, hash: crypto) }
    }
  }

  /// Where uploads begin, as far as a book can say beforehand.
  func starts(_ decoded: [DecodedUpload], in book: Book) -> [Head?] {
    decoded.map { upload in
      guard let read = upload.read else { return nil }
      let first = read.request.content.first
      let head = book.purses.look(read.request.content.serial) { purse in
        purse.covered.next == first ? purse.head : nil
      }
      return head ?? nil
    }
  }

  /// Looks whether the uploads lead on from there, before their turn comes.
  func guess(_ decoded: [DecodedUpload], from starts: [Head?]) -> [DecodedUpload] {
    onAllCores(Array(zip(decoded, starts))) { upload, start in
      guard case .success(let read) = upload, let start else { return upload }
      return .success(read.guessing(start: start, hash: crypto))
    }
  }

  func verify(_ checks: [SignatureCheck]) -> [SignatureCheck: Bool] {
    Dictionary(uniqueKeysWithValues: zip(checks, verifier.verify(checks)))
  }

  /// What the batch will ask for: every request that was not answered yet, and every payment that
  /// neither the ledger nor its payer's own upload vouches for, in this batch or in one before it that
  /// is still to be applied (LED-10).
  func checks(
    _ decoded: [DecodedUpload], in book: Book, vouched earlier: Set<Digest> = []
  ) -> [SignatureCheck] {
    let vouched = earlier.union(Self.paid(decoded))
    var checks: Set<SignatureCheck> = []
    checks.reserveCapacity(decoded.count * 4)
    func add<Content: MessageContent>(
      _ message: Signed<Content>, _ digest: Digest, _ key: PublicKey, _ seconds: SecondSignatures
    ) {
      if let check = SignatureCheck(message, digest, by: key, beside: seconds) {
        checks.insert(check)
      }
    }
    for upload in decoded.lazy.compactMap(\.read) {
      let key = book.purses.look(upload.request.content.serial) { purse in
        purse.answered == upload.digest ? nil : purse.certificate.key
      }
      guard let key = key ?? nil else { continue }
      add(upload.request, upload.digest, key, upload.seconds)
      for item in upload.entries ?? [] {
        guard let digest = item.received, let payment = item.payment, !vouched.contains(digest)
        else { continue }
        if book.payments.lookInMemory(digest, { $0.isVerified || $0.byPayer }) == true { continue }
        let key = book.purses.look(payment.content.payer, \.certificate.key)
        if let key { add(payment, digest, key, upload.seconds) }
      }
    }
    return Array(checks)
  }

  /// Payments that payers report in a batch.
  static func paid(_ decoded: [DecodedUpload]) -> Set<Digest> {
    var paid: Set<Digest> = []
    paid.reserveCapacity(decoded.count * 4)
    for upload in decoded.lazy.compactMap(\.read) { paid.formUnion(upload.paid) }
    return paid
  }

  /// Reads and verifies for a batch on a shared store while others are settled. What those change is
  /// not seen here: a signature too many may be verified, or one later, and nothing else. Where the
  /// store cannot be read, settling will say why.
  func prepare(
    _ uploads: [Packet], on storage: any LedgerStorage, vouched: Set<Digest>
  ) -> PreparedBatch {
    var times = BatchTimes()
    let decoded = times.measure(\.decoding) { decode(uploads) }
    let (checks, starts) = times.measure(\.reading) { () -> ([SignatureCheck], [Head?]) in
      guard var book = try? storage.open(),
        (try? storage.prepare(&book, for: Self.names(decoded))) != nil
      else { return ([], decoded.map { _ in nil }) }
      return (self.checks(decoded, in: book, vouched: vouched), self.starts(decoded, in: book))
    }
    let known = times.measure(\.verifying) { verify(checks) }
    let guessed = times.measure(\.decoding) { guess(decoded, from: starts) }
    return PreparedBatch(decoded: guessed, known: known, times: times)
  }

  static func names(_ decoded: [DecodedUpload]) -> BatchNames {
    var names = BatchNames()
    for upload in decoded.lazy.compactMap(\.read) { names.form(union: BatchNames(upload)) }
    return names
  }

  /// Payers before payees, so that a payment is known when its payee brings it; else as they came.
  /// The end is the same for every order (I6).
  static func order(_ decoded: [DecodedUpload]) -> [Int] {
    let takes = decoded.map(\.takesPayments)
    return takes.indices.filter { !takes[$0] } + takes.indices.filter { takes[$0] }
  }
}

/// A batch that waits for its turn.
struct PreparedBatch: Sendable {
  var decoded: [DecodedUpload]
  var known: [SignatureCheck: Bool]
  var times: BatchTimes
}
