import Purse
import Wire

/// Where the data objects of a command lie in the buffer (APD-7). Read once; the values are views.
struct DataObjects {
  private var starts: InlineArray<32, UInt16> = InlineArray(repeating: 0)
  private var counts: InlineArray<32, UInt16> = InlineArray(repeating: 0)
  private(set) var present = TagSet()

  /// Reads `data[range]`. Objects stand in ascending order, each at most once.
  init(_ data: RawSpan, _ range: Range<Int>) throws(PurseError) {
    var offset = range.lowerBound
    var last: UInt8 = 0
    while offset < range.upperBound {
      let tagByte = data.byte(offset)
      guard tagByte > last, tagByte < 0xA0, let tag = ObjectTag(rawValue: tagByte) else {
        throw .malformed(.unknownField)
      }
      last = tagByte
      guard let value = Self.value(data, at: offset + 1, end: range.upperBound) else {
        throw .malformed(.truncated)
      }
      starts[Int(tagByte & 0x1F)] = UInt16(truncatingIfNeeded: value.lowerBound)
      counts[Int(tagByte & 0x1F)] = UInt16(truncatingIfNeeded: value.count)
      present.insert(tag)
      offset = value.upperBound
    }
  }

  /// The value whose length stands at an offset; nil when it does not fit or is not the shortest.
  private static func value(_ data: RawSpan, at offset: Int, end: Int) -> Range<Int>? {
    guard offset < end else { return nil }
    let first = Int(data.byte(offset))
    var start = offset + 1
    var count = first
    if first == 0x81, start + 1 <= end {
      count = Int(data.byte(start))
      guard count > 0x7F else { return nil }
      start += 1
    } else if first == 0x82, start + 2 <= end {
      count = Int(data.byte(start)) << 8 | Int(data.byte(start + 1))
      guard count > 0xFF else { return nil }
      start += 2
    } else if first > 0x7F {
      return nil
    }
    guard count <= end - start else { return nil }
    return start..<(start + count)
  }

  /// Refuses what a command does not have and misses what it needs.
  func check(required: TagSet, optional: TagSet) throws(PurseError) {
    guard required.isSubset(of: present) else { throw .malformed(.missingField) }
    guard present.isSubset(of: required.union(optional)) else { throw .malformed(.unknownField) }
  }

  func has(_ tag: ObjectTag) -> Bool { present.contains(tag) }

  /// Where a value lies; empty when the object is absent.
  func range(_ tag: ObjectTag) -> Range<Int> {
    let slot = Int(tag.rawValue & 0x1F)
    return Int(starts[slot])..<(Int(starts[slot]) + Int(counts[slot]))
  }

  /// A number: 1 to 8 bytes, no zero in front.
  func number(_ tag: ObjectTag, _ data: RawSpan) throws(PurseError) -> UInt64 {
    let range = range(tag)
    guard (1...8).contains(range.count) else { throw .malformed(.outOfRange) }
    guard range.count == 1 || data.byte(range.lowerBound) != 0 else {
      throw .malformed(.notCanonical)
    }
    var value: UInt64 = 0
    for i in range { value = value << 8 | UInt64(data.byte(i)) }
    return value
  }

  func sequence(_ data: RawSpan) throws(PurseError) -> SequenceNumber {
    SequenceNumber(try number(.sequence, data))
  }

  func amount(_ data: RawSpan) throws(PurseError) -> Amount {
    guard let amount = Amount(minorUnits: try number(.amount, data)) else {
      throw .malformed(.outOfRange)
    }
    return amount
  }

  /// The device's clock; nil when the command brought none.
  func time(_ data: RawSpan) throws(PurseError) -> LedgerTime? {
    guard has(.time) else { return nil }
    let seconds = try number(.time, data)
    guard seconds <= WireLimits.largestTime else { throw .malformed(.outOfRange) }
    return LedgerTime(seconds: seconds)
  }

  /// An object that says all by being there; its value is empty.
  func flag(_ tag: ObjectTag) throws(PurseError) -> Bool {
    guard range(tag).isEmpty else { throw .malformed(.outOfRange) }
    return has(tag)
  }

  /// 32 bytes, the `index`th such word of the value.
  func word(_ tag: ObjectTag, _ data: RawSpan, _ index: Int = 0, of words: Int = 1)
    throws(PurseError)
    -> Word32
  {
    let range = range(tag)
    guard range.count == 32 * words else { throw .malformed(.outOfRange) }
    return Word32(data, at: range.lowerBound + 32 * index)
  }

  /// The PIN's digits without what fills them up.
  func pin(_ data: RawSpan) -> Range<Int> { PaddedPIN.digits(data, range(.pin)) }
}

/// A PIN filled up with `FF` to 12 bytes, or not filled.
enum PaddedPIN {
  static func digits(_ data: RawSpan, _ range: Range<Int>) -> Range<Int> {
    guard range.count == CardLimits.paddedPIN else { return range }
    var end = range.upperBound
    while end > range.lowerBound, data.byte(end - 1) == 0xFF { end -= 1 }
    return range.lowerBound..<end
  }
}

extension RawSpan {
  /// One byte; the index is within.
  func byte(_ index: Int) -> UInt8 { unsafeLoad(fromByteOffset: index, as: UInt8.self) }
}
