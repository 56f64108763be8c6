import Card
import Purse
import Wire

/// The data objects of one command (APD-7), added in ascending order of their tags.
struct CommandObjects {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ tag: ObjectTag, _ value: [UInt8]) {
    bytes.append(tag.rawValue)
    switch value.count {
    case ...0x7F: break
    case ...0xFF: bytes.append(0x81)
    default: bytes += [0x82, UInt8(truncatingIfNeeded: value.count >> 8)]
    }
    bytes.append(UInt8(truncatingIfNeeded: value.count))
    bytes += value
  }

  /// Left out when there is none, or nothing in it.
  mutating func add(_ tag: ObjectTag, optional value: [UInt8]?) {
    if let value, !value.isEmpty { add(tag, value) }
  }

  /// In as few bytes as the number needs.
  mutating func add(_ tag: ObjectTag, number: UInt64) {
    let all = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    add(tag, Array(all.drop { $0 == 0 }.isEmpty ? [0] : all.drop { $0 == 0 }))
  }

  mutating func add(_ tag: ObjectTag, _ words: Word32...) {
    add(tag, words.flatMap(\.array))
  }

  mutating func add(_ sequence: SequenceNumber) { add(.sequence, number: sequence.value) }
  mutating func add(_ amount: Amount) { add(.amount, number: amount.minorUnits) }
}
