import Card
import Purse
import Wire

/// Arbitrary bytes, read as commands to a card. Every input is some sequence; at its end all bytes are 0.
struct FuzzInput {
  private var bytes: [UInt8]
  private var position = 0

  init(_ buffer: UnsafeBufferPointer<UInt8>) { bytes = Array(buffer) }

  var isAtEnd: Bool { position >= bytes.count }

  mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ count: Int) -> [UInt8] {
    let end = min(position + count, bytes.count)
    defer { position = end }
    return Array(bytes[min(position, end)..<end])
  }

  private mutating func short() -> Int { Int(byte()) << 8 | Int(byte()) }

  /// Whether power goes and comes back here, in place of a command.
  mutating func isPower() -> Bool {
    guard !isAtEnd, bytes[position] == Self.power else { return false }
    position += 1
    return true
  }

  /// The next command: noise, one of the standard's, an own one with arbitrary data or objects, or
  /// one that would be carried out but for what is altered in it.
  /// - Parameter status: of the card, so that true commands name its next place.
  mutating func command(_ stage: FuzzStage, next status: PurseStatus) -> [UInt8] {
    switch byte() % 8 {
    case 0: return take(short() % 3000)
    case 1:
      return [0x00, 0xA4, 0x04, 0x00, 0x09, 0xF0, 0x4B, 0x4F, 0x4E, 0x54, 0x41, 0x4E, 0x54, 0x01]
    case 2: return [0x00, 0xCA, 0x01, byte() % 16, byte()]
    case 3: return [0x00, 0xC0, 0x00, 0x00, byte()]
    case 4: return pinCommand()
    case 5: return inForm([0x80, instruction().rawValue, 0, 0], take(Int(byte())))
    case 6: return inForm([0x80, instruction().rawValue, 0, 0], objects())
    default:
      let instruction = instruction()
      let p1: UInt8 = instruction == .readEntry ? byte() & 1 : 0
      return altered(
        inForm(
          [0x80, instruction.rawValue, p1, 0],
          stage.data(of: instruction, choice: byte(), status: status)))
    }
  }

  private mutating func instruction() -> Instruction {
    Self.instructions[Int(byte()) % Self.instructions.count]
  }

  /// Right and wrong PINs, and their changes.
  private mutating func pinCommand() -> [UInt8] {
    let right: [UInt8] = [0x31, 0x32, 0x33, 0x34]
    let padding = [UInt8](repeating: 0xFF, count: 8)
    switch byte() % 4 {
    case 0: return [0x00, 0x20, 0x00, 0x81, 4] + right
    case 1: return [0x00, 0x20, 0x00, 0x81] + take(Int(byte() % 16))
    case 2: return [0x00, 0x24, 0x00, 0x81, 24] + right + padding + right + padding
    default: return [0x00, 0x2C, byte() & 1, 0x81] + take(Int(byte()))
    }
  }

  /// Well-formed data objects with any tags and values.
  private mutating func objects() -> [UInt8] {
    var data: [UInt8] = []
    for _ in 0..<(byte() % 8) {
      let tag = 0x80 | byte() % 0x18
      let value = take(Int(byte() % 0x80))
      data += [tag, UInt8(value.count)] + value
    }
    return data
  }

  /// In extended form, or short where it fits, or as the end of a chain.
  private mutating func inForm(_ header: [UInt8], _ data: [UInt8]) -> [UInt8] {
    let form = byte()
    if data.count <= 255, form & 1 == 1 {
      let chained = form & 0x10
      return [header[0] | chained] + header[1...] + (data.isEmpty ? [] : [UInt8(data.count)]) + data
        + [0]
    }
    let length = [0, UInt8(data.count >> 8), UInt8(data.count & 0xFF)]
    return header + (data.isEmpty ? [0] : length) + data + [0, 0]
  }

  /// With one byte altered, or none.
  private mutating func altered(_ command: [UInt8]) -> [UInt8] {
    var command = command
    command[short() % command.count] ^= byte()
    return command
  }

  private static let power: UInt8 = 0xFE
  private static let instructions = (UInt8.min...UInt8.max).compactMap(Instruction.init)
}
