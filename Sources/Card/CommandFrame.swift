import Wire

/// A command APDU taken apart, short or extended (APD-5).
struct CommandFrame {
  var cla: UInt8
  var instruction: UInt8
  var p1: UInt8
  var p2: UInt8
  /// Where the data lies in the buffer.
  var data: Range<Int>
  /// Most bytes the answer may have; 0 when none is expected.
  var expected: Int

  /// Reads the bytes from `start` on. Nil when the lengths do not fit.
  init?(_ bytes: RawSpan, from start: Int) {
    let count = bytes.byteCount - start
    guard count >= 4 else { return nil }
    cla = bytes.byte(start)
    instruction = bytes.byte(start + 1)
    p1 = bytes.byte(start + 2)
    p2 = bytes.byte(start + 3)
    let body = start + 4
    data = body..<body
    expected = 0
    if count == 4 { return }
    let first = Int(bytes.byte(body))
    if count == 5 {
      expected = first == 0 ? 256 : first
    } else if first != 0 {
      guard readShort(bytes, body: body, length: first) else { return nil }
    } else {
      guard readExtended(bytes, body: body) else { return nil }
    }
  }

  private mutating func readShort(_ bytes: RawSpan, body: Int, length: Int) -> Bool {
    data = (body + 1)..<(body + 1 + length)
    let rest = bytes.byteCount - data.upperBound
    if rest == 1 {
      let last = Int(bytes.byte(data.upperBound))
      expected = last == 0 ? 256 : last
    }
    return rest == 0 || rest == 1
  }

  private mutating func readExtended(_ bytes: RawSpan, body: Int) -> Bool {
    guard bytes.byteCount >= body + 3 else { return false }
    let length = Int(bytes.byte(body + 1)) << 8 | Int(bytes.byte(body + 2))
    if bytes.byteCount == body + 3 {
      expected = length == 0 ? 65_536 : length
      return true
    }
    data = (body + 3)..<(body + 3 + length)
    let rest = bytes.byteCount - data.upperBound
    if rest == 2 {
      let end = data.upperBound
      let last = Int(bytes.byte(end)) << 8 | Int(bytes.byte(end + 1))
      expected = last == 0 ? 65_536 : last
    }
    return length > 0 && (rest == 0 || rest == 2)
  }

  var isChained: Bool { cla & 0x10 != 0 }

  /// Whether another command belongs to the same chain.
  func continues(_ other: CommandFrame) -> Bool {
    cla | 0x10 == other.cla | 0x10 && instruction == other.instruction && p1 == other.p1
      && p2 == other.p2
  }

  /// The class the card speaks, or why not (APD-4).
  static func fault(ofClass cla: UInt8) -> StatusWord? {
    switch cla & 0xEF {
    case 0x00, 0x80: return nil
    case 0x01...0x03, 0x81...0x83: return .channelNotSupported
    case 0x04...0x0F, 0x84...0x8F: return .secureMessagingNotSupported
    default: return cla >= 0x40 && cla <= 0x7F ? .channelNotSupported : .unknownClass
    }
  }
}
