import Card
import Purse
import Wire

/// The data objects of one answer (APD-7). A card is a stranger: what it sends is checked before
/// anything is made of it.
struct AnswerObjects {
  private var rows: [(tag: UInt8, value: [UInt8])] = []

  init(_ bytes: [UInt8]) throws(CardPurseError) {
    var rest = bytes[...]
    while let tag = rest.popFirst() {
      let count = try Self.length(&rest)
      guard count <= rest.count else { throw .garbled }
      rows.append((tag, Array(rest.prefix(count))))
      rest = rest.dropFirst(count)
    }
  }

  private static func length(_ rest: inout ArraySlice<UInt8>) throws(CardPurseError) -> Int {
    guard let first = rest.popFirst() else { throw .garbled }
    var count = Int(first)
    if first > 0x7F {
      guard first == 0x81 || first == 0x82 else { throw .garbled }
      count = 0
      for _ in 0x80..<first {
        guard let byte = rest.popFirst() else { throw .garbled }
        count = count << 8 | Int(byte)
      }
    }
    return count
  }

  /// The values of every object with this tag, in order.
  func all(_ tag: UInt8) -> [[UInt8]] { rows.filter { $0.tag == tag }.map(\.value) }

  func optional(_ tag: ObjectTag) -> [UInt8]? { all(tag.rawValue).first }

  func bytes(_ tag: ObjectTag) throws(CardPurseError) -> [UInt8] {
    guard let value = optional(tag) else { throw .garbled }
    return value
  }

  /// A number, never so large that its successor is none.
  func number(_ tag: ObjectTag) throws(CardPurseError) -> UInt64 {
    let value = try bytes(tag)
    guard (1...8).contains(value.count) else { throw .garbled }
    let number = value.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard number < .max else { throw .garbled }
    return number
  }

  /// A count that adds up with others.
  func count(_ tag: ObjectTag) throws(CardPurseError) -> UInt32 {
    guard let count = UInt32(exactly: try number(tag)), count <= Self.largestCount else {
      throw .garbled
    }
    return count
  }

  /// A number of 32 bits.
  func shortNumber(_ tag: ObjectTag) throws(CardPurseError) -> UInt32 {
    guard let number = UInt32(exactly: try number(tag)) else { throw .garbled }
    return number
  }

  func amount(_ tag: ObjectTag) throws(CardPurseError) -> Amount {
    guard let amount = Amount(minorUnits: try number(tag)) else { throw .garbled }
    return amount
  }

  func time(_ tag: ObjectTag) throws(CardPurseError) -> LedgerTime {
    let seconds = try number(tag)
    guard seconds <= WireLimits.largestTime else { throw .garbled }
    return LedgerTime(seconds: seconds)
  }

  func word(_ tag: ObjectTag) throws(CardPurseError) -> Word32 {
    let value = try bytes(tag)
    guard value.count == 32 else { throw .garbled }
    return Word32(value.span.bytes)
  }

  func sequence() throws(CardPurseError) -> SequenceNumber {
    SequenceNumber(try number(.sequence))
  }

  func requestNumber() throws(CardPurseError) -> RequestNumber {
    RequestNumber(try number(.requestNumber))
  }

  func lifeCycle() throws(CardPurseError) -> LifeCycle {
    guard let byte = UInt8(exactly: try number(.lifeCycle)), let state = LifeCycle(rawValue: byte)
    else { throw .garbled }
    return state
  }

  private static let largestCount: UInt32 = 1 << 30
}
