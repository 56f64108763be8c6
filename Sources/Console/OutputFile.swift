import Foundation
import Glibc
import Home

/// Where a command's message goes: whole or not at all, and never over another one.
public struct OutputFile: Sendable {
  public let path: String
  private let force: Bool

  /// - Parameter path: `-` for standard output.
  public init(path: String, force: Bool) {
    self.path = path
    self.force = force
  }

  public var isStandardOutput: Bool { path == "-" }

  /// As a sentence names it.
  public var shown: String { isStandardOutput ? "the output" : path }

  /// Refuses before anything has happened what could only fail after it: a folder that is not
  /// there or cannot be written, a folder in the file's place.
  public func check() throws {
    guard !isStandardOutput else { return }
    var isTakenByFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isTakenByFolder)
    guard !path.isEmpty, !isTakenByFolder.boolValue else {
      throw Explanation(
        code: "notAFile",
        message: path.isEmpty
          ? "the output has no name; name a file" : "\(path) is a folder; name a file",
        exitCode: ExitCode.cannotCreate)
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      throw Explanation(
        code: "noSuchFolder", message: "there is no folder \(folder) for \(path); make it first",
        exitCode: ExitCode.cannotCreate)
    }
    if isSpecial { return }
    guard access(folder, W_OK) == 0 else { throw DurableFile.failure(folder) }
  }

  /// Whether a file is a device, a ledger, or the settings, keys or lock of a home.
  private static func isOfAHome(_ start: [UInt8], name: String) -> Bool {
    let file = URL(fileURLWithPath: name).lastPathComponent
    return start.starts(with: Array("KONTANT DEVICE".utf8))
      || start.starts(with: Array("SQLite format 3".utf8))
      || ["kontant.json", "keys.json", "lock"].contains(file)
  }

  /// Writes the bytes durably. The same bytes may be there already: a command that is repeated.
  public func write(_ bytes: [UInt8]) throws {
    if isStandardOutput { return try writeThrough(bytes, STDOUT_FILENO) }
    if isSpecial {
      let descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw DurableFile.failure(path) }
      defer { close(descriptor) }
      return try writeThrough(bytes, descriptor)
    }
    if let there = FileManager.default.contents(atPath: path) {
      if [UInt8](there) == bytes { return }
      guard !Self.isOfAHome([UInt8](there.prefix(16)), name: path) else {
        throw Explanation(
          code: "fileExists",
          message: "\(path) is a device or a part of a home and is never overwritten; name another",
          exitCode: ExitCode.cannotCreate)
      }
      guard force else {
        throw Explanation(
          code: "fileExists",
          message: "\(path) exists and holds something else; name another file or use --force",
          exitCode: ExitCode.cannotCreate)
      }
    }
    try DurableFile.write(bytes, to: path, mode: 0o644)
  }

  /// Whether another file of this name is in the way of a new message.
  public var isTaken: Bool {
    !force && !isStandardOutput && !isSpecial && FileManager.default.fileExists(atPath: path)
  }

  /// A device or a pipe, which is written to and never renamed over.
  private var isSpecial: Bool {
    var information = stat()
    guard stat(path, &information) == 0 else { return false }
    return information.st_mode & S_IFMT != S_IFREG
  }

  private func writeThrough(_ bytes: [UInt8], _ descriptor: Int32) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw DurableFile.failure(path) }
      written += count
    }
  }
}
