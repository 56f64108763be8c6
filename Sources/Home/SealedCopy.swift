import Foundation
import Purse
import Wire

/// What can be read of a terminal's file that is not the latest, taken out of it so that its purse can be marked as
/// restored (TRM-30). Changes stay here until the whole is put in place: at no moment is there a file that could pay.
struct SealedCopy: PurseStorage, Sendable {
  private let info: DeviceInfo
  private let token: TerminalToken
  private let key: [UInt8]
  private var image: SealedImage
  /// The bank that was begun last: the purse is in there.
  private var live: Int?

  /// - Parameter path: the copy's, which stays as it is.
  /// - Throws: `HomeError.damaged` where nothing in it opens with its token, `TokenError`.
  init(path: String, info: DeviceInfo, seal: DeviceSeal, token: TerminalToken) throws {
    (self.info, self.token) = (info, token)
    key = try token.dataKey()
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    let sealer = RecordSealer(key: key, header: [UInt8](data.prefix(FileStorage.headerSize)))
    image = try SealedImage(
      data, sealer, after: seal.place, bankSize: info.bankSize, path: path)
    guard image.before != nil else {
      throw HomeError.damaged(path, "nothing in it opens with its token")
    }
  }

  var bankSize: Int { info.bankSize }

  func read<let n: Int>(bank: Int, at offset: Int, count: Int, appendingTo bytes: inout Bytes<n>) {
    bytes.append(Array(image.banks[bank][offset..<(offset + count)]).span.bytes)
  }

  mutating func write(
    bank: Int, at offset: Int, _ bytes: borrowing RawSpan
  ) throws(StorageError) {
    let copy = bytes.withUnsafeBytes { Array($0) }
    guard image.apply(.write(bank: bank, offset: offset, bytes: copy)) else { throw .full }
  }

  mutating func erase(bank: Int) throws(StorageError) {
    guard image.apply(image.erasure(of: bank)) else { throw .failed }
    live = bank
  }

  /// Makes this the terminal's file: one record after the place that the token knows, so that whatever was written
  /// before is an older copy from now on. Where the token knows none, the copy's own place is the last (TRM-31).
  func put(at path: String) throws {
    guard let live else { preconditionFailure("the purse was not marked") }
    let last = try token.lastPlace() ?? image.place
    let file = try SealedFile(
      info: info, path: path, key: key, change: image.erasure(of: 1 - live), after: last)
    // The file first, then the token: between the two it is one record ahead, which opening mends (TRM-22).
    _ = try OpenFile(replacing: path, by: file.bytes)
    try token.setLastPlace(file.place)
  }
}
