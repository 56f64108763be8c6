import Foundation
import LedgerCrypto
import Purse

/// What the host of a software purse does when it puts a copy of the device back, or a newer application
/// into it. A card in a chip knows neither.
extension Device {
  /// Marks the purse of a device's file as restored: from now on it only syncs (CLM-50). A file that its token knows to
  /// be an older copy is the newest from then on (TRM-30).
  public static func markRestored(_ path: String) throws {
    let info = try readInfo(path)
    if let seal = info.seal { return try restore(path, from: path, info, seal) }
    var device = try Device(path: path)
    try device.purse.markRestored()
  }

  /// Puts an older copy of a device in its place, marked before it lies there: at no moment is there a copy
  /// that could pay.
  /// - Parameter copy: a file of the same device. It is left as it is.
  public static func restore(_ path: String, from copy: String) throws {
    let info = try readInfo(copy)
    if let seal = info.seal { return try restore(path, from: copy, info, seal) }
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
    do { try markRestored(beside) } catch {
      unlink(beside)
      throw error
    }
    try withExtendedLifetime(present) {
      guard rename(beside, path) == 0 else { throw DurableFile.failure(path) }
    }
    try DurableFile.syncFolder(of: path)
  }

  /// The same for a terminal whose memory is sealed. What lies in its place now may be an older copy itself, or damaged,
  /// so only its description is looked at.
  private static func restore(
    _ path: String, from copy: String, _ info: DeviceInfo, _ seal: DeviceSeal
  ) throws {
    // Held open, so that nothing writes to it while it is replaced.
    var present: OpenFile?
    if FileManager.default.fileExists(atPath: path) {
      present = try OpenFile(path: path)
      let lying = try readInfo(path)
      guard lying.name == info.name, lying.seal?.identity == seal.identity else {
        throw HomeError.otherDevice(copy, found: info.name, wanted: lying.name)
      }
    }
    let token = TerminalToken(seal.keys, identity: seal.identity)
    let memory = try SealedCopy(path: copy, info: info, seal: seal, token: token)
    var purse = Purse(
      crypto: DeviceCrypto(
        token: token, appletVersion: info.appletVersion ?? PurseLimits.appletVersion),
      storage: memory)
    try purse.markRestored()
    try token.failure.check()
    try withExtendedLifetime(present) { try purse.storage.put(at: path) }
  }

  /// Puts another release of the purse application into a device; what the purse holds stays.
  public static func update(_ path: String, to version: UInt16) throws {
    let device = try Device(path: path)
    var info = device.info
    // Its header is sealed with its records.
    guard info.seal == nil else { throw HomeError.sealed(path) }
    info.appletVersion = version
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    let bytes = try info.header(path: path) + [UInt8](data)[FileStorage.headerSize...]
    try withExtendedLifetime(device) { try DurableFile.write(bytes, to: path, mode: 0o600) }
  }
}
