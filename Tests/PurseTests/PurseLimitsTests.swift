import Testing
import Wire
import World

@testable import Purse

/// The numbers of `PurseLimits` fit each other and the longest things they stand for (JRN-5, JRN-8).
struct PurseLimitsTests {
  static let word = Word32(.max, .max, .max, .max)
  static let digest = Digest(word)
  static let signature = Signature(r: word, s: word)
  static let sequence = SequenceNumber(.max - 1)
  static let serial = Serial(.max)

  static func length<Content: MessageContent>(_ content: Content) -> Int {
    [UInt8](Signed(content: content, signature: signature)).count
  }

  /// Size of the record of an entry with what lies after it.
  static func record(_ entry: JournalEntry, rest: Int) -> Int {
    var bytes = Bytes<1024>()
    entry.encode(into: &bytes)
    return Record.size(payload: 10 + bytes.count + rest)
  }

  static let payment = Payment(
    payer: serial, sequence: sequence, previous: Head(word), amount: .largest, payee: serial,
    request: digest, verification: .pin, sealed: Commitment(word))

  @Test("JRN-5: the room for a decision holds the longest acceptance and refusal") func decision() {
    let acceptance = Self.length(Acceptance(payment: Self.digest, sequence: Self.sequence))
    let received = Self.record(
      .received(payment: Self.digest, amount: .largest, signature: Self.signature),
      rest: 3 + Self.length(Self.payment) + acceptance)
    #expect(received <= PurseLimits.decisionRoom)
    let refusal = Self.length(Refusal(subject: .payment(Self.digest)))
    #expect(Self.record(.refusedPayment(Self.digest), rest: 33 + refusal) <= received)
  }

  @Test("JRN-5: the room for a payment holds the longest payment") func ownPayment() {
    let size = Self.record(
      .paid(payment: Self.digest, amount: .largest), rest: Self.length(Self.payment))
    #expect(size <= PurseLimits.paymentRoom)
  }

  @Test("JRN-5: the room for a doubt holds a refund, a confirmation and an unload") func doubt() {
    let refund = Self.record(
      .refunded(
        payment: Self.digest, amount: .largest, byRequest: true, signature: Self.signature),
      rest: 0)
    let confirmation = Self.record(
      .confirmed(payment: Self.digest, sequence: Self.sequence, signature: Self.signature), rest: 0)
    #expect(max(refund, confirmation) <= PurseLimits.doubtRoom)
    #expect(Self.record(.unloaded(.largest), rest: 0) <= PurseLimits.doubtRoom)
  }

  @Test("JRN-5: the room for a grant holds eight deliveries and eight reversals") func grant() {
    var results = GrantResults(
      number: GrantNumber(.max - 1), grant: Self.digest, load: .largest, released: .largest,
      swept: .largest)
    for _ in 0..<WireLimits.transfersPerGrant {
      let outcome = TransferOutcome(payment: Self.digest, amount: .largest, result: .notOpen)
      results.deliveries.append(outcome)
      results.reversals.append(outcome)
    }
    // And, while the grant is not covered itself, one record of PIN tries.
    let tries = Record.size(payload: 1)
    #expect(Self.record(.granted(results), rest: 0) + tries <= PurseLimits.grantRoom)
  }

  @Test("JRN-5: the longest answer and record fit their buffers") func buffers() {
    #expect(Self.length(Self.payment) <= PurseLimits.answer)
    #expect(PurseLimits.decisionRoom <= PurseLimits.record)
    #expect(PurseLimits.grantRoom <= PurseLimits.record)
    #expect(PurseLimits.sealed <= WireLimits.sealed)
    #expect(PurseLimits.backing <= 32)
  }

  @Test("JRN-8: the smallest bank takes a payment with the longest sealed part") func smallest() {
    let free =
      PurseLimits.smallestBank - 16 - PurseLimits.snapshotRoom - PurseLimits.grantRoom
      - PurseLimits.policyRoom - PurseLimits.listPartRoom
    let payment =
      PurseLimits.paymentRoom + PurseLimits.doubtRoom
      + Record.size(payload: PurseLimits.sealed)
    #expect(payment <= free)
    #expect(PurseLimits.smallestBank % 8 == 0)
  }

  /// A state with every table full of rows that differ, and every number at its largest.
  static func fullState() throws -> PurseState {
    var state = PurseState()
    state.lifeCycle = .suspended
    state.keyHandle = KeyHandle(Word32(1, 2, 3, 4))
    state.offeredHandle = KeyHandle(Word32(4, 3, 2, 1))
    state.offeredKey = PublicKey(evenX: Word32(5, 6, 7, 8), hash: word)
    state.purseKey = PurseKey(Word32(9, 9, 9, 9))
    state.rootKey = PublicKey(x: word, y: Word32(1, 1, 1, 1))
    state.pin = PINState(salt: word, verifier: Word32(2, 2, 2, 2), triesLeft: 1)
    state.spendable = .largest
    state.pending = .largest
    state.sequence = sequence
    state.head = Head(word)
    state.covered = SequenceNumber(77)
    state.coveredHead = Head(Word32(3, 3, 3, 3))
    state.requestNumber = RequestNumber(.max)
    state.counters.sent = .max
    state.counters.sumReceived = .largest
    state.countersAtRequest.received = .max
    state.dropped = DroppedPrefix(
      through: SequenceNumber(78), head: Head(word), sent: .largest, received: .largest)
    state.lastGrant = GrantNumber(.max - 1)
    state.lastGrantDigest = digest
    state.lastGrantTime = LedgerTime(seconds: WireLimits.largestTime)
    state.latestTime = LedgerTime(seconds: WireLimits.largestTime)
    try fillTables(&state)
    return state
  }

  static func fillTables(_ state: inout PurseState) throws {
    let code = try #require(CurrencyCode(numeric: 999))
    for i in 0..<UInt64(PurseLimits.openRequests) {
      state.openRequests.append(OpenRequest(digest: Digest(Word32(i, 0, 0, 1)), amount: .largest))
    }
    for i in 0..<UInt64(PurseLimits.doubts) {
      state.doubts.append(
        Doubt(
          payment: Digest(Word32(i, 0, 0, 2)), request: i % 2 == 0 ? digest : nil,
          amount: .largest, payee: serial, sequence: SequenceNumber(i + 1),
          refund: i % 3 == 0 ? SequenceNumber(i + 100) : nil))
    }
    for i in 0..<UInt64(PurseLimits.decidedDirect) {
      state.decided.append(
        DecidedDirect(payment: Digest(Word32(i, 0, 0, 3)), accepted: i % 2 == 0))
    }
    for i in 0..<UInt64(PurseLimits.backing) {
      state.backing.append(Backing(sequence: SequenceNumber(i + 1), amount: .largest))
    }
    for i in 0..<UInt64(PurseLimits.authorities) {
      state.authorities.append(
        KnownAuthority(
          id: AuthorityID(.max - i), key: PublicKey(x: word, y: word),
          role: i == 1 ? .ledger : .issuer, notAfter: LedgerTime(seconds: WireLimits.largestTime)))
    }
    state.last.fingerprint = .max
    for _ in 0..<PurseLimits.answer { state.last.answer.append(0xEE) }
    state.certificate = Signed(
      content: Certificate(
        issuer: AuthorityID(.max), serial: serial,
        key: PublicKey(x: word, y: word), kind: .phone, policyID: .max, policyNumber: .max,
        reporting: .totalsOnly, currency: code, appletVersion: .max,
        notBefore: LedgerTime(seconds: WireLimits.largestTime),
        notAfter: LedgerTime(seconds: WireLimits.largestTime)),
      signature: signature)
    state.policy = Signed(content: longestPolicy(code), signature: signature)
    state.syncRequest = Signed(
      content: SyncRequest(
        serial: serial, lastGrant: GrantNumber(.max - 1), first: SequenceNumber(.max - 1),
        last: sequence, head: Head(word), spendable: .largest, pending: .largest,
        policyNumber: .max, blockListNumber: .max, appletVersion: .max,
        nextKey: PublicKey(x: word, y: word), load: .largest, unblockPIN: true,
        checkpoint: Checkpoint(
          through: sequence, head: Head(word), sent: .largest, received: .largest,
          kept: Head(word))),
      signature: signature)
  }

  static func longestPolicy(_ code: CurrencyCode) -> Policy {
    var policy = Policy(
      id: .max, number: .max, time: LedgerTime(seconds: WireLimits.largestTime), currency: code)
    policy.operations = .max
    policy.operationsSent = .max
    policy.operationsReceived = .max
    policy.largestPayment = .largest
    policy.largestBalance = .largest
    policy.sumSent = .largest
    policy.sumReceived = .largest
    policy.reuse = true
    policy.reuseOperations = .max
    policy.pinAbove = .largest
    policy.largestWithoutPIN = .largest
    policy.pinToReceive = true
    policy.daysSinceSync = .max
    policy.direct = true
    policy.verifyPayee = true
    policy.evidence = .required
    policy.evidenceBytes = 4096
    policy.reporting = .totalsOnly
    policy.sweep = true
    policy.rotation = .max
    policy.fixed = true
    policy.validUntil = LedgerTime(seconds: WireLimits.largestTime)
    policy.ring = true
    policy.interim = true
    return policy
  }

  /// The pieces of a state as the log writes them.
  static func pieces(_ state: PurseState) throws -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var state = state
    try state.encodePieces { (piece) throws(StorageError) in pieces.append(piece.array) }
    return pieces
  }

  @Test("JRN-8: the room for the state holds it with every table full") func snapshot() throws {
    let sizes = try Self.pieces(Self.fullState()).map { Record.size(payload: $0.count) }
    #expect(sizes.reduce(0, +) <= PurseLimits.snapshotRoom)
  }

  @Test("JRN-3: a state with every table full is read back as it was written") func roundTrip()
    throws
  {
    let written = try Self.pieces(Self.fullState())
    var read = PurseState()
    for bytes in written {
      var piece = PieceBytes()
      for byte in bytes { piece.append(byte) }
      read.decode(piece)
    }
    #expect(try Self.pieces(read) == written)
    #expect(read.doubts[3].refund == SequenceNumber(103))
    #expect(read.doubts[1].request == nil)
    #expect(read.authorities[1].role == .ledger)
    #expect(read.policy?.content == Self.longestPolicy(try #require(CurrencyCode(numeric: 999))))
  }

  @Test("SUI-8: a state from before there were suites has keys of suite 1")
  func beforeSuites() throws {
    var old = try Self.fullState()
    old.offeredKey = PublicKey(x: Self.word, y: Self.word)
    old.offeredHandle = KeyHandle(.zero)
    var read = PurseState()
    for bytes in try Self.pieces(old) {
      // The piece with the keys ended before their suites, and the offered key's handle.
      let isKeys = bytes[0] == StatePiece.keys.rawValue
      var piece = PieceBytes()
      for byte in bytes.dropLast(isKeys ? 2 + 32 : 0) { piece.append(byte) }
      read.decode(piece)
    }
    #expect(read.offeredKey == old.offeredKey && read.rootKey == old.rootKey)
    #expect(read.authorities[0].key.suite == .es256)
    #expect(try Self.pieces(read) == Self.pieces(old))
  }

  @Test("SUI-8: the suites of keys outlive power") func suitesOutlivePower() throws {
    var state = try Self.fullState()
    state.rootKey = PublicKey(ed25519: Self.word)
    state.authorities[0].key = PublicKey(ed25519: Self.word)
    var read = PurseState()
    for bytes in try Self.pieces(state) {
      var piece = PieceBytes()
      for byte in bytes { piece.append(byte) }
      read.decode(piece)
    }
    #expect(read.offeredKey == state.offeredKey && read.rootKey == state.rootKey)
    #expect(read.authorities[0].key == state.authorities[0].key)
    #expect(read.authorities[0].role == .issuer && read.authorities[1].role == .ledger)
  }

  @Test("JRN-3: an empty state is read back as it was written") func emptyRoundTrip() throws {
    let written = try Self.pieces(PurseState())
    var read = PurseState()
    for bytes in written {
      var piece = PieceBytes()
      for byte in bytes { piece.append(byte) }
      read.decode(piece)
    }
    #expect(try Self.pieces(read) == written)
    #expect(read.certificate == nil && read.dropped == nil && read.syncRequest == nil)
  }
}
