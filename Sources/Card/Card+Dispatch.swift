import Purse
import Wire

extension Card {
  /// Carries out one whole command whose data lies in the buffer. The answer, if any, lies there
  /// afterwards.
  mutating func perform(_ frame: CommandFrame, _ data: Range<Int>) -> StatusWord {
    let isOwn = frame.cla & 0x80 != 0
    if !isOwn, frame.instruction == 0xA4 { return select(frame, data) }
    guard isSelected else { return .unknownInstruction }
    guard !purse.isDamaged else { return .damaged }
    do throws(PurseError) {
      if isOwn { return try performOwn(frame, data) }
      cursor = nil
      switch frame.instruction {
      case 0x20: return try verify(frame, data)
      case 0x24: return try changePIN(frame, data)
      case 0x2C: return try unblock(frame, data)
      case 0xCA: return try getData(frame, data)
      default: return .unknownInstruction
      }
    } catch {
      return StatusWord(error)
    }
  }

  private mutating func performOwn(
    _ frame: CommandFrame, _ data: Range<Int>
  ) throws(PurseError) -> StatusWord {
    guard let instruction = Instruction(rawValue: frame.instruction) else {
      cursor = nil
      return .unknownInstruction
    }
    let goesOn = instruction == .readEntry && frame.p1 == 1
    if !goesOn { cursor = nil }
    let namesSuite = instruction == .generateKey && (2...3).contains(frame.p1)
    guard frame.p2 == 0, frame.p1 == 0 || goesOn || namesSuite else { return .wrongParameters }
    let objects = try DataObjects(buffer.span, data)
    try objects.check(required: instruction.required, optional: instruction.optional)
    guard instruction != .personalise, objects.has(.pin) else {
      return try carryOut(instruction, objects, p1: frame.p1)
    }
    // A PIN that comes with a command serves that command only (APD-10).
    try purse.verify(pin: try PIN(ascii: buffer.span.extracting(objects.pin(buffer.span))))
    defer { purse.forgetHolder() }
    return try carryOut(instruction, objects, p1: frame.p1)
  }

  private mutating func carryOut(
    _ instruction: Instruction, _ objects: DataObjects, p1: UInt8
  ) throws(PurseError) -> StatusWord {
    switch instruction {
    case .request: try request(objects)
    case .pay: try pay(objects)
    case .payDirect: try payDirect(objects)
    case .accept: try accept(objects)
    case .refusePayment: try refusePayment(objects)
    case .refuseRequest: try refuseRequest(objects)
    case .takeAcceptance: try takeAcceptance(objects)
    case .takeRefusal: try takeRefusal(objects)
    case .unload: try unload(objects)
    case .syncRequest: try syncRequest(objects)
    case .apply: try apply(objects)
    case .learn: try learn(objects)
    case .update: try update(objects)
    case .readPayment: return try readPayment(objects)
    case .check: try check(objects)
    case .generateKey: try generateKey(of: p1)
    case .readEntry: return readEntry(first: p1 == 0)
    case .takeBlockList: try takeBlockList(objects)
    case .readBlockList: return try readBlockList(objects)
    case .personalise: try personalise(objects)
    }
    return .done
  }

  /// The answer is one message.
  mutating func answer<let n: Int>(message: borrowing Bytes<n>) {
    buffer.wipe()
    buffer.append(.message, message.span)
  }

  /// There is no answer.
  mutating func answerNothing() { buffer.wipe() }
}
