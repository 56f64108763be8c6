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
