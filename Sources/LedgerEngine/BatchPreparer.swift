import LedgerRecords
import Settlement
import Wire

/// What can be done for a batch without the ledger's records, on all cores.
struct BatchPreparer<Crypto: LedgerCryptography & Sendable>: Sendable {
  let crypto: Crypto
  let verifier: any SignatureBatchVerifier

  func decode(_ uploads: [Packet]) -> [DecodedUpload?] {
    onAllCores(uploads) { DecodedUpload($0, hash: crypto) }
  }

  func verify(_ checks: [SignatureCheck]) -> [SignatureCheck: Bool] {
    Dictionary(uniqueKeysWithValues: zip(checks, verifier.verify(checks)))
  }

  /// What the batch will ask for: every request that was not answered yet, and every payment that
  /// neither the ledger nor its payer's own upload vouches for, in this batch or in one before it that
  /// is still to be applied (LED-10).
  func checks(
    _ decoded: [DecodedUpload?], in book: Book, vouched earlier: Set<Digest> = []
  ) -> [SignatureCheck] {
    let vouched = earlier.union(decoded.lazy.compactMap { $0 }.flatMap(\.paid))
    var checks: Set<SignatureCheck> = []
    func add(_ statement: DecodedUpload.Statement, _ purse: PurseRow) {
      checks.insert(
        SignatureCheck(
          signature: statement.signature, digest: statement.digest, key: purse.certificate.key))
    }
    for upload in decoded.lazy.compactMap({ $0 }) {
      guard let purse = book.purses[upload.request.signer],
        purse.answered != upload.request.digest
      else { continue }
      add(upload.request, purse)
      for payment in upload.received where !vouched.contains(payment.digest) {
        if let row = book.payments.rows[payment.digest], row.isVerified || row.byPayer {
          continue
        }
        if let payer = book.purses[payment.signer] { add(payment, payer) }
      }
    }
    return Array(checks)
  }

  /// Reads and verifies for a batch on a shared store while others are settled. What those change is
  /// not seen here: a signature too many may be verified, or one later, and nothing else. Where the
  /// store cannot be read, settling will say why.
  func prepare(
    _ uploads: [Packet], on storage: any LedgerStorage, vouched: Set<Digest>
  ) -> PreparedBatch {
    var times = BatchTimes()
    let decoded = times.measure(\.decoding) { decode(uploads) }
    let checks = times.measure(\.reading) { () -> [SignatureCheck] in
      guard var book = try? storage.open(),
        (try? storage.prepare(&book, for: Self.names(decoded))) != nil
      else { return [] }
      return self.checks(decoded, in: book, vouched: vouched)
    }
    let known = times.measure(\.verifying) { verify(checks) }
    return PreparedBatch(decoded: decoded, known: known, times: times)
  }

  static func names(_ decoded: [DecodedUpload?]) -> BatchNames {
    var names = BatchNames()
    for upload in decoded.lazy.compactMap({ $0 }) { names.form(union: upload.names) }
    return names
  }

  /// Payers before payees, so that a payment is known when its payee brings it; else as they came.
  /// The end is the same for every order (I6).
  static func order(_ decoded: [DecodedUpload?]) -> [Int] {
    decoded.indices.filter { decoded[$0]?.received.isEmpty ?? true }
      + decoded.indices.filter { !(decoded[$0]?.received.isEmpty ?? true) }
  }
}

/// A batch that waits for its turn.
struct PreparedBatch: Sendable {
  var decoded: [DecodedUpload?]
  var known: [SignatureCheck: Bool]
  var times: BatchTimes
}
