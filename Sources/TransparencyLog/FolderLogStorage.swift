import Foundation

/// A log in a folder, laid out as it is served: `checkpoint` and `tile` are public, `private` is
/// not and only its owner can read it. Every file appears whole or not at all.
public struct FolderLogStorage: LogStorage, Sendable {
  private let folder: String

  /// The folder need not be there yet; the one around it must be.
  public init(folder: String) { self.folder = folder }

  public func read(_ file: LogFile) throws(LogError) -> [UInt8]? {
    let descriptor = open(location(file.path), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(file.path)
    }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { throw failure(file.path) }
    guard information.st_size <= Self.maximumFileBytes else {
      throw .storage(path: file.path, reason: "larger than any file of a log")
    }
    var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        pread(
          descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).baseAddress,
          buffer.count - filled, off_t(filled))
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failure(file.path) }
      if count == 0 { break }
      filled += count
    }
    return Array(bytes.prefix(filled))
  }

  /// LOG-8's order: what the checkpoint covers is durable before the checkpoint is renamed into
  /// place, and what it makes superfluous goes after it is durable.
  public mutating func commit(_ batch: LogBatch) throws(LogError) {
    var folders: Set<String> = []
    for content in batch.contents {
      try makeFolder(of: content.file.path, made: &folders)
      try writeBeside(content.bytes, path: content.file.path)
    }
    for content in batch.contents {
      try rename(path: content.file.path)
      folders.insert(Self.folder(of: content.file.path))
    }
    for folder in folders { try sync(folder) }
    try makeFolder(of: LogFile.checkpoint.path, made: &folders)
    try writeBeside(batch.checkpoint, path: LogFile.checkpoint.path)
    try rename(path: LogFile.checkpoint.path)
    try sync("")
    for file in batch.completed { remove(file.partialFolder) }
    for file in batch.superseded { remove(file.path) }
  }

  private func writeBeside(_ bytes: [UInt8], path: String) throws(LogError) {
    let mode: mode_t = Self.isPrivate(path) ? 0o600 : 0o644
    let descriptor = open(
      Self.beside(location(path)), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        write(
          descriptor, UnsafeRawBufferPointer(rebasing: buffer[written...]).baseAddress,
          buffer.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw failure(path) }
      written += count
    }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  private func rename(path: String) throws(LogError) {
    let place = location(path)
    guard Foundation.rename(Self.beside(place), place) == 0 else { throw failure(path) }
  }

  /// Makes what is missing on the way, and remembers the folders that have new entries.
  private func makeFolder(of path: String, made folders: inout Set<String>) throws(LogError) {
    if mkdir(folder, 0o755) == 0 {
      try syncAround()
    } else if errno != EEXIST {
      throw failure(path)
    }
    var way = ""
    for part in path.split(separator: "/").dropLast() {
      let parent = way
      way += (way.isEmpty ? "" : "/") + part
      if mkdir(location(way), Self.isPrivate(way) ? 0o700 : 0o755) == 0 {
        folders.insert(parent)
      } else if errno != EEXIST {
        throw failure(way)
      }
    }
  }

  private func syncAround() throws(LogError) {
    try syncFolder(URL(fileURLWithPath: folder).deletingLastPathComponent().path)
  }

  private func sync(_ path: String) throws(LogError) { try syncFolder(location(path)) }

  private func syncFolder(_ place: String) throws(LogError) {
    let descriptor = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(place) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(place) }
  }

  /// What is superfluous does no harm, so that it stays if it cannot be removed.
  private func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: location(path))
  }

  private func location(_ path: String) -> String { path.isEmpty ? folder : folder + "/" + path }

  private func failure(_ path: String) -> LogError {
    .storage(path: path, reason: String(cString: strerror(errno)))
  }

  private static func folder(of path: String) -> String {
    path.split(separator: "/").dropLast().joined(separator: "/")
  }

  private static func beside(_ place: String) -> String { place + ".new" }

  private static func isPrivate(_ path: String) -> Bool { path.hasPrefix("private") }

  /// 256 of the largest records.
  private static let maximumFileBytes =
    Tile.fullWidth * (EntryBundle.lengthBytes + EntryBundle.maximumRecordBytes)
}
