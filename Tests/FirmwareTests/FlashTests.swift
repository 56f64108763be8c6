import CardFlash
import CardLab
import Purse
import Testing
import Wire

/// The simulated flash keeps to what real flash does.
@Suite("Flash") struct FlashTests {
  private func flash(cutAfter operations: UInt16? = nil, pattern: UInt8 = 0) -> Flash<ArrayMemory> {
    var memory = ArrayMemory()
    memory.restart(cut: operations.map { OrderedCut(operations: $0, pattern: pattern) })
    return Flash(memory: memory)
  }

  private func read(_ flash: Flash<ArrayMemory>, at offset: Int, _ count: Int) -> [UInt8] {
    var bytes = Bytes<64>()
    flash.read(bank: 1, at: offset, count: count, appendingTo: &bytes)
    return bytes.array
  }

  @Test("reads what was written, from any offset") func roundTrip() throws {
    var flash = flash()
    let bytes = (0..<32).map { UInt8($0) }
    try flash.write(bank: 1, at: 16, bytes.span.bytes)
    for offset in 0..<16 {
      #expect(read(flash, at: 16 + offset, 13) == Array(bytes[offset..<(offset + 13)]))
    }
    #expect(read(flash, at: 0, 16) == [UInt8](repeating: 0xFF, count: 16))
    #expect(flash.memory.usage.operations == 4 && flash.memory.usage.violations == 0)
  }

  @Test("programming only clears bits, and twice is told") func twice() throws {
    var flash = flash()
    try flash.write(bank: 1, at: 16, [UInt8](repeating: 0xF0, count: 8).span.bytes)
    try flash.write(bank: 1, at: 16, [UInt8](repeating: 0x3C, count: 8).span.bytes)
    #expect(read(flash, at: 16, 8) == [UInt8](repeating: 0x30, count: 8))
    #expect(flash.memory.usage.violations == 1)
  }

  @Test("a word before an earlier one is told, but for the header") func order() throws {
    var flash = flash()
    let word = [UInt8](repeating: 0, count: 8)
    try flash.write(bank: 1, at: 64, word.span.bytes)
    try flash.write(bank: 1, at: 0, word.span.bytes)
    #expect(flash.memory.usage.violations == 0)
    try flash.write(bank: 1, at: 32, word.span.bytes)
    #expect(flash.memory.usage.violations == 1)
  }

  @Test("a cut leaves the word in work torn, what follows unwritten, and nothing works after it")
  func cut() throws {
    var flash = flash(cutAfter: 1, pattern: 2)
    let bytes = [UInt8](repeating: 0, count: 24)
    #expect(throws: StorageError.failed) {
      try flash.write(bank: 1, at: 16, bytes.span.bytes)
    }
    let zeros = [UInt8](repeating: 0, count: 12)
    #expect(read(flash, at: 16, 24) == zeros + [UInt8](repeating: 0xFF, count: 12))
    #expect(flash.memory.hasLostPower)
    #expect(throws: StorageError.failed) { try flash.erase(bank: 0) }
  }

  @Test("an erase goes page by page, and a cut one leaves a page half set") func erase() throws {
    var flash = flash(cutAfter: 3, pattern: 4)
    let page = Flash<ArrayMemory>.pageSize
    let zeros = [UInt8](repeating: 0, count: 8)
    try flash.write(bank: 1, at: 0, zeros.span.bytes)
    try flash.write(bank: 1, at: page, zeros.span.bytes)
    #expect(throws: StorageError.failed) { try flash.erase(bank: 1) }
    #expect(read(flash, at: 0, 8) == [UInt8](repeating: 0xFF, count: 8))
    #expect(read(flash, at: page, 8) == [UInt8](repeating: 0x55, count: 8))
  }

  @Test("refuses what does not fit, and what is no whole word") func bounds() throws {
    var flash = flash()
    let word = [UInt8](repeating: 0, count: 16)
    #expect(throws: StorageError.full) {
      try flash.write(bank: 0, at: flash.bankSize - 8, word.span.bytes)
    }
    #expect(throws: StorageError.failed) { try flash.write(bank: 0, at: 12, word.span.bytes) }
    #expect(flash.bankSize >= PurseLimits.smallestBank)
    #expect(flash.memory.usage.operations == 0)
  }
}
