import Foundation
import LedgerCrypto
import Payment
import Purse
import PurseCrypto
import Wire

/// A purse in a device file.
public typealias DevicePurse = Purse<DeviceCrypto, DeviceStorage>

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

  /// Of a terminal whose keys lie in a token; nil of all others.
  var seal: DeviceSeal?

  static let knownFormat = 1
  /// Of a device whose memory is sealed.
  static let sealedFormat = 2

  var supported: SuiteSet {
    guard let suites else { return SoftwarePurseCrypto.supported }
    return SuiteSet(bits: suites).intersection(SoftwarePurseCrypto.known)
  }

  /// The first bytes of the device's file.
  func header(path: String) throws(HomeError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let start = Array("KONTANT DEVICE\n".utf8)
    guard let json = try? encoder.encode(self),
      start.count + json.count < FileStorage.headerSize
    else { throw .io("\(path): the device's description cannot be written; shorten its paths") }
    let header = start + Array(json) + [0x0A]
    return header + [UInt8](repeating: 0x20, count: FileStorage.headerSize - header.count)
  }
}

/// What a sealed device's file says of its token, and of the changes before the first one that it holds (TRM-10).
struct DeviceSeal: Codable, Equatable, Sendable {
  /// 16 random bytes, which name the terminal in its token.
  var identity: [UInt8]
  var keys: TerminalPlace
  private var sequence: UInt64
  private var tag: [UInt8]

  init(identity: [UInt8], keys: TerminalPlace) {
    (self.identity, self.keys) = (identity, keys)
    (sequence, tag) = (MemoryPlace.first.sequence, MemoryPlace.first.tag)
  }

  var isWellFormed: Bool { identity.count == 16 && tag.count == MemoryPlace.tagSize }

  var place: MemoryPlace {
    get { MemoryPlace(sequence: sequence, tag: tag) }
    set { (sequence, tag) = (newValue.sequence, newValue.tag) }
  }
}

/// One device: a file that could lie anywhere, with a purse in it.
public struct Device: Sendable {
  public let info: DeviceInfo
  public let path: String
  public var purse: DevicePurse

  private let token: TerminalToken?
  private let sealed: SealedStorage?

  /// Opens a device file. Power may have gone at any moment before; the purse finds its place.
  /// - Throws: `HomeError`; `TokenError` where its keys lie in a token that does not answer.
  public init(path: String) throws {
    self.path = path
    info = try Self.readInfo(path)
    if let seal = info.seal {
      let token = TerminalToken(seal.keys, identity: seal.identity)
      let storage = try SealedStorage(path: path, info: info, seal: seal, token: token)
      (self.token, sealed) = (token, storage)
      purse = DevicePurse(
        crypto: DeviceCrypto(
          token: token, appletVersion: info.appletVersion ?? PurseLimits.appletVersion),
        storage: .sealed(storage))
    } else {
      (token, sealed) = (nil, nil)
      var storage = try FileStorage(path: path, bankSize: info.bankSize)
      // Read once the device's file is locked.
      let kept = try SecondsFile(path + ".seconds")
      storage.seconds = kept
      let software = SoftwarePurseCrypto(
        suites: info.supported,
        appletVersion: info.appletVersion ?? PurseLimits.appletVersion, seconds: kept.store)
      purse = DevicePurse(crypto: DeviceCrypto(software), storage: .plain(storage))
    }
  }

  /// - Throws: why the device's token or file took nothing more: what it answered meanwhile does not count.
  func check() throws {
    try token?.failure.check()
    try sealed?.check()
  }

  /// Makes a blank device.
  static func create(
    path: String, name: String, kind: DeviceKind, supports: SuiteSet = SoftwarePurseCrypto.supported
  ) throws(HomeError) {
    let info = DeviceInfo(
      format: DeviceInfo.knownFormat, name: name, kind: kind.name, bankSize: bankSize(kind),
      suites: supports == SoftwarePurseCrypto.supported ? nil : supports.bits)
    let banks = [UInt8](repeating: 0xFF, count: 2 * info.bankSize)
    try DurableFile.write(try info.header(path: path) + banks, to: path, mode: 0o600)
  }

  /// Makes a blank device whose keys lie in a token. Broken off, it leaves nothing but names in the token that serve
  /// nobody (TRM-1).
  static func create(path: String, name: String, kind: DeviceKind, keys: TerminalPlace) throws {
    var generator = SystemRandomNumberGenerator()
    let identity = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let info = DeviceInfo(
      format: DeviceInfo.sealedFormat, name: name, kind: kind.name, bankSize: bankSize(kind),
      suites: SuiteSet.es256.bits, seal: DeviceSeal(identity: identity, keys: keys))
    let header = try info.header(path: path)
    try TerminalToken(keys, identity: identity).prepare()
    try DurableFile.write(header, to: path, mode: 0o600)
  }

  private static func bankSize(_ kind: DeviceKind) -> Int { kind == .card ? 32_768 : 262_144 }

  /// What stands on a device from outside; nothing in it is opened.
  public static func description(of path: String) throws(HomeError) -> DeviceInfo {
    try readInfo(path)
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
    guard info.format == (info.seal == nil ? DeviceInfo.knownFormat : DeviceInfo.sealedFormat)
    else { throw .otherVersion(path, found: info.format, known: DeviceInfo.sealedFormat) }
    guard info.seal.map({ $0.isWellFormed }) ?? true else {
      throw .damaged(path, "its seal cannot be read")
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
