import Foundation
import PurseCrypto
import Wire

/// Keeps second signatures of suite 3 beside a device's file, as a phone does beside its secure element (SUI-22).
/// Nothing is there until the first one comes.
public final class SecondsFile: Sendable {
  public let store: SecondStore
  private let path: String

  /// - Throws: when the file is there and cannot be read. Without it nothing of suite 3 could be reported.
  init(_ path: String) throws(HomeError) {
    self.path = path
    guard FileManager.default.fileExists(atPath: path) else {
      store = SecondStore()
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    guard let packet = try? Packet([UInt8](data)) else {
      throw .damaged(path, "the second signatures cannot be read")
    }
    store = SecondStore(SecondSignatures(packet.seconds, hash: SoftwareHash()))
  }

  /// Writes what has changed, durably: before the purse's own memory says that it rests on it.
  func flush() throws(HomeError) {
    guard let changed = store.changes() else { return }
    var packet = Packet(kind: .address, message: [])
    packet.seconds = changed.items
    do throws(HomeError) {
      guard packet.seconds.count <= WireLimits.secondsPerPacket else { throw .noSpace(path) }
      try DurableFile.write(packet.bytes, to: path, mode: 0o600)
    } catch {
      store.noteUnwritten()
      throw error
    }
  }
}
