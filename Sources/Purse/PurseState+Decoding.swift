import Wire

/// Reads back what the purse wrote. The record's checksum held, so a misfit is a broken invariant.
struct StateReader {
  private let bytes: PieceBytes
  private(set) var offset = 1

  init(_ bytes: PieceBytes) { self.bytes = bytes }

  var piece: StatePiece? {
    StatePiece(rawValue: bytes.span.unsafeLoad(fromByteOffset: 0, as: UInt8.self))
  }
  var isAtEnd: Bool { offset == bytes.count }

  mutating func byte() -> UInt8 {
    precondition(offset < bytes.count, "state cut short")
    offset += 1
    return bytes.span.unsafeLoad(fromByteOffset: offset - 1, as: UInt8.self)
  }

  mutating func number() -> UInt64 {
    precondition(offset + 8 <= bytes.count, "state cut short")
    offset += 8
    return bytes.littleEndian(at: offset - 8)
  }

  mutating func word() -> Word32 {
    precondition(offset + 32 <= bytes.count, "state cut short")
    offset += 32
    return Word32(bytes.span, at: offset - 32)
  }

  mutating func amount() -> Amount {
    guard let amount = Amount(minorUnits: number()) else { preconditionFailure("state damaged") }
    return amount
  }

  mutating func key(_ suite: Suite = .es256) -> PublicKey {
    PublicKey(suite, x: word(), y: word())
  }

  mutating func suite() -> Suite {
    guard let suite = Suite(rawValue: byte()) else { preconditionFailure("state damaged") }
    return suite
  }

  mutating func counters() -> EpochCounters {
    var counters = EpochCounters()
    counters.sent = UInt32(number())
    counters.received = UInt32(number())
    counters.sumSent = amount()
    counters.sumReceived = amount()
    return counters
  }

  func message<Content: MessageContent>() -> Signed<Content> {
    guard let message = try? Signed<Content>(bytes.span.extracting(droppingFirst: 1)) else {
      preconditionFailure("state damaged")
    }
    return message
  }

  func rest() -> Bytes<256> {
    guard let rest = Bytes<256>(bytes.span.extracting(droppingFirst: offset)) else {
      preconditionFailure("state damaged")
    }
    return rest
  }
}

extension PurseState {
  /// Takes in one piece of the state.
  mutating func decode(_ bytes: PieceBytes) {
    var reader = StateReader(bytes)
    guard let piece = reader.piece else { preconditionFailure("state damaged") }
    switch piece {
    case .core: decodeCore(&reader)
    case .keys: decodeKeys(&reader)
    case .certificate: certificate = reader.message()
    case .policy: policy = reader.message()
    case .syncRequest: syncRequest = reader.message()
    case .openRequests:
      while !reader.isAtEnd {
        openRequests.append(OpenRequest(digest: Digest(reader.word()), amount: reader.amount()))
      }
    case .doubts: decodeDoubt(&reader)
    case .decided:
      while !reader.isAtEnd {
        let word = reader.word()
        decided.append(DecidedDirect(payment: Digest(word), accepted: word.d & 0xFF == 1))
      }
    case .backing:
      while !reader.isAtEnd {
        backing.append(
          Backing(sequence: SequenceNumber(reader.number()), amount: reader.amount()))
      }
    case .authorities: decodeAuthorities(&reader)
    case .last:
      last.fingerprint = reader.number()
      last.answer = reader.rest()
    }
  }

  private mutating func decodeCore(_ reader: inout StateReader) {
    guard let lifeCycle = LifeCycle(rawValue: reader.byte()) else {
      preconditionFailure("state damaged")
    }
    self.lifeCycle = lifeCycle
    pin.triesLeft = reader.byte()
    spendable = reader.amount()
    pending = reader.amount()
    sequence = SequenceNumber(reader.number())
    head = Head(reader.word())
    covered = SequenceNumber(reader.number())
    coveredHead = Head(reader.word())
    requestNumber = RequestNumber(reader.number())
    counters = reader.counters()
    countersAtRequest = reader.counters()
    lastGrant = GrantNumber(reader.number())
    lastGrantDigest = Digest(reader.word())
    lastGrantTime = LedgerTime(seconds: reader.number())
    latestTime = LedgerTime(seconds: reader.number())
    guard reader.byte() == 1 else { return }
    dropped = DroppedPrefix(
      through: SequenceNumber(reader.number()), head: Head(reader.word()), sent: reader.amount(),
      received: reader.amount())
  }

  private mutating func decodeKeys(_ reader: inout StateReader) {
    keyHandle = KeyHandle(reader.word())
    offeredKey = reader.key()
    purseKey = PurseKey(reader.word())
    rootKey = reader.key()
    pin.salt = reader.word()
    pin.verifier = reader.word()
    // A purse from before there were suites has keys of suite 1.
    guard !reader.isAtEnd else { return }
    offeredKey = PublicKey(reader.suite(), x: offeredKey.x, y: offeredKey.y)
    rootKey = PublicKey(reader.suite(), x: rootKey.x, y: rootKey.y)
    // One from before serials were rotated offers no key yet.
    if !reader.isAtEnd { offeredHandle = KeyHandle(reader.word()) }
    if !reader.isAtEnd { rootNumber = UInt16(truncatingIfNeeded: reader.number()) }
  }

  private mutating func decodeDoubt(_ reader: inout StateReader) {
    let payment = Digest(reader.word())
    let isRequested = reader.byte() == 1
    let request = Digest(reader.word())
    let amount = reader.amount()
    let payee = Serial(reader.number())
    let sequence = SequenceNumber(reader.number())
    let refund = reader.number()
    doubts.append(
      Doubt(
        payment: payment, request: isRequested ? request : nil, amount: amount, payee: payee,
        sequence: sequence, refund: refund == 0 ? nil : SequenceNumber(refund)))
  }

  private mutating func decodeAuthorities(_ reader: inout StateReader) {
    while !reader.isAtEnd {
      let id = AuthorityID(reader.number())
      let mark = reader.byte()
      let role: AuthorityRole = mark & 0xF == 2 ? .ledger : .issuer
      guard let suite = Suite(rawValue: mark >> 4 + 1) else { preconditionFailure("state damaged") }
      let key = reader.key(suite)
      authorities.append(
        KnownAuthority(
          id: id, key: key, role: role, notAfter: LedgerTime(seconds: reader.number())))
    }
  }
}
