import Wire

/// What an issuer puts into a purse before it is handed out (PUR-10).
public struct Personalisation: ~Copyable {
  public var certificate: Signed<Certificate>
  public var issuer: Signed<Authority>
  public var ledger: Signed<Authority>
  public var policy: Signed<Policy>
  public var rootKey: PublicKey
  public var purseKey: PurseKey
  public var time: LedgerTime

  public init(
    certificate: Signed<Certificate>, issuer: Signed<Authority>, ledger: Signed<Authority>,
    policy: Signed<Policy>, rootKey: PublicKey, purseKey: PurseKey, time: LedgerTime
  ) {
    self.certificate = certificate
    self.issuer = issuer
    self.ledger = ledger
    self.policy = policy
    self.rootKey = rootKey
    self.purseKey = purseKey
    self.time = time
  }
}

extension Purse {
  /// Makes the purse's signing key and returns its public half. Repeating it before personalisation
  /// returns the same key.
  /// - Parameter suite: what the key signs with. Another one than before makes another key.
  public mutating func generateKey(
    of suite: Suite = .es256
  ) throws(PurseError) -> PublicKey {
    try checkRunning()
    guard state.lifeCycle == .manufactured || state.lifeCycle == .keyed else {
      throw .alreadyPersonalised
    }
    guard crypto.suites.contains(suite) else { throw .unsupportedSuite }
    // Nobody has certified the key yet: one of another suite may take its place.
    if state.lifeCycle == .keyed, state.offeredKey.suite == suite { return state.offeredKey }
    let pair = crypto.generateKey(of: suite)
    state.keyHandle = pair.handle
    state.offeredKey = pair.publicKey
    state.lifeCycle = .keyed
    try rewrite()
    return pair.publicKey
  }

  /// Installs certificate, authorities, policy and PIN, and makes the purse active.
  public mutating func personalise(
    _ data: borrowing Personalisation, pin: consuming PIN
  ) throws(PurseError) {
    try checkRunning()
    guard state.lifeCycle == .keyed else {
      throw state.lifeCycle == .manufactured ? .notPersonalised : .alreadyPersonalised
    }
    let certificate = data.certificate.content
    let policy = data.policy.content
    guard certificate.key == state.offeredKey else { throw .notForThisPurse }
    guard certificate.currency == policy.currency, certificate.reporting == policy.reporting else {
      throw .wrongCurrency
    }
    try checkAuthority(data.issuer, role: .issuer, root: data.rootKey)
    try checkAuthority(data.ledger, role: .ledger, root: data.rootKey)
    // A weaker key above it would undo what the purse's own is for (SUI-25).
    guard
      certificate.key.suite != .es256MLDSA65
        || (data.issuer.content.key.suite == .es256MLDSA65
          && data.ledger.content.key.suite == .es256MLDSA65
          && data.rootKey.suite == .es256MLDSA65)
    else { throw .badCertificate }
    guard certificate.issuer == data.issuer.content.id,
      verifies(
        data.certificate, data.certificate.digest(hash: crypto), by: data.issuer.content.key)
    else { throw .badCertificate }
    // After an interim policy the one before it holds again, and there is none before the first.
    guard !policy.interim,
      verifies(data.policy, data.policy.digest(hash: crypto), by: data.ledger.content.key)
    else { throw .policyRefused }
    // Everything is checked; one durable change follows.
    state.certificate = data.certificate
    state.policy = data.policy
    state.rootKey = data.rootKey
    state.purseKey = data.purseKey
    state.latestTime = data.time
    state.lastGrantTime = data.time
    state.authorities.append(KnownAuthority(data.issuer.content))
    state.authorities.append(KnownAuthority(data.ledger.content))
    state.pin.salt = crypto.random()
    state.pin.verifier = pin.verifier(salt: state.pin.salt, hash: crypto)
    state.pin.triesLeft = PurseLimits.pinTries
    state.lifeCycle = .active
    try rewrite()
  }

  /// Takes a newer policy, from anyone who carries it (PUR-12). The policy in force may come again.
  public mutating func update(policy message: RawSpan) throws(PurseError) {
    try checkMaySync()
    let new: Signed<Policy> = try parse(message)
    endInterim(state.latestTime)
    if new.content == policy { return }
    guard isAcceptable(new) else { throw .policyRefused }
    state.policy = new
    state.latestTime = max(state.latestTime, new.content.time)
    try rewrite()
  }

  /// A policy of the ledger, for this purse, newer than the one in force and, if it is interim, not
  /// ended.
  mutating func isAcceptable(_ new: Signed<Policy>) -> Bool {
    guard !policy.fixed, new.content.number > policy.number, new.content.id == policy.id,
      new.content.currency == certificate.currency,
      new.content.reporting == certificate.reporting
    else { return false }
    if new.content.interim, let end = new.content.validUntil, state.latestTime >= end {
      return false
    }
    return isOfLedger(new, time: new.content.time)
  }

  var ledgerKey: PublicKey? {
    mutating get {
      for i in 0..<state.authorities.count where state.authorities.peek(i).role == .ledger {
        return state.authorities.peek(i).key
      }
      return nil
    }
  }

  mutating func checkAuthority(
    _ authority: Signed<Authority>, role: AuthorityRole, root: PublicKey
  ) throws(PurseError) {
    try checkSuite(of: root)
    try checkSuite(of: authority.content.key)
    guard authority.content.role == role,
      verifies(authority, authority.digest(hash: crypto), by: root)
    else { throw .badCertificate }
  }
}

extension KnownAuthority {
  init(_ authority: Authority) {
    self.init(
      id: authority.id, key: authority.key, role: authority.role, notAfter: authority.notAfter)
  }
}
