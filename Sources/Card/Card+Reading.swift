import Purse
import Wire

extension Card {
  /// GET DATA (APD-20).
  mutating func getData(
    _ frame: CommandFrame, _ data: Range<Int>
  ) throws(PurseError) -> StatusWord {
    guard data.isEmpty else { return .wrongLength }
    guard frame.p1 == 0x01 else { return .noSuchObject }
    answerNothing()
    switch frame.p2 {
    case 0x01: writeStatus()
    case 0x02:
      if let certificate = purse.readCertificate() { buffer.append(.certificate, certificate) }
    case 0x03: if let policy = purse.readPolicy() { buffer.append(.policy, policy) }
    case 0x04: return writeDoubts()
    case 0x05: return writeOpenRequests()
    case 0x06: writeLastAnswer()
    case 0x07: if let key = purse.publicKey { buffer.append(.publicKey, key) }
    case 0x08:
      buffer.append(.appletVersion, number: UInt64(CardLimits.appletVersion))
      buffer.append(.largestData, number: UInt64(CardLimits.data))
    case 0x0A:
      buffer.append(.signatures, number: UInt64(purse.operations.signatures))
      buffer.append(.verifications, number: UInt64(purse.operations.verifications))
    default: break
    }
    return buffer.count > 0 ? .done : .noSuchObject
  }

  private mutating func writeStatus() {
    let status = purse.readStatus()
    buffer.append(.sequence, number: status.sequence.value)
    buffer.append(.requestNumber, number: status.requestNumber.value)
    buffer.append(.lifeCycle, number: UInt64(status.lifeCycle.rawValue))
    buffer.append(.pinTries, number: UInt64(status.pinTriesLeft))
    buffer.append(.head, status.head.word)
    buffer.append(.spendable, number: status.spendable.minorUnits)
    buffer.append(.pending, number: status.pending.minorUnits)
    buffer.append(.inDoubt, number: status.inDoubt.minorUnits)
    buffer.append(.doubts, number: UInt64(status.doubts))
    buffer.append(.openRequests, number: UInt64(status.openRequests))
    buffer.append(.covered, number: status.covered.value)
    buffer.append(.sent, number: UInt64(status.counters.sent))
    buffer.append(.received, number: UInt64(status.counters.received))
    buffer.append(.sumSent, number: status.counters.sumSent.minorUnits)
    buffer.append(.sumReceived, number: status.counters.sumReceived.minorUnits)
    buffer.append(.lastGrant, number: status.lastGrant.value)
    buffer.append(.latestTime, number: status.latestTime.seconds)
    buffer.append(.awaitsGrant, status.awaitsGrant)
    buffer.append(.decided, number: UInt64(status.decidedDirect))
    buffer.append(.holderVerified, purse.isHolderVerified)
    buffer.append(.policyNumber, number: UInt64(status.policyNumber))
    buffer.append(.blockListNumber, number: UInt64(status.blockListNumber))
  }

  private mutating func writeDoubts() -> StatusWord {
    var index = 0
    while let doubt = purse.doubt(index) {
      var row = Bytes<128>()
      row.append(.sequence, number: doubt.sequence.value)
      row.append(.amount, number: doubt.amount.minorUnits)
      row.append(.serial, number: doubt.payee.value)
      row.append(.digest, doubt.payment.word)
      if let request = doubt.request { row.append(.requestDigest, request.word) }
      buffer.append(.doubt, row.span)
      index += 1
    }
    return .done
  }

  private mutating func writeOpenRequests() -> StatusWord {
    var index = 0
    while let open = purse.openRequest(index) {
      var row = Bytes<64>()
      row.append(.amount, number: open.amount.minorUnits)
      row.append(.digest, open.digest.word)
      buffer.append(.openRequest, row.span)
      index += 1
    }
    return .done
  }

  private mutating func writeLastAnswer() {
    var message = PurseAnswer()
    purse.lastAnswer(into: &message)
    if message.count > 0 { buffer.append(.message, message.span) }
  }

  /// A payment made or taken, as long as the journal has it.
  mutating func readPayment(_ objects: DataObjects) throws(PurseError) -> StatusWord {
    let sequence = try objects.sequence(buffer.span)
    var payment = PurseAnswer()
    purse.readPayment(at: sequence, into: &payment)
    guard payment.count > 0 else { return .noSuchRecord }
    var sealed = SealedBytes()
    purse.readSealed(of: sequence, into: &sealed)
    answer(payment: &payment, sealed: &sealed)
    return .done
  }
}
