import Wire

extension Purse {
  /// Asks for an amount: tap 1 of a person-to-person payment, or what a terminal shows (PUR-30).
  /// - Parameter number: the request number the caller expects to be next; repeating the last one
  ///   with the same amount returns the same request.
  public mutating func request(
    number: RequestNumber, amount: Amount, time: LedgerTime?, answer: inout PurseAnswer
  ) throws(PurseError) {
    try checkActive()
    let fingerprint = amount.minorUnits &* 0xC2B2_AE3D_27D4_EB4F ^ number.value
    if number.value > 0, number == state.requestNumber, fingerprint == state.last.fingerprint {
      answer = state.last.answer
      return
    }
    guard number == state.requestNumber.next else {
      throw .outOfOrder(next: state.requestNumber.next.value)
    }
    try checkNotListed()
    try checkMayReceive(amount, latest(time))
    guard !state.openRequests.isFull else { throw .syncFirst }
    try checkRoom(PurseLimits.decisionRoom)
    // Everything is checked; one durable change follows.
    let request = Request(
      payee: certificate.serial, number: number, amount: amount, currency: certificate.currency,
      policyNumber: policy.number, blockListNumber: state.blockList,
      suites: offeredSuites)
    let signed = sign(request, into: &answer)
    var record = RecordBytes()
    record.append(littleEndian: fingerprint)
    record.append(0)
    record.append(0)
    record.append(answer.span)
    try append(.requested, sequence: .none, sealed: RawSpan(), record.span)
    state.applyRequested(request, digest: signed.digest)
    state.last = LastAnswer(fingerprint: fingerprint, answer: answer)
  }

  /// The suites of keys that this purse takes payments from, and whether its decisions need suite 3 to be read
  /// (SUI-6, SUI-30).
  private var offeredSuites: SuiteSet {
    mutating get {
      let taken = crypto.suites.from(policy.suiteFloor)
      return suite == .es256MLDSA65 ? taken.union(.decidesInSuite3) : taken
    }
  }
}
