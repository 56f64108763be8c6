import Foundation

/// Keeps a second process out of a home, until this one is done or dead.
final class HomeLock: Sendable {
  private let descriptor: Int32

  init(path: String) throws(HomeError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DurableFile.failure(path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .busy(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }
  }

  deinit { close(descriptor) }
}
