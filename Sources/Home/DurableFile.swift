import Foundation

/// Durable writes of whole files: all of the old or all of the new, whatever happens meanwhile.
public enum DurableFile {
  /// Writes beside, makes durable, renames over, makes the folder durable.
  public static func write(
    _ bytes: [UInt8], to path: String, mode: mode_t
  ) throws(HomeError) {
    let temporary = temporary(path)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(path) }
    do throws(HomeError) {
      defer { close(descriptor) }
      try writeAll(bytes, to: descriptor, at: 0, path: path)
      guard fsync(descriptor) == 0 else { throw failure(path) }
    } catch {
      unlink(temporary)
      throw error
    }
    guard rename(temporary, path) == 0 else {
      let error = failure(path)
      unlink(temporary)
      throw error
    }
    try syncFolder(of: path)
  }

  /// Where a file is written before it takes its place.
  static func temporary(_ path: String) -> String {
    let url = URL(fileURLWithPath: path)
    return url.deletingLastPathComponent().path + "/." + url.lastPathComponent + ".new"
  }

  /// Makes a new or renamed entry of the folder durable.
  static func syncFolder(of path: String) throws(HomeError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(folder) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(folder) }
  }

  static func writeAll(
    _ bytes: [UInt8], to descriptor: Int32, at offset: Int, path: String
  ) throws(HomeError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(
          descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress,
          bytes.count - written, off_t(offset + written))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      written += count
    }
  }

  /// What `errno` says of a file.
  public static func failure(_ path: String) -> HomeError {
    let code = errno
    if code == ENOSPC || code == EDQUOT { return .noSpace(path) }
    return .io("\(path): \(String(cString: strerror(code)))")
  }
}
