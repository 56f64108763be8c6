import Purse
import Wire

/// Two banks of flash as a microcontroller has them: bits are cleared a word of 8 bytes at a time and set
/// again a page at a time, and the power may go in the middle of either. One operation is one word
/// programmed or one page erased. The same source runs in the firmware and in the tests that sweep
/// every operation on a host.
public struct Flash<Memory: FlashMemory>: PurseStorage, Sendable {
  public private(set) var memory: Memory
  private var isOut = false
  /// The first word of each bank that was not programmed since power came.
  private var frontier = InlineArray<2, Int>(repeating: 0)

  public init(memory: Memory) { self.memory = memory }

  public var bankSize: Int { memory.wordCount / 2 * Self.wordSize }

  public func read<let n: Int>(
    bank: Int, at offset: Int, count: Int, appendingTo bytes: inout Bytes<n>
  ) {
    var index = firstWord(of: bank) + offset / Self.wordSize
    var skipped = offset % Self.wordSize
    var left = count
    while left > 0 {
      var word = memory.word(at: index) >> UInt64(8 * skipped)
      var taken = min(Self.wordSize - skipped, left)
      left -= taken
      while taken > 0 {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
        taken -= 1
      }
      skipped = 0
      index += 1
    }
  }

  public mutating func write(
    bank: Int, at offset: Int, _ bytes: borrowing RawSpan
  ) throws(StorageError) {
    guard !isOut, offset % Self.wordSize == 0, bytes.byteCount % Self.wordSize == 0 else {
      throw .failed
    }
    guard offset + bytes.byteCount <= bankSize else { throw .full }
    var position = 0
    while position < bytes.byteCount {
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      try program(UInt64(littleEndian: word), bank: bank, at: (offset + position) / Self.wordSize)
      position += Self.wordSize
    }
  }

  public mutating func erase(bank: Int) throws(StorageError) {
    guard !isOut else { throw .failed }
    var word = firstWord(of: bank)
    let end = word + memory.wordCount / 2
    while word < end {
      let mask = reach()
      for i in word..<(word + Self.pageWords) { memory.setWord(memory.word(at: i) | mask, at: i) }
      try stopIfCut()
      word += Self.pageWords
    }
    frontier[bank] = 0
  }

  /// Bytes that are erased at once.
  public static var pageSize: Int { 2048 }
}

extension Flash {
  private static var wordSize: Int { 8 }
  private static var pageWords: Int { pageSize / wordSize }
  /// Words of a bank's header, which say that the bank counts and are programmed last.
  private static var headerWords: Int { 2 }

  private func firstWord(of bank: Int) -> Int { bank * (memory.wordCount / 2) }

  private mutating func program(
    _ word: UInt64, bank: Int, at index: Int
  ) throws(StorageError) {
    let place = firstWord(of: bank) + index
    let old = memory.word(at: place)
    if old != .max || (index >= Self.headerWords && index < frontier[bank]) {
      var usage = memory.usage
      usage.violations &+= 1
      memory.setUsage(usage)
    }
    if index >= Self.headerWords { frontier[bank] = index + 1 }
    let mask = reach()
    memory.setWord(old & (word | ~mask), at: place)
    try stopIfCut()
  }

  /// Counts an operation and says which bits of each word it reaches.
  private mutating func reach() -> UInt64 {
    var usage = memory.usage
    defer { memory.setUsage(usage) }
    usage.operations &+= 1
    guard let ordered = usage.cut else { return .max }
    guard ordered.operations == 0 else {
      usage.cut = PowerCut(operations: ordered.operations - 1, mask: ordered.mask)
      return .max
    }
    isOut = true
    return ordered.mask
  }

  private mutating func stopIfCut() throws(StorageError) {
    guard isOut else { return }
    memory.powerLost()
    throw .failed
  }
}
