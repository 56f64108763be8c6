import Wire

/// The answer to a command: one signed message, or nothing.
public typealias PurseAnswer = Bytes<256>
/// A sealed part as it travels beside a payment.
public typealias SealedBytes = Bytes<2048>

/// The application in a device that holds offline value and keys. Every command parses, checks
/// everything in the specification's order, makes one durable change, and answers
/// (docs/spec/purse.md, PUR-1). A value: whoever owns it decides what is concurrent.
public struct Purse<Crypto: PurseCryptography, Storage: PurseStorage>: Sendable
where Crypto: Sendable, Storage: Sendable {
  public internal(set) var crypto: Crypto
  var log: Log<Storage>
  var state: PurseState
  /// Bytes of the log that a change of bank must keep, the state apart.
  var live = 0
  /// Storage failed: nothing more until the purse is opened anew.
  var isHalted = false
  /// The PIN was right; used up by the next command that needs it, gone when power goes.
  var holderVerified = false
  var verified = VerifiedCertificate()
  /// Signatures made and verified since power came.
  public private(set) var operations = OperationCounts()

  /// Opens the purse that lies in `storage`, or a blank one.
  public init(crypto: Crypto, storage: Storage) {
    self.crypto = crypto
    log = Log(storage: storage)
    state = PurseState()
    if log.generation > 0, !log.isDamaged { recover() }
  }

  /// The storage, for whoever keeps the device.
  public var storage: Storage { log.storage }

  /// Power went and came back: everything is read again from storage, and what does not outlive
  /// power is gone.
  public mutating func powerUp() {
    log = Log(storage: log.storage)
    state = PurseState()
    live = 0
    isHalted = false
    holderVerified = false
    verified.forget()
    operations = OperationCounts()
    if log.generation > 0, !log.isDamaged { recover() }
  }

  /// Ends a verification of the holder before it is used: the caller's session is over (PUR-16).
  public mutating func forgetHolder() { holderVerified = false }

  /// Whether a PIN was right and its verification is not used up yet.
  public var isHolderVerified: Bool { holderVerified }
}

/// What a purse has asked of its secure element since power came: what a tap costs.
public struct OperationCounts: Equatable, Sendable {
  public var signatures: UInt32 = 0
  public var verifications: UInt32 = 0
  public init() {}
}

extension Purse {
  /// Repetition of the last command, recognised by its place and its fingerprint (PUR-4).
  mutating func isRepetition(of expected: SequenceNumber, fingerprint: UInt64) -> Bool {
    expected != .none && expected == state.sequence && fingerprint == state.last.fingerprint
  }

  mutating func checkNext(_ expected: SequenceNumber) throws(PurseError) {
    guard expected == state.sequence.next else {
      throw .outOfOrder(next: state.sequence.next.value)
    }
  }

  mutating func checkRunning() throws(PurseError) {
    guard !log.isDamaged else { throw .damaged }
    guard !isHalted else { throw .storage }
  }

  /// Life-cycle states that may pay and be paid.
  mutating func checkActive() throws(PurseError) {
    try checkRunning()
    switch state.lifeCycle {
    case .manufactured, .keyed: throw .notPersonalised
    case .active: return
    case .suspended: throw .suspended
    case .terminated: throw .terminated
    case .restored: throw .restored
    }
  }

  /// A suspended purse may still end what is open, sync and unload.
  mutating func checkActiveOrSuspended() throws(PurseError) {
    if state.lifeCycle == .suspended { return try checkRunning() }
    try checkActive()
  }

  /// A restored one may still do that, and nothing else.
  mutating func checkMaySync() throws(PurseError) {
    if state.lifeCycle == .restored { return try checkRunning() }
    try checkActiveOrSuspended()
  }

  var certificate: Certificate {
    mutating get {
      guard let certificate = state.certificate else { preconditionFailure("no certificate") }
      return certificate.content
    }
  }

  /// What the purse signs with.
  var suite: Suite {
    mutating get { certificate.key.suite }
  }

  var policy: Policy {
    mutating get {
      guard let policy = state.policy else { preconditionFailure("no policy") }
      return policy.content
    }
  }

  /// Parses a message for a command.
  func parse<Content: MessageContent>(_ message: RawSpan) throws(PurseError) -> Signed<Content> {
    do { return try Signed<Content>(message) } catch { throw .malformed(error) }
  }

  /// Signs a content and writes the whole message; returns its digest and signature.
  mutating func sign<Content: MessageContent, let n: Int>(
    _ content: Content, into message: inout Bytes<n>
  ) -> (digest: Digest, signature: Signature) {
    var payload = Bytes<n>()
    content.encode(into: &payload)
    let suite = suite
    let prefix = Envelope.sigStructure(
      suite.algorithm, type: Content.type, payloadCount: payload.count)
    let digest = Digest(crypto.hash(prefix.span, payload.span))
    operations.signatures &+= 1
    let signature = crypto.sign(
      digest, of: prefix.span, payload.span, with: state.keyHandle, suite)
    message.removeAll()
    Envelope.write(suite.algorithm, payload: payload.span, signature: signature, into: &message)
    return (digest, signature)
  }
}

extension Purse {
  /// Whether a message's signature holds, made as the key's suite says (SUI-3); counted, because it
  /// is what takes time.
  mutating func verifies<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Digest, by key: PublicKey
  ) -> Bool {
    mayVerify(message.algorithm, by: key) && crypto.verify(message, digest, by: key)
  }

  private mutating func mayVerify(_ algorithm: Algorithm, by key: PublicKey) -> Bool {
    guard crypto.suites.contains(key.suite), algorithm == key.suite.algorithm else { return false }
    operations.verifications &+= 1
    return true
  }

  /// A key of another suite than this purse can verify is refused before anything is done with it.
  func checkSuite(of key: PublicKey) throws(PurseError) {
    guard crypto.suites.contains(key.suite) else { throw .unsupportedSuite }
  }
}

extension Digest {
  /// Tells one command from another at the same place.
  func fingerprint(_ command: UInt64) -> UInt64 { word.a ^ command &* 0x9E37_79B9_7F4A_7C15 }
}
