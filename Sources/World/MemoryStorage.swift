import Purse
import Wire

/// Two banks in memory, with a plug that can be pulled at any write. A value: copying it is copying
/// the card.
public struct MemoryStorage: PurseStorage, Sendable, Equatable {
  public let bankSize: Int
  private var bytes: [UInt8]
  /// Writes and erases so far.
  public private(set) var operations = 0
  /// The power goes during this operation, counted from now: 0 is the next one. Nil: it stays.
  public var powerFailsAfter: Int?
  /// How many bytes of the write that is cut short still reach the memory.
  public var tornBytes = 0

  public init(bankSize: Int) {
    self.bankSize = bankSize
    bytes = [UInt8](repeating: 0xFF, count: bankSize * 2)
  }

  /// The contents of both banks, one after the other.
  public init(image: [UInt8]) {
    bankSize = image.count / 2
    bytes = image
  }

  public var image: [UInt8] { bytes }

  public func read<let n: Int>(
    bank: Int, at offset: Int, count: Int, appendingTo target: inout Bytes<n>
  ) {
    let start = bank * bankSize + offset
    target.append(bytes.span.bytes.extracting(start..<(start + count)))
  }

  public mutating func write(
    bank: Int, at offset: Int, _ data: borrowing RawSpan
  ) throws(StorageError) {
    guard offset + data.byteCount <= bankSize else { throw .full }
    let isCut = losesPower()
    let count = isCut ? min(tornBytes, data.byteCount) : data.byteCount
    let start = bank * bankSize + offset
    data.withUnsafeBytes { source in
      bytes.withUnsafeMutableBytes { target in
        UnsafeMutableRawBufferPointer(rebasing: target[start..<(start + count)])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[0..<count]))
      }
    }
    if isCut { throw .failed }
  }

  public mutating func erase(bank: Int) throws(StorageError) {
    let isCut = losesPower()
    let count = isCut ? min(tornBytes, bankSize) : bankSize
    let start = bank * bankSize
    bytes.withUnsafeMutableBytes { target in
      _ = UnsafeMutableRawBufferPointer(rebasing: target[start..<(start + count)])
        .initializeMemory(as: UInt8.self, repeating: 0xFF)
    }
    if isCut { throw .failed }
  }

  private mutating func losesPower() -> Bool {
    operations += 1
    guard let left = powerFailsAfter else { return false }
    powerFailsAfter = left == 0 ? nil : left - 1
    return left == 0
  }
}
