import Card
import Wire

/// A command APDU, written out by hand: what the card is tested with owes nothing to its own code
/// but the numbers of its tags.
public struct LabCommand: Equatable, Sendable {
  var cla: UInt8
  var instruction: UInt8
  var p1: UInt8
  var p2: UInt8
  var data: [UInt8]

  /// A command of the standard.
  init(standard instruction: UInt8, _ p1: UInt8 = 0, _ p2: UInt8 = 0, _ data: [UInt8] = []) {
    (cla, self.instruction, self.p1, self.p2, self.data) = (0x00, instruction, p1, p2, data)
  }

  /// A command of the purse's own (APD-21), its data objects in ascending order.
  init(_ instruction: UInt8, p1: UInt8 = 0, _ objects: [UInt8]...) {
    (cla, self.instruction, self.p1, p2) = (0x80, instruction, p1, 0)
    data = objects.flatMap { $0 }
  }

  static let select = LabCommand(
    standard: 0xA4, 0x04, 0x00, (0..<CardName.bytes.count).map { CardName.bytes[$0] })
  static let generateKey = LabCommand(0x40)
  static let readFirstEntry = LabCommand(0x26)
  static let readNextEntry = LabCommand(0x26, p1: 1)

  /// GET DATA (APD-20).
  static func read(_ object: UInt8) -> LabCommand { LabCommand(standard: 0xCA, 0x01, object) }

  static func verify(_ pin: [UInt8]) -> LabCommand { LabCommand(standard: 0x20, 0x00, 0x81, pin) }

  static func change(_ old: [UInt8], to new: [UInt8]) -> LabCommand {
    let filled = [old, new].flatMap { $0 + [UInt8](repeating: 0xFF, count: 12 - $0.count) }
    return LabCommand(standard: 0x24, 0x00, 0x81, filled)
  }

  static func unblock(_ grant: [UInt8], newPIN: [UInt8]) -> LabCommand {
    LabCommand(
      standard: 0x2C, 0x00, 0x81, object(.message, grant) + object(.pin, newPIN))
  }

  /// In extended form.
  public var extended: [UInt8] {
    var bytes = [cla, instruction, p1, p2]
    if data.isEmpty { return bytes + [0, 0, 0] }
    bytes += [0, UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
    return bytes + [0, 0]
  }

  /// In short form, chained where the data is longer than one command holds.
  public var chained: [[UInt8]] {
    var blocks: [[UInt8]] = []
    var left = data[...]
    repeat {
      let block = left.prefix(255)
      left = left.dropFirst(255)
      let isLast = left.isEmpty
      blocks.append(
        [isLast ? cla : cla | 0x10, instruction, p1, p2]
          + (block.isEmpty ? [] : [UInt8(block.count)] + block) + (isLast ? [0] : []))
    } while !left.isEmpty
    return blocks
  }
}

/// A data object (APD-7).
func object(_ tag: ObjectTag, _ value: [UInt8]) -> [UInt8] {
  var bytes = [tag.rawValue]
  switch value.count {
  case ..<0x80: bytes.append(UInt8(value.count))
  case ..<0x100: bytes += [0x81, UInt8(value.count)]
  default: bytes += [0x82, UInt8(value.count >> 8), UInt8(value.count & 0xFF)]
  }
  return bytes + value
}

/// A number as a data object: no zero byte in front.
func object(_ tag: ObjectTag, number: UInt64) -> [UInt8] {
  let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
  let digits = Array(bytes.drop { $0 == 0 })
  return object(tag, digits.isEmpty ? [0] : digits)
}

/// The data objects of an answer.
public struct Fields: Equatable, Sendable {
  private var values: [UInt8: [UInt8]] = [:]

  init(_ answer: some Collection<UInt8>) {
    var rest = Array(answer)[...]
    while let tag = rest.popFirst(), let first = rest.popFirst() {
      var count = Int(first)
      if first > 0x80 {
        count = 0
        for _ in 0..<(first & 0x7F) { count = count << 8 | Int(rest.popFirst() ?? 0) }
      }
      // Of several objects of one kind the first.
      if values[tag] == nil { values[tag] = Array(rest.prefix(count)) }
      rest = rest.dropFirst(count)
    }
  }

  /// Empty when there is none.
  subscript(tag: ObjectTag) -> [UInt8] { values[tag.rawValue] ?? [] }
  func number(_ tag: ObjectTag) -> UInt64 { self[tag].reduce(0) { $0 << 8 | UInt64($1) } }
}
