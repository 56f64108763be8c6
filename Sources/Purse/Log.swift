import Wire

/// What a record of the log holds.
enum RecordKind: UInt8 {
  /// A piece of the state, written when a bank is begun.
  case state = 1
  /// The sealed part of the entry that follows.
  case sealed
  case requested
  case paid
  case received
  case refused
  case refunded
  case confirmed
  case granted
  case unloaded
  case pinTries
  /// A part of the block list, and the policy that holds again after an interim one.
  case listPart
  case regularPolicy

  /// Stands before all that is journal.
  var isKept: Bool { self == .state || self == .listPart || self == .regularPolicy }
}

/// One record as it lies in a bank.
struct Record {
  var kind: RecordKind
  /// The record only keeps its entry; its effect is in the bank's state.
  var isCarried: Bool
  /// A sealed part lies right before it.
  var hasSealed: Bool
  /// Sequence of the journal entry, or zero.
  var sequence: SequenceNumber
  /// Offset of the payload, and its length.
  var start: Int
  var length: Int

  /// Bytes in the bank, header and padding included.
  var size: Int { Record.size(payload: length) }
  var end: Int { start + (length + 7) / 8 * 8 }

  static let header = 16
  static let longestPayload = 2160
  static func size(payload: Int) -> Int { header + (payload + 7) / 8 * 8 }
}

/// A bank to read from, and the generation its records were written under.
struct LogSource {
  var bank: Int
  var generation: UInt64
  var end: Int
}

/// A log over two banks (docs/design/journal.md). One bank is in use: it begins with the state, then
/// come records, one for each command. A full bank is copied, without what is dead, into the other,
/// and a marker written last makes that one the bank in use.
struct Log<Storage: PurseStorage>: Sendable where Storage: Sendable {
  var storage: Storage
  private(set) var bank = 0
  private(set) var generation: UInt64 = 0
  /// Where the next record goes.
  private(set) var end = 0
  /// A cut write lies at `end`: the bank must be left before the next record.
  private(set) var isTorn = false
  /// A record is not intact that was durable: one that the bank began with, or one before another.
  /// No cut write does that; memory has been altered.
  private(set) var isDamaged = false

  static var bankHeader: Int { 16 }

  /// Finds the bank in use. `generation` stays 0 when there is none: a blank device.
  init(storage: Storage) {
    self.storage = storage
    var committed = 0
    for candidate in 0..<2 {
      var bytes = Bytes<16>()
      storage.read(bank: candidate, at: 0, count: 16, appendingTo: &bytes)
      let number = bytes.littleEndian(at: 0)
      let end = Self.committedEnd(number, marker: bytes.littleEndian(at: 8))
      if number != .max, let end, end <= storage.bankSize, number > generation {
        generation = number
        bank = candidate
        committed = end
      }
    }
    guard generation > 0 else { return }
    var offset = Self.bankHeader
    while let record = intactRecord(at: offset) { offset = record.end }
    end = offset
    isTorn = !isBlank(from: offset)
    // What was there when the bank was begun was durable before its marker.
    isDamaged = end < committed || (isTorn && hasRecord(after: offset))
  }

  func hasRoom(_ size: Int) -> Bool { !isTorn && end + size <= storage.bankSize }

  /// What is readable of the bank in use; stays valid while the other bank is written.
  var source: LogSource { LogSource(bank: bank, generation: generation, end: end) }

  /// The record at an offset of the bank in use, or nil at the end.
  func record(at offset: Int) -> Record? { record(at: offset, in: source) }

  /// The record at an offset of a bank whose records were found intact, or nil at its end.
  func record(at offset: Int, in source: LogSource) -> Record? {
    guard offset < source.end else { return nil }
    return header(at: offset, bank: source.bank)?.record
  }

  /// The record at an offset if it was written whole.
  private func intactRecord(at offset: Int) -> Record? {
    guard let (record, word) = header(at: offset, bank: bank),
      UInt32(word >> 32) == checksum(record, header: word)
    else { return nil }
    return record
  }

  private func header(at offset: Int, bank: Int) -> (record: Record, word: UInt64)? {
    guard offset + Record.header <= storage.bankSize else { return nil }
    var header = Bytes<16>()
    storage.read(bank: bank, at: offset, count: 16, appendingTo: &header)
    let word = header.littleEndian(at: 0)
    let length = Int(word & 0xFFFF)
    guard length <= Record.longestPayload,
      offset + Record.size(payload: length) <= storage.bankSize,
      let kind = RecordKind(rawValue: UInt8(word >> 16 & 0xFF))
    else { return nil }
    let record = Record(
      kind: kind, isCarried: word >> 24 & 1 != 0, hasSealed: word >> 24 & 2 != 0,
      sequence: SequenceNumber(header.littleEndian(at: 8)), start: offset + Record.header,
      length: length)
    return (record, word)
  }

  /// Appends one record; durable on return. The caller has made sure of the room.
  mutating func append(
    _ kind: RecordKind, carried: Bool = false, hasSealed: Bool = false,
    sequence: SequenceNumber = .none, _ payload: borrowing RawSpan
  ) throws(StorageError) -> Record {
    let record = Record(
      kind: kind, isCarried: carried, hasSealed: hasSealed, sequence: sequence,
      start: end + Record.header, length: payload.byteCount)
    // Most records are short; the card's stack is, too.
    if record.size <= 640 {
      try writeShort(record, payload)
    } else {
      try writeLong(record, payload)
    }
    return record
  }

  /// Not inlined, this and the next, or every caller's stack would hold both buffers.
  @inline(never)
  private mutating func writeShort(
    _ record: Record, _ payload: borrowing RawSpan
  ) throws(StorageError) {
    var bytes = Bytes<640>()
    fill(&bytes, record, payload)
    try write(bytes.span)
  }

  @inline(never)
  private mutating func writeLong(
    _ record: Record, _ payload: borrowing RawSpan
  ) throws(StorageError) {
    var bytes = Bytes<2176>()
    fill(&bytes, record, payload)
    try write(bytes.span)
  }

  private mutating func write(_ bytes: borrowing RawSpan) throws(StorageError) {
    guard end + bytes.byteCount <= storage.bankSize else { throw .full }
    try storage.write(bank: bank, at: end, bytes)
    end += bytes.byteCount
  }

  /// Starts the other bank. Nothing counts until `commit`.
  mutating func beginBank() throws(StorageError) {
    let other = generation == 0 ? 0 : 1 - bank
    try storage.erase(bank: other)
    bank = other
    generation += 1
    end = Self.bankHeader
    isTorn = false
  }

  /// Makes the bank begun the bank in use.
  mutating func commit() throws(StorageError) {
    var header = Bytes<16>()
    header.append(littleEndian: generation)
    header.append(littleEndian: Self.marker(generation, committedEnd: end))
    try storage.write(bank: bank, at: 0, header.span)
  }

  func readPayload<let n: Int>(_ record: Record, into bytes: inout Bytes<n>) {
    readPayload(record, in: source, into: &bytes)
  }

  /// The payload, as far as `bytes` has room for it.
  func readPayload<let n: Int>(
    _ record: Record, in source: LogSource, into bytes: inout Bytes<n>
  ) {
    bytes.removeAll()
    storage.read(
      bank: source.bank, at: record.start, count: min(record.length, n), appendingTo: &bytes)
  }
}

extension Log {
  private func fill<let n: Int>(
    _ bytes: inout Bytes<n>, _ record: Record, _ payload: borrowing RawSpan
  ) {
    var word = UInt64(record.length) | UInt64(record.kind.rawValue) << 16
    word |= (record.isCarried ? 1 : 0) << 24 | (record.hasSealed ? 2 : 0) << 24
    var sum = Checksum(seed: generation)
    sum.add(word & 0xFFFF_FFFF)
    sum.add(record.sequence.value)
    sum.add(payload)
    bytes.append(littleEndian: word | UInt64(sum.value) << 32)
    bytes.append(littleEndian: record.sequence.value)
    bytes.append(payload)
    while bytes.count % 8 != 0 { bytes.append(0) }
  }

  private func checksum(_ record: Record, header word: UInt64) -> UInt32 {
    var sum = Checksum(seed: generation)
    sum.add(word & 0xFFFF_FFFF)
    sum.add(record.sequence.value)
    var offset = 0
    var block = Bytes<64>()
    while record.length - offset >= 64 {
      block.removeAll()
      storage.read(bank: bank, at: record.start + offset, count: 64, appendingTo: &block)
      sum.addWords(block.span)
      offset += 64
    }
    block.removeAll()
    storage.read(
      bank: bank, at: record.start + offset, count: record.length - offset, appendingTo: &block)
    sum.addRest(block.span)
    return sum.value
  }

  /// Whether an intact record begins anywhere behind an offset. Records are written in ascending
  /// order, so behind a cut write there is none.
  private func hasRecord(after start: Int) -> Bool {
    var offset = start + 8
    while offset + Record.header <= storage.bankSize {
      if intactRecord(at: offset) != nil { return true }
      offset += 8
    }
    return false
  }

  /// Whether nothing was ever written from an offset on, as far as one cut write can reach.
  private func isBlank(from start: Int) -> Bool {
    var offset = start
    while offset < min(storage.bankSize, start + 2176) {
      var bytes = Bytes<64>()
      let count = min(64, storage.bankSize - offset)
      storage.read(bank: bank, at: offset, count: count, appendingTo: &bytes)
      let span = bytes.span
      for i in 0..<count where span.unsafeLoad(fromByteOffset: i, as: UInt8.self) != 0xFF {
        return false
      }
      offset += count
    }
    return true
  }

  /// Says that the records up to `end` belong to this generation: where they end in the high bits,
  /// below it 36 bits that depend on both. A marker of which a single bit was not written says nothing.
  private static func marker(_ generation: UInt64, committedEnd end: Int) -> UInt64 {
    UInt64(end) << 36 | markerCheck(generation, UInt64(end))
  }

  private static func committedEnd(_ generation: UInt64, marker: UInt64) -> Int? {
    let end = marker >> 36
    return marker & 0xF_FFFF_FFFF == markerCheck(generation, end) ? Int(end) : nil
  }

  private static func markerCheck(_ generation: UInt64, _ end: UInt64) -> UInt64 {
    var check = Checksum(seed: generation ^ 0x4B4F_4E54_414E_5431)
    check.add(end)
    return UInt64(check.value) << 4 | 0b0101
  }
}

/// Detects torn records: 32 bits out of a 64-bit multiply-and-rotate mix, seeded with the bank's
/// generation so that a leftover of an earlier use of the bank never passes.
struct Checksum {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 ^ 0xD1B5_4A32_D192_ED03 }

  mutating func add(_ word: UInt64) {
    let mixed = (state ^ word) &* 0xFF51_AFD7_ED55_8CCD
    state = mixed ^ (mixed >> 32)
  }

  /// All of a string of bytes.
  mutating func add(_ bytes: borrowing RawSpan) {
    let whole = bytes.byteCount / 8 * 8
    addWords(bytes.extracting(first: whole))
    addRest(bytes.extracting(droppingFirst: whole))
  }

  /// A piece that is not the last; its length is a multiple of 8.
  mutating func addWords(_ bytes: RawSpan) {
    var offset = 0
    while offset < bytes.byteCount {
      add(bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
  }

  /// The last piece, below or above 8 bytes.
  mutating func addRest(_ bytes: RawSpan) {
    let whole = bytes.byteCount / 8 * 8
    addWords(bytes.extracting(first: whole))
    var rest = UInt64(bytes.byteCount - whole) << 56
    var offset = whole
    while offset < bytes.byteCount {
      rest = rest << 8 ^ UInt64(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
      offset += 1
    }
    add(rest)
  }

  var value: UInt32 { UInt32(truncatingIfNeeded: state ^ (state >> 29)) }
}
