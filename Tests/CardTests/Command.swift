import Wire

@testable import Card

/// A command APDU under construction.
struct Command {
  var cla: UInt8 = 0x80
  var instruction: UInt8
  var p1: UInt8 = 0
  var p2: UInt8 = 0
  var data: [UInt8] = []
  /// Most bytes of the answer; 0 for none expected.
  var expected = 65_536

  /// One of the purse's own commands with its data objects, given in ascending order.
  init(_ instruction: Instruction, _ objects: [UInt8]...) {
    self.instruction = instruction.rawValue
    data = objects.flatMap { $0 }
  }

  /// A command of the standard.
  init(_ instruction: UInt8, _ p1: UInt8, _ p2: UInt8, _ data: [UInt8] = []) {
    cla = 0
    self.instruction = instruction
    self.p1 = p1
    self.p2 = p2
    self.data = data
  }

  static let select = Command(0xA4, 0x04, 0x00, CardName.array)
  static func read(_ p2: UInt8) -> Command { Command(0xCA, 0x01, p2) }
  static func verify(_ digits: String) -> Command { Command(0x20, 0x00, 0x81, Array(digits.utf8)) }
  static func part(_ expected: Int) -> Command {
    var command = Command(0xC0, 0, 0)
    command.expected = expected
    return command
  }

  /// In extended form.
  var extended: [UInt8] {
    var bytes = [cla, instruction, p1, p2]
    if !data.isEmpty { bytes += [0, UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data }
    if expected > 0 {
      if data.isEmpty { bytes.append(0) }
      bytes += [UInt8(expected >> 8 & 0xFF), UInt8(expected & 0xFF)]
    }
    return bytes
  }

  /// In short form, chained where the data is longer than 255 bytes.
  var chained: [[UInt8]] {
    var blocks: [[UInt8]] = []
    var left = data[...]
    repeat {
      let block = left.prefix(255)
      left = left.dropFirst(255)
      var bytes = [left.isEmpty ? cla : cla | 0x10, instruction, p1, p2]
      if !block.isEmpty { bytes += [UInt8(block.count)] + block }
      if left.isEmpty, expected > 0 { bytes.append(UInt8(truncatingIfNeeded: min(expected, 256))) }
      blocks.append(bytes)
    } while !left.isEmpty
    return blocks
  }
}

extension CardName {
  static var array: [UInt8] { (0..<bytes.count).map { bytes[$0] } }
}

/// A data object.
func object(_ tag: ObjectTag, _ value: [UInt8]) -> [UInt8] {
  var bytes = Bytes<2700>()
  bytes.append(tag, value.span.bytes)
  return bytes.array
}

/// A number as a data object.
func number(_ tag: ObjectTag, _ value: UInt64) -> [UInt8] {
  var bytes = Bytes<16>()
  bytes.append(tag, number: value)
  return bytes.array
}
