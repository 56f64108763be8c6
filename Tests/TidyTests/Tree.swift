import Foundation

/// The project's files as they lie in the working copy, whether or not Git knows them yet.
enum Tree {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().standardizedFileURL

  /// Every text file, without what builds and tools leave behind.
  static let files: [TextFile] = list(root).compactMap { path in
    let url = root.appending(path: path)
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
    return TextFile(path: path, text: text)
  }

  static let swiftFiles = files.filter { $0.path.hasSuffix(".swift") }

  /// The Swift files of one module. None, while the module isn't written.
  static func module(_ name: String) -> [TextFile] {
    swiftFiles.filter { $0.path.hasPrefix("Sources/\(name)/") }
  }

  private static func list(_ folder: URL, under prefix: String = "") -> [String] {
    let keys: [URLResourceKey] = [.isDirectoryKey, .isSymbolicLinkKey]
    let entries =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: keys))
      ?? []
    return entries.sorted { $0.path < $1.path }.flatMap { entry -> [String] in
      let name = entry.lastPathComponent
      let values = try? entry.resourceValues(forKeys: Set(keys))
      if isLeftover(name) || values?.isSymbolicLink == true { return [] }
      if values?.isDirectory == true { return list(entry, under: "\(prefix)\(name)/") }
      return [prefix + name]
    }
  }

  /// The names in .gitignore, and Git's own.
  private static func isLeftover(_ name: String) -> Bool {
    leftovers.contains(name) || name.hasPrefix(".build") || name.hasSuffix(".kontant-home")
  }

  private static let leftovers: Set = [
    ".git", ".swiftpm", ".venv", ".DS_Store", "Package.resolved", "__pycache__",
  ]
}
