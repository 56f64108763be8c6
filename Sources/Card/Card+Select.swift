import Purse
import Wire

extension Card {
  /// SELECT by name, whole or in part (APD-2).
  mutating func select(_ frame: CommandFrame, _ data: Range<Int>) -> StatusWord {
    guard frame.p1 == 0x04, frame.p2 == 0x00 || frame.p2 == 0x0C else { return .wrongParameters }
    let name = CardName.bytes
    guard data.count >= CardLimits.shortestName, data.count <= name.count else { return .notFound }
    for i in 0..<data.count where buffer[data.lowerBound + i] != name[i] { return .notFound }
    isSelected = true
    cursor = nil
    purse.forgetHolder()
    answerNothing()
    if purse.isDamaged { return .damaged }
    if frame.p2 == 0x00 { writeSelection() }
    return .done
  }

  /// What a tap needs to know (APD-3).
  private mutating func writeSelection() {
    var inner = Bytes<320>()
    let status = purse.readStatus()
    inner.append(.sequence, number: status.sequence.value)
    inner.append(.requestNumber, number: status.requestNumber.value)
    if let certificate = purse.readCertificate() { inner.append(.certificate, certificate) }
    inner.append(.lifeCycle, number: UInt64(status.lifeCycle.rawValue))
    inner.append(.pinTries, number: UInt64(status.pinTriesLeft))
    inner.append(.policyNumber, number: UInt64(status.policyNumber))
    inner.append(.blockListNumber, number: UInt64(status.blockListNumber))
    var body = Bytes<352>()
    let name = CardName.bytes
    body.append(tag: 0x84, name.span.bytes)
    body.append(tag: 0xA5, inner.span)
    buffer.append(tag: 0x6F, body.span)
  }
}
