import Wire

/// The state in a bank: some records, each one piece. A piece may come several times; rows add up.
enum StatePiece: UInt8 {
  case core = 1
  case keys, certificate, policy, syncRequest, openRequests, doubts, decided, backing, authorities
  case last
}

typealias PieceBytes = Bytes<1024>

extension PurseState {
  /// Hands over the pieces, one after the other.
  func encodePieces(
    _ body: (borrowing PieceBytes) throws(StorageError) -> Void
  ) throws(StorageError) {
    try body(corePiece)
    try body(keysPiece)
    if let certificate { try body(PieceBytes.piece(.certificate, certificate)) }
    if let policy { try body(PieceBytes.piece(.policy, policy)) }
    if let syncRequest { try body(PieceBytes.piece(.syncRequest, syncRequest)) }
    try encodeRequestTables(body)
    try encodePaymentTables(body)
    var piece = PieceBytes(.last)
    piece.append(littleEndian: last.fingerprint)
    piece.append(last.answer.span)
    try body(piece)
  }

  private var corePiece: PieceBytes {
    var piece = PieceBytes(.core)
    piece.append(lifeCycle.rawValue)
    piece.append(pin.triesLeft)
    piece.append(spendable)
    piece.append(pending)
    piece.append(littleEndian: sequence.value)
    piece.append(head.word)
    piece.append(littleEndian: covered.value)
    piece.append(coveredHead.word)
    piece.append(littleEndian: requestNumber.value)
    piece.append(counters)
    piece.append(countersAtRequest)
    piece.append(littleEndian: lastGrant.value)
    piece.append(lastGrantDigest.word)
    piece.append(littleEndian: lastGrantTime.seconds)
    piece.append(littleEndian: latestTime.seconds)
    piece.append(dropped == nil ? 0 : 1)
    if let dropped {
      piece.append(littleEndian: dropped.through.value)
      piece.append(dropped.head.word)
      piece.append(dropped.sent)
      piece.append(dropped.received)
    }
    return piece
  }

  private var keysPiece: PieceBytes {
    var piece = PieceBytes(.keys)
    piece.append(keyHandle.word)
    piece.append(publicKey.x)
    piece.append(publicKey.y)
    piece.append(purseKey.word)
    piece.append(rootKey.x)
    piece.append(rootKey.y)
    piece.append(pin.salt)
    piece.append(pin.verifier)
    return piece
  }

  private func encodeRequestTables(
    _ body: (borrowing PieceBytes) throws(StorageError) -> Void
  ) throws(StorageError) {
    var requests = PieceBytes(.openRequests)
    for i in 0..<openRequests.count {
      requests.append(openRequests[i].digest.word)
      requests.append(openRequests[i].amount)
    }
    try body(requests)
    var keys = PieceBytes(.authorities)
    for i in 0..<authorities.count {
      keys.append(littleEndian: authorities[i].id.value)
      keys.append(authorities[i].role.rawValue)
      keys.append(authorities[i].key.x)
      keys.append(authorities[i].key.y)
      keys.append(littleEndian: authorities[i].notAfter.seconds)
    }
    try body(keys)
    var received = PieceBytes(.backing)
    for i in 0..<backing.count {
      received.append(littleEndian: backing[i].sequence.value)
      received.append(backing[i].amount)
    }
    try body(received)
  }

  private func encodePaymentTables(
    _ body: (borrowing PieceBytes) throws(StorageError) -> Void
  ) throws(StorageError) {
    for i in 0..<doubts.count {
      var piece = PieceBytes(.doubts)
      let doubt = doubts[i]
      piece.append(doubt.payment.word)
      piece.append(doubt.request == nil ? 0 : 1)
      piece.append(doubt.request?.word ?? .zero)
      piece.append(doubt.amount)
      piece.append(littleEndian: doubt.payee.value)
      piece.append(littleEndian: doubt.sequence.value)
      piece.append(littleEndian: doubt.refund?.value ?? 0)
      try body(piece)
    }
    var start = 0
    while start < decided.count {
      var piece = PieceBytes(.decided)
      for i in start..<min(decided.count, start + 16) {
        piece.append(decided[i].payment.word)
        piece.append(decided[i].accepted ? 1 : 0)
      }
      try body(piece)
      start += 16
    }
  }
}

extension Bytes where capacity == 1024 {
  init(_ piece: StatePiece) {
    self.init()
    append(piece.rawValue)
  }

  static func piece<Content: MessageContent>(_ piece: StatePiece, _ message: Signed<Content>)
    -> PieceBytes
  {
    var bytes = PieceBytes(piece)
    message.encode(into: &bytes)
    return bytes
  }

  mutating func append(_ amount: Amount) { append(littleEndian: amount.minorUnits) }

  mutating func append(_ counters: EpochCounters) {
    append(littleEndian: UInt64(counters.sent))
    append(littleEndian: UInt64(counters.received))
    append(counters.sumSent)
    append(counters.sumReceived)
  }
}
