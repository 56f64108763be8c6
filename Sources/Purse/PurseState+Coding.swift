import Wire

/// The state in a bank: some records, each one piece. A piece may come several times; rows add up.
enum StatePiece: UInt8 {
  case core = 1
  case keys, certificate, policy, syncRequest, openRequests, doubts, decided, backing, authorities
  case last
}

typealias PieceBytes = Bytes<1024>

extension PurseState {
  /// Hands over the pieces, one after the other. One piece of memory serves for all.
  mutating func encodePieces(
    _ body: (inout PieceBytes) throws(StorageError) -> Void
  ) throws(StorageError) {
    var piece = PieceBytes()
    encodeCore(into: &piece)
    try body(&piece)
    encodeKeys(into: &piece)
    try body(&piece)
    if let certificate {
      piece.begin(.certificate, certificate)
      try body(&piece)
    }
    if let policy {
      piece.begin(.policy, policy)
      try body(&piece)
    }
    if let syncRequest {
      piece.begin(.syncRequest, syncRequest)
      try body(&piece)
    }
    try encodeRequestTables(&piece, body)
    try encodePaymentTables(&piece, body)
    piece.begin(.last)
    piece.append(littleEndian: last.fingerprint)
    piece.append(last.answer.span)
    try body(&piece)
  }

  private mutating func encodeCore(into piece: inout PieceBytes) {
    piece.begin(.core)
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
  }

  private mutating func encodeKeys(into piece: inout PieceBytes) {
    piece.begin(.keys)
    piece.append(keyHandle.word)
    piece.append(state: offeredKey)
    piece.append(purseKey.word)
    piece.append(state: rootKey)
    piece.append(pin.salt)
    piece.append(pin.verifier)
    piece.append(offeredKey.suite.rawValue)
    piece.append(rootKey.suite.rawValue)
    piece.append(offeredHandle.word)
    // Absent in states from before roots could be succeeded.
    if rootNumber > 0 { piece.append(littleEndian: UInt64(rootNumber)) }
  }

  private mutating func encodeRequestTables(
    _ piece: inout PieceBytes, _ body: (inout PieceBytes) throws(StorageError) -> Void
  ) throws(StorageError) {
    piece.begin(.openRequests)
    for i in 0..<openRequests.count {
      let request = openRequests.peek(i)
      piece.append(request.digest.word)
      piece.append(request.amount)
    }
    try body(&piece)
    piece.begin(.authorities)
    for i in 0..<authorities.count {
      let authority = authorities.peek(i)
      piece.append(littleEndian: authority.id.value)
      piece.append(authority.role.rawValue | (authority.key.suite.rawValue - 1) << 4)
      piece.append(state: authority.key)
      piece.append(littleEndian: authority.notAfter.seconds)
    }
    try body(&piece)
    piece.begin(.backing)
    for i in 0..<backing.count {
      let row = backing.peek(i)
      piece.append(littleEndian: row.sequence.value)
      piece.append(row.amount)
    }
    try body(&piece)
  }

  private mutating func encodePaymentTables(
    _ piece: inout PieceBytes, _ body: (inout PieceBytes) throws(StorageError) -> Void
  ) throws(StorageError) {
    for i in 0..<doubts.count {
      let doubt = doubts.peek(i)
      piece.begin(.doubts)
      piece.append(doubt.payment.word)
      piece.append(doubt.request == nil ? 0 : 1)
      piece.append(doubt.request?.word ?? .zero)
      piece.append(doubt.amount)
      piece.append(littleEndian: doubt.payee.value)
      piece.append(littleEndian: doubt.sequence.value)
      piece.append(littleEndian: doubt.refund?.value ?? 0)
      try body(&piece)
    }
    var start = 0
    while start < decided.count {
      piece.begin(.decided)
      for i in start..<min(decided.count, start + 16) {
        let row = decided.peek(i)
        piece.append(row.word)
      }
      try body(&piece)
      start += 16
    }
  }
}

extension Bytes where capacity == 1024 {
  /// Starts a piece anew.
  mutating func begin(_ piece: StatePiece) {
    removeAll()
    append(piece.rawValue)
  }

  /// A piece that is one message. Not inlined: its buffer leaves the stack with it.
  @inline(never)
  mutating func begin<Content: MessageContent>(_ piece: StatePiece, _ message: Signed<Content>) {
    begin(piece)
    message.encode(into: &self)
  }

  /// A key in its fixed form, without its suite.
  mutating func append(state key: PublicKey) {
    append(key.x)
    append(key.y)
  }

  mutating func append(_ amount: Amount) { append(littleEndian: amount.minorUnits) }

  mutating func append(_ counters: EpochCounters) {
    append(littleEndian: UInt64(counters.sent))
    append(littleEndian: UInt64(counters.received))
    append(counters.sumSent)
    append(counters.sumReceived)
  }
}
