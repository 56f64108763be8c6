import Foundation
import LedgerCrypto
import Purse
import Synchronization
import Wire

/// A terminal's memory whose file is sealed under a key that lies in a token (docs/spec/terminals.md). The purse reads
/// and writes plain memory of this process; each change is one record of the file, and is durable when the token knows
/// of it, too.
public struct SealedStorage: PurseStorage, Sendable {
  private let memory: SealedMemory

  /// Opens a device's file.
  /// - Throws: `HomeError` for a file that is not what the token says of it, `TokenError`.
  init(path: String, info: DeviceInfo, seal: DeviceSeal, token: TerminalToken) throws {
    memory = try SealedMemory(path: path, info: info, seal: seal, token: token)
  }

  public var bankSize: Int { memory.bankSize }

  public func read<let n: Int>(
    bank: Int, at offset: Int, count: Int, appendingTo bytes: inout Bytes<n>
  ) { bytes.append(memory.read(bank, offset, count).span.bytes) }

  public func write(
    bank: Int, at offset: Int, _ bytes: borrowing RawSpan
  ) throws(StorageError) {
    let copy = bytes.withUnsafeBytes { Array($0) }
    guard offset + copy.count <= bankSize else { throw .full }
    try memory.change(.write(bank: bank, offset: offset, bytes: copy))
  }

  public func erase(bank: Int) throws(StorageError) {
    try memory.change(memory.erasure(of: bank))
  }

  /// - Throws: why this memory takes nothing any more: the device has to be opened anew.
  func check() throws { try memory.check() }
}

/// The memory behind it, shared by all copies of a purse's value.
private final class SealedMemory: Sendable {
  let bankSize: Int
  private let path: String
  private let info: DeviceInfo
  private let token: TerminalToken
  private let key: [UInt8]
  private let state: Mutex<State>

  struct State {
    var image: SealedImage
    var file: OpenFile
    var sealer: RecordSealer
    var failure: (any Error)?
  }

  init(path: String, info: DeviceInfo, seal: DeviceSeal, token: TerminalToken) throws {
    (self.path, self.info, self.token) = (path, info, token)
    bankSize = info.bankSize
    let file = try OpenFile(path: path)
    key = try token.dataKey()
    guard let last = try token.lastPlace() else { throw HomeError.placeUnknown(path) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    let sealer = RecordSealer(key: key, header: [UInt8](data.prefix(FileStorage.headerSize)))
    let image = try SealedImage(
      data, sealer, after: seal.place, bankSize: info.bankSize, path: path)
    // The one step of slack: the file had the change, and the power went before the token had it (TRM-22).
    if image.place != last {
      guard image.before == last else {
        throw image.end == data.count
          ? HomeError.notTheLatest(path)
          : HomeError.damaged(path, "what its token says was written is not all there")
      }
      try token.setLastPlace(image.place)
    }
    state = Mutex(State(image: image, file: file, sealer: sealer))
  }

  func read(_ bank: Int, _ offset: Int, _ count: Int) -> [UInt8] {
    state.withLock { Array($0.image.banks[bank][offset..<(offset + count)]) }
  }

  /// All of the other bank goes into the record, for with it the file begins anew.
  func erasure(of bank: Int) -> MemoryChange {
    state.withLock { $0.image.erasure(of: bank) }
  }

  func check() throws {
    try token.failure.check()
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// The file first, then the token, then memory: so a change that was answered is in both (TRM-21).
  func change(_ change: MemoryChange) throws(StorageError) {
    let isDone = state.withLock { state in
      guard state.failure == nil else { return false }
      do {
        // A signature that the token did not make is in these bytes.
        try token.failure.check()
        // Somebody else's copy of this device may have gone on meanwhile (TRM-23).
        guard try token.lastPlace() == state.image.place else { throw HomeError.notTheLatest(path) }
        let place = try write(change, &state)
        try token.setLastPlace(place)
        guard state.image.apply(change) else { preconditionFailure("write outside memory") }
        state.image.place = place
        return true
      } catch {
        state.failure = error
        return false
      }
    }
    guard isDone else { throw .failed }
  }

  private func write(_ change: MemoryChange, _ state: inout State) throws -> MemoryPlace {
    guard case .erase = change else {
      let (record, place) = state.sealer.seal(change, after: state.image.place)
      try state.file.append(record, at: state.image.end)
      state.image.end += record.count
      return place
    }
    let new = try SealedFile(
      info: info, path: path, key: key, change: change, after: state.image.place)
    state.file = try OpenFile(replacing: path, by: new.bytes)
    (state.sealer, state.image.end) = (new.sealer, new.bytes.count)
    return new.place
  }
}
