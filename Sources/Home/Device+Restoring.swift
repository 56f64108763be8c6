import Foundation
import Purse

/// What the host of a software purse does when it puts a copy of the device back, or a newer application
/// into it. A card in a chip knows neither.
extension Device {
  /// Marks the purse as restored: from now on it only syncs (CLM-50). Again changes nothing.
  public mutating func markRestored() throws { try purse.markRestored() }

  /// Puts an older copy of a device in its place, marked before it lies there: at no moment is there a copy
  /// that could pay.
  /// - Parameter copy: a file of the same device. It is left as it is.
  public static func restore(_ path: String, from copy: String) throws {
    let info = try readInfo(copy)
    // Held open, so that nothing writes to it while it is replaced.
    let present =
      FileManager.default.fileExists(atPath: path) ? try Device(path: path) : nil
    if let present, present.info.name != info.name || present.info.kind != info.kind {
      throw HomeError.otherDevice(copy, found: info.name, wanted: present.info.name)
    }
    let url = URL(fileURLWithPath: path)
    let folder = url.deletingLastPathComponent().path
    let beside = folder + "/." + url.lastPathComponent + ".restored"
    guard let data = FileManager.default.contents(atPath: copy) else {
      throw DurableFile.failure(copy)
    }
    try DurableFile.write([UInt8](data), to: beside, mode: 0o600)
    do {
      var device = try Device(path: beside)
      try device.markRestored()
    } catch {
      unlink(beside)
      throw error
    }
    try withExtendedLifetime(present) {
      guard rename(beside, path) == 0 else { throw DurableFile.failure(path) }
    }
    try DurableFile.syncFolder(of: path)
  }

  /// Puts another release of the purse application into a device; what the purse holds stays.
  public static func update(_ path: String, to version: UInt16) throws {
    let device = try Device(path: path)
    var info = device.info
    info.appletVersion = version
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    let bytes = try header(info) + [UInt8](data)[FileStorage.headerSize...]
    try withExtendedLifetime(device) { try DurableFile.write(bytes, to: path, mode: 0o600) }
  }
}
