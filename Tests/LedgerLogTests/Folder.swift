import Foundation

/// A folder of its own, gone with the last who knows it.
final class Folder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "kontant-vault-\(UUID())")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// One with these files in it.
  convenience init(_ files: [String: Data]) throws {
    try self.init()
    try write(files)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  /// All files, by their path within the folder.
  func files() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: url.path) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      files[name] = try Data(contentsOf: url.appending(path: name))
    }
    return files
  }

  func write(_ files: [String: Data]) throws {
    for (name, data) in files {
      let file = url.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }
  }

  func remove(_ name: String) { try? FileManager.default.removeItem(atPath: path(name)) }

  /// Makes one file anew from these bytes; what SQLite left beside it goes.
  func replace(_ name: String, _ data: Data) throws {
    for beside in ["", "-wal", "-shm", "-journal"] { remove(name + beside) }
    try write([name: data])
  }
}
