/// One command to a card as its reader gets it: a header, data, and what is expected back. How it
/// goes over the link is decided last, by what the reader can (APD-5).
struct CommandAPDU: Equatable {
  enum Expected: Equatable {
    case nothing
    /// At most 256 bytes.
    case short
    /// More than a short command can ask for, perhaps.
    case long
  }

  var cla: UInt8
  var instruction: UInt8
  var p1: UInt8 = 0
  var p2: UInt8 = 0
  var data: [UInt8] = []
  var expected = Expected.nothing

  /// What is transmitted, in order: one extended command where that is needed and the reader can, else
  /// one short one or a chain of them.
  func frames(extendedLength: Bool) -> [[UInt8]] {
    if extendedLength, data.count > Self.shortData || expected == .long { return [extended] }
    var frames: [[UInt8]] = []
    var rest = data[...]
    while rest.count > Self.shortData {
      let part = rest.prefix(Self.shortData)
      frames.append([cla | Self.chaining, instruction, p1, p2, UInt8(part.count)] + part)
      rest = rest.dropFirst(part.count)
    }
    var last = [cla, instruction, p1, p2]
    if !rest.isEmpty { last += [UInt8(rest.count)] + rest }
    if expected != .nothing { last.append(0) }
    return frames + [last]
  }

  private var extended: [UInt8] {
    var frame = [cla, instruction, p1, p2, 0]
    if !data.isEmpty { frame += [UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data }
    if expected != .nothing { frame += [0, 0] }
    return frame
  }

  /// Fetches the next part of an answer that did not fit (APD-6).
  static let getResponse = CommandAPDU(cla: 0x00, instruction: 0xC0, expected: .short)

  private static let shortData = 255
  private static let chaining: UInt8 = 0x10
}
