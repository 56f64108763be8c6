import Foundation
import Purse
import Wire

/// The tool of a thief who has opened a card's chip: it raises the money stored in a device file.
/// It shows what the ledger makes of such a card, and is no part of any purse.
///
/// A device file has a header of 4,096 bytes and two banks (docs/design/journal.md). The bank in use
/// begins with its generation and a marker, whose low 36 bits check generation and end; then come
/// records: a word (length, kind and flags, checksum), a sequence, the payload. The first record is the core of the state, whose bytes 3 to 10
/// are what the purse may spend. The tool changes those, and recomputes the record's checksum.
enum BrokenChip {
  private static let deviceHeader = 4096
  private static let bankHeader = 16
  private static let recordHeader = 16
  private static let marker: UInt64 = 0x4B4F_4E54_414E_5431
  /// The kind of a record that holds state, and of the piece of it that holds the core.
  private static let stateRecord: UInt64 = 1
  private static let corePiece: UInt8 = 1
  private static let spendableOffset = 3

  static func raise(device path: String, by amount: Amount) throws {
    guard var bytes = FileManager.default.contents(atPath: path).map({ [UInt8]($0) }),
      let bank = bankInUse(bytes)
    else { throw CocoaError(.fileReadCorruptFile) }
    let record = bank.offset + bankHeader
    let payload = record + recordHeader
    let word = number(bytes, record)
    let length = Int(word & 0xFFFF)
    guard word >> 16 & 0xFF == stateRecord, payload + length <= bytes.count,
      length > spendableOffset + 8, bytes[payload] == corePiece
    else { throw CocoaError(.fileReadCorruptFile) }
    let stored = number(bytes, payload + spendableOffset)
    guard let before = Amount(minorUnits: stored), let raised = before.adding(amount)?.minorUnits
    else { throw PurseError.balanceLimit }
    put(raised, into: &bytes, payload + spendableOffset)
    var sum = Checksum(seed: bank.generation)
    sum.add(word & 0xFFFF_FFFF)
    sum.add(number(bytes, record + 8))
    sum.add(Array(bytes[payload..<(payload + length)]).span.bytes)
    put(word & 0xFFFF_FFFF | UInt64(sum.value) << 32, into: &bytes, record)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  /// The bank with the highest generation whose marker fits.
  private static func bankInUse(_ bytes: [UInt8]) -> (offset: Int, generation: UInt64)? {
    let size = (bytes.count - deviceHeader) / 2
    guard size >= bankHeader + recordHeader else { return nil }
    var best: (offset: Int, generation: UInt64)?
    for offset in [deviceHeader, deviceHeader + size] {
      let generation = number(bytes, offset)
      if generation != .max, isMarker(number(bytes, offset + 8), of: generation),
        generation > best?.generation ?? 0
      {
        best = (offset, generation)
      }
    }
    return best
  }

  private static func isMarker(_ word: UInt64, of generation: UInt64) -> Bool {
    var check = Checksum(seed: generation ^ marker)
    check.add(word >> 36)
    return word & 0xF_FFFF_FFFF == UInt64(check.value) << 4 | 0b0101
  }

  private static func number(_ bytes: [UInt8], _ offset: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * $1) }
  }

  private static func put(_ value: UInt64, into bytes: inout [UInt8], _ offset: Int) {
    for i in 0..<8 { bytes[offset + i] = UInt8(truncatingIfNeeded: value >> (8 * i)) }
  }
}

/// The log's checksum once more: what a thief would read out of the chip's program.
private struct Checksum {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 ^ 0xD1B5_4A32_D192_ED03 }

  mutating func add(_ word: UInt64) {
    let mixed = (state ^ word) &* 0xFF51_AFD7_ED55_8CCD
    state = mixed ^ (mixed >> 32)
  }

  mutating func add(_ bytes: RawSpan) {
    var offset = 0
    while offset + 8 <= bytes.byteCount {
      add(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest: UInt64 = UInt64(bytes.byteCount) << 56
    while offset < bytes.byteCount {
      rest = rest << 8 ^ UInt64(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
      offset += 1
    }
    add(rest)
  }

  var value: UInt32 { UInt32(truncatingIfNeeded: state ^ (state >> 29)) }
}
