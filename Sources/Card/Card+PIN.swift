import Purse
import Wire

extension Card {
  /// VERIFY; without data it asks whether the holder is verified (APD-13).
  mutating func verify(
    _ frame: CommandFrame, _ data: Range<Int>
  ) throws(PurseError) -> StatusWord {
    guard frame.p1 == 0 else { return .wrongParameters }
    guard frame.p2 == Self.pinReference else { return .noSuchObject }
    if data.isEmpty {
      answerNothing()
      return verification()
    }
    let digits = PaddedPIN.digits(buffer.span, data)
    try purse.verify(pin: try PIN(ascii: buffer.span.extracting(digits)))
    answerNothing()
    return .done
  }

  private mutating func verification() -> StatusWord {
    let status = purse.readStatus()
    switch status.lifeCycle {
    case .manufactured, .keyed, .terminated, .restored: return .conditionsNotSatisfied
    case .active, .suspended: break
    }
    if purse.isHolderVerified { return .done }
    return status.pinTriesLeft == 0 ? .pinBlocked : .triesLeft(status.pinTriesLeft)
  }

  /// CHANGE REFERENCE DATA: old and new PIN, both filled up (APD-14).
  mutating func changePIN(
    _ frame: CommandFrame, _ data: Range<Int>
  ) throws(PurseError) -> StatusWord {
    guard frame.p1 == 0 else { return .wrongParameters }
    guard frame.p2 == Self.pinReference else { return .noSuchObject }
    guard data.count == 2 * CardLimits.paddedPIN else { return .wrongLength }
    let middle = data.lowerBound + CardLimits.paddedPIN
    let old = PaddedPIN.digits(buffer.span, data.lowerBound..<middle)
    let new = PaddedPIN.digits(buffer.span, middle..<data.upperBound)
    let newPIN = try PIN(ascii: buffer.span.extracting(new))
    try purse.change(pin: try PIN(ascii: buffer.span.extracting(old)), to: newPIN)
    answerNothing()
    return .done
  }

  /// RESET RETRY COUNTER: a grant is the resetting code (APD-15).
  mutating func unblock(
    _ frame: CommandFrame, _ data: Range<Int>
  ) throws(PurseError) -> StatusWord {
    guard frame.p1 <= 1 else { return .wrongParameters }
    guard frame.p2 == Self.pinReference else { return .noSuchObject }
    let objects = try DataObjects(buffer.span, data)
    let hasNew = frame.p1 == 0
    try objects.check(
      required: hasNew ? TagSet(.message, .pin) : TagSet(.message), optional: TagSet())
    let grant = objects.range(.message)
    if hasNew {
      let pin = try PIN(ascii: buffer.span.extracting(objects.pin(buffer.span)))
      try purse.unblock(grant: buffer.span.extracting(grant), newPIN: pin)
    } else {
      try purse.unblock(grant: buffer.span.extracting(grant), newPIN: nil)
    }
    answerNothing()
    return .done
  }

  static var pinReference: UInt8 { 0x81 }
}
