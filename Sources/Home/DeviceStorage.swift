import Purse
import Wire

/// The memory of a device's purse: as it is in its file, or sealed there under a token's key (TRM-10).
public enum DeviceStorage: PurseStorage, Sendable {
  case plain(FileStorage)
  case sealed(SealedStorage)

  public var bankSize: Int {
    switch self {
    case .plain(let storage): storage.bankSize
    case .sealed(let storage): storage.bankSize
    }
  }

  public func read<let n: Int>(
    bank: Int, at offset: Int, count: Int, appendingTo bytes: inout Bytes<n>
  ) {
    switch self {
    case .plain(let storage):
      storage.read(bank: bank, at: offset, count: count, appendingTo: &bytes)
    case .sealed(let storage):
      storage.read(bank: bank, at: offset, count: count, appendingTo: &bytes)
    }
  }

  public mutating func write(
    bank: Int, at offset: Int, _ bytes: borrowing RawSpan
  ) throws(StorageError) {
    switch self {
    case .plain(var storage): try storage.write(bank: bank, at: offset, bytes)
    case .sealed(let storage): try storage.write(bank: bank, at: offset, bytes)
    }
  }

  public mutating func erase(bank: Int) throws(StorageError) {
    switch self {
    case .plain(var storage): try storage.erase(bank: bank)
    case .sealed(let storage): try storage.erase(bank: bank)
    }
  }
}
