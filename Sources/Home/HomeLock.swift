import Foundation

/// Keeps a second process out of a home, until this one is done or dead.
final class HomeLock: Sendable {
  private let descriptor: Int32

  /// - Parameter isShared: others that share it too may hold it meanwhile.
  init(path: String, isShared: Bool = false) throws(HomeError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure(path) }
    guard flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
      let place = Self.contents(of: descriptor)
      close(descriptor)
      let home = URL(fileURLWithPath: path).deletingLastPathComponent().path
      throw place.isEmpty ? .busy(home) : .served(home, at: place)
    }
    // What a process that was killed has left.
    if !isShared { ftruncate(descriptor, 0) }
  }

  /// Tells whoever is kept out where this process serves the ledger.
  func announce(_ place: String) throws(HomeError) {
    try DurableFile.writeAll(Array(place.utf8), to: descriptor, at: 0, path: place)
  }

  private static func contents(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// A process born meanwhile holds the same lock until it runs a program: closing alone would leave it to that one.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
