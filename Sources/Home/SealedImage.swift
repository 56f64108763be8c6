import Foundation

/// A terminal's memory as the records of its file make it (docs/spec/terminals.md, "The file").
struct SealedImage {
  private(set) var banks: [[UInt8]]
  /// Where the memory stands, and where its next record goes.
  var place: MemoryPlace
  var end: Int
  /// Where it stood before the last record; nil before the first.
  private(set) var before: MemoryPlace?

  /// Reads all records that are intact and in their places.
  /// - Throws: `HomeError.damaged` for one that no purse writes.
  init(
    _ data: Data, _ sealer: RecordSealer, after place: MemoryPlace, bankSize: Int, path: String
  ) throws(HomeError) {
    banks = Array(repeating: [UInt8](repeating: 0xFF, count: bankSize), count: 2)
    (self.place, end) = (place, FileStorage.headerSize)
    while let record = sealer.open(data, at: end, after: self.place) {
      guard apply(record.change) else { throw .damaged(path, "it holds what no purse writes") }
      before = self.place
      (self.place, end) = (record.place, record.end)
    }
  }

  /// A bank blanked. All of the other bank goes into the record, for with it the file begins anew (TRM-13).
  func erasure(of bank: Int) -> MemoryChange {
    let other = banks[1 - bank]
    let used = (other.lastIndex { $0 != 0xFF } ?? -1) + 1
    return .erase(bank: bank, rest: Array(other[..<used]))
  }

  /// False when the change lies outside the memory.
  mutating func apply(_ change: MemoryChange) -> Bool {
    let bankSize = banks[0].count
    switch change {
    case .write(let bank, let offset, let bytes):
      guard offset <= bankSize, bytes.count <= bankSize - offset else { return false }
      banks[bank].replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    case .erase(let bank, let rest):
      guard rest.count <= bankSize else { return false }
      banks[bank] = [UInt8](repeating: 0xFF, count: bankSize)
      banks[1 - bank] = rest + [UInt8](repeating: 0xFF, count: bankSize - rest.count)
    }
    return true
  }
}

/// A terminal's file that begins anew: a header and one record, which blanks a bank (TRM-13).
struct SealedFile {
  let bytes: [UInt8]
  /// Seals what follows in it.
  let sealer: RecordSealer
  let place: MemoryPlace

  /// - Parameter last: the place that the record follows.
  init(
    info: DeviceInfo, path: String, key: [UInt8], change: MemoryChange, after last: MemoryPlace
  ) throws(HomeError) {
    var info = info
    info.seal?.place = last
    let header = try info.header(path: path)
    sealer = RecordSealer(key: key, header: header)
    let (record, place) = sealer.seal(change, after: last)
    (bytes, self.place) = (header + record, place)
  }
}
