import Wire

extension Purse {
  /// Checks the holder's PIN. The try is taken before the comparison, so that pulling the plug gains
  /// nothing (PUR-15). A right PIN serves the next command that needs one, and no other.
  public mutating func verify(pin: consuming PIN) throws(PurseError) {
    try checkActiveOrSuspended()
    holderVerified = false
    guard state.pin.triesLeft > 0 else { throw .pinBlocked }
    try store(triesLeft: state.pin.triesLeft - 1)
    guard state.pin.matches(pin.verifier(salt: state.pin.salt, hash: crypto)) else {
      if state.pin.triesLeft == 0 { throw .pinBlocked }
      throw .pinWrong(triesLeft: state.pin.triesLeft)
    }
    try store(triesLeft: PurseLimits.pinTries)
    holderVerified = true
  }

  /// Replaces the PIN by another, given the old one.
  public mutating func change(pin old: consuming PIN, to new: consuming PIN) throws(PurseError) {
    try verify(pin: old)
    holderVerified = false
    state.pin.salt = crypto.random()
    state.pin.verifier = new.verifier(salt: state.pin.salt, hash: crypto)
    try rewrite()
  }

  private mutating func store(triesLeft: UInt8) throws(PurseError) {
    var record = Bytes<16>()
    record.append(triesLeft)
    try append(.pinTries, sequence: .none, sealed: RawSpan(), record.span)
    state.pin.triesLeft = triesLeft
  }

  /// What the policy asks of the holder for an amount; says how he was verified (PUR-16).
  mutating func checkHolder(for amount: Amount) throws(PurseError) -> HolderVerification {
    if holderVerified { return .pin }
    switch policy.pinRule {
    case .always: try refuseWithoutPIN()
    case .above: if amount > policy.pinAbove ?? .zero { try refuseWithoutPIN() }
    case .never: break
    }
    return .none
  }

  mutating func refuseWithoutPIN() throws(PurseError) {
    throw state.pin.triesLeft == 0 ? .pinBlocked : .pinRequired
  }
}
