import Foundation
import Purse
import Wire

/// A device's memory in a file: a header that says what the device is, then the purse's two banks.
/// Each write is durable when it returns.
public struct FileStorage: PurseStorage, Sendable {
  private let file: OpenFile
  /// What the purse's memory rests on and does not hold itself.
  var seconds: SecondsFile?
  public let bankSize: Int

  static let headerSize = 4096

  /// Opens a device file whose banks have `bankSize` bytes.
  init(path: String, bankSize: Int) throws(HomeError) {
    file = try OpenFile(path: path)
    self.bankSize = bankSize
    guard file.size == Self.headerSize + 2 * bankSize else {
      throw .damaged(path, "it has \(file.size) bytes and not \(Self.headerSize + 2 * bankSize)")
    }
  }

  public func read<let n: Int>(
    bank: Int, at offset: Int, count: Int, appendingTo bytes: inout Bytes<n>
  ) {
    var buffer = [UInt8](repeating: 0, count: count)
    let start = off_t(Self.headerSize + bank * bankSize + offset)
    let got = buffer.withUnsafeMutableBytes { pread(file.descriptor, $0.baseAddress, count, start) }
    // The size was checked when the file was opened. Whoever shortens it meanwhile, or whose disk fails,
    // leaves no memory to go on from: the device is off.
    guard got == count else { powerOff() }
    bytes.append(buffer.span.bytes)
  }

  private func powerOff() -> Never {
    let complaint =
      "kontant: \(file.path) can no longer be read; check the disk, and that nothing "
      + "else writes to the file\n"
    FileHandle.standardError.write(Data(complaint.utf8))
    exit(74)
  }

  public mutating func write(
    bank: Int, at offset: Int, _ bytes: borrowing RawSpan
  ) throws(StorageError) {
    let copy = bytes.withUnsafeBytes { Array($0) }
    guard offset + copy.count <= bankSize else { throw .full }
    try write(copy, at: Self.headerSize + bank * bankSize + offset)
  }

  public mutating func erase(bank: Int) throws(StorageError) {
    try write(
      [UInt8](repeating: 0xFF, count: bankSize), at: Self.headerSize + bank * bankSize)
  }

  private func write(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
    do {
      try seconds?.flush()
      try DurableFile.writeAll(bytes, to: file.descriptor, at: offset, path: file.path)
    } catch {
      throw .failed
    }
    guard fdatasync(file.descriptor) == 0 else { throw .failed }
  }
}

/// An open device file, closed with its last user. A second process is kept out: two purses over one
/// memory would each write what the other does not know.
final class OpenFile: Sendable {
  let descriptor: Int32
  let path: String
  let size: Int

  init(path: String) throws(HomeError) {
    self.path = path
    descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw DurableFile.failure(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .deviceBusy(path)
    }
    size = Int(lseek(descriptor, 0, SEEK_END))
  }

  /// Takes the place of a file, with these bytes: the old one or the new one, whatever happens meanwhile. The new one is
  /// locked before it has its name.
  init(replacing path: String, by bytes: [UInt8]) throws(HomeError) {
    self.path = path
    let temporary = DurableFile.temporary(path)
    let new = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard new >= 0 else { throw DurableFile.failure(path) }
    do throws(HomeError) {
      guard flock(new, LOCK_EX | LOCK_NB) == 0 else { throw .deviceBusy(path) }
      try DurableFile.writeAll(bytes, to: new, at: 0, path: path)
      guard fsync(new) == 0, rename(temporary, path) == 0 else { throw DurableFile.failure(path) }
      try DurableFile.syncFolder(of: path)
    } catch {
      close(new)
      throw error
    }
    descriptor = new
    size = bytes.count
  }

  /// Ends the file with these bytes, durably: what lay there after `offset` was never whole.
  func append(_ bytes: [UInt8], at offset: Int) throws(HomeError) {
    guard ftruncate(descriptor, off_t(offset)) == 0 else { throw DurableFile.failure(path) }
    try DurableFile.writeAll(bytes, to: descriptor, at: offset, path: path)
    guard fdatasync(descriptor) == 0 else { throw DurableFile.failure(path) }
  }

  /// Unlocks first: see `HomeLock`.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
