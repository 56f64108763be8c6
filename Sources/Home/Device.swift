import Foundation
import Payment
import Purse
import PurseCrypto
import Wire

/// A purse in a device file.
public typealias DevicePurse = Purse<SoftwarePurseCrypto, FileStorage>

/// What stands on a device from outside.
public struct DeviceInfo: Codable, Equatable, Sendable {
  public var format: Int
  public var name: String
  public var kind: String
  public var bankSize: Int
  /// The suites that the device knows, a bit each; nil for those that need nobody beside the purse.
  public var suites: UInt8?
  /// The release of the purse application in it; nil for this program's own.
  public var appletVersion: UInt16?

  static let knownFormat = 1

  var supported: SuiteSet {
    guard let suites else { return SoftwarePurseCrypto.supported }
    return SuiteSet(bits: suites).intersection(SoftwarePurseCrypto.known)
  }
}

/// One device: a file that could lie anywhere, with a purse in it.
public struct Device: Sendable {
  public let info: DeviceInfo
  public let path: String
  public var purse: DevicePurse

  /// Opens a device file. Power may have gone at any moment before; the purse finds its place.
  public init(path: String) throws(HomeError) {
    self.path = path
    info = try Self.readInfo(path)
    var storage = try FileStorage(path: path, bankSize: info.bankSize)
    // Read once the device's file is locked.
    let kept = try SecondsFile(path + ".seconds")
    storage.seconds = kept
    purse = DevicePurse(
      crypto: SoftwarePurseCrypto(
        suites: info.supported,
        appletVersion: info.appletVersion ?? PurseLimits.appletVersion, seconds: kept.store),
      storage: storage)
  }

  /// Makes a blank device.
  static func create(
    path: String, name: String, kind: DeviceKind, supports: SuiteSet = SoftwarePurseCrypto.supported
  ) throws(HomeError) {
    let bankSize = kind == .card ? 32_768 : 262_144
    let info = DeviceInfo(
      format: DeviceInfo.knownFormat, name: name, kind: kind.name, bankSize: bankSize,
      suites: supports == SoftwarePurseCrypto.supported ? nil : supports.bits)
    let banks = [UInt8](repeating: 0xFF, count: 2 * bankSize)
    try DurableFile.write(try header(info) + banks, to: path, mode: 0o600)
  }

  /// The front of a device's file.
  static func header(_ info: DeviceInfo) throws(HomeError) -> [UInt8] {
    var header = Array("KONTANT DEVICE\n".utf8)
    guard let json = try? JSONEncoder().encode(info) else {
      throw .io("\(info.name): the device's description cannot be written")
    }
    header += Array(json) + [0x0A]
    return header + [UInt8](repeating: 0x20, count: FileStorage.headerSize - header.count)
  }

  static func readInfo(_ path: String) throws(HomeError) -> DeviceInfo {
    guard let handle = FileHandle(forReadingAtPath: path) else { throw DurableFile.failure(path) }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: FileStorage.headerSize),
      data.count == FileStorage.headerSize
    else { throw .damaged(path, "it is too short for a device") }
    let lines = data.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count >= 2, lines[0].elementsEqual("KONTANT DEVICE".utf8),
      let info = try? JSONDecoder().decode(DeviceInfo.self, from: Data(lines[1]))
    else { throw .damaged(path, "it is not a device file") }
    guard info.format == DeviceInfo.knownFormat else {
      throw .otherVersion(path, found: info.format, known: DeviceInfo.knownFormat)
    }
    guard info.bankSize >= PurseLimits.smallestBank, info.bankSize % 8 == 0,
      info.bankSize <= 16_777_216
    else { throw .damaged(path, "its banks have an impossible size") }
    return info
  }
}

extension DeviceKind {
  public var name: String {
    switch self {
    case .card: "card"
    case .terminal: "terminal"
    case .phone: "phone"
    }
  }
}
