import Foundation

/// What a file must not contain. Each rule takes a file and gives its findings, one a line.
enum Rule {
  /// CONTRIBUTING.md: 60 to 250 lines are comfortable, 400 a reason to talk.
  static func length(_ file: TextFile) -> [String] {
    let count = file.lines.count - (file.lines.last == "" ? 1 : 0)
    return count > maximumLines ? ["\(file.path): \(count) lines"] : []
  }

  /// An escape from the compiler's checks needs a comment that proves it safe, on its line or the line
  /// above.
  static func escapes(_ file: TextFile) -> [String] {
    file.findings(file.code) { index, code in
      let escapes =
        code.contains("@unchecked Sendable") || code.contains("nonisolated(unsafe)")
        || code.contains(/[\w)\]]!(?!=)/)
      return escapes && !isExplained(index, in: file)
    }
  }

  /// Work left undone belongs in an issue.
  static func unfinished(_ file: TextFile) -> [String] {
    file.findings(file.lines) { _, line in unfinishedWords.contains { line.contains($0) } }
  }

  /// What only one machine has: home folders, this checkout's own place, mirrors of registries.
  static func machines(_ file: TextFile, places: [String] = Rule.places) -> [String] {
    file.findings(file.lines) { _, line in
      hosts.contains { line.contains($0) } || places.contains { mentions($0, in: line) }
    }
  }

  /// A module of this table imports nothing but what stands there.
  static func imports(_ file: TextFile, of module: String) -> [String] {
    guard let allowed = allowedImports[module] else { return [] }
    return file.imports.filter { !allowed.contains($0.module) }
      .map { "\(file.path):\($0.line): \(module) imports \($0.module)" }
  }

  /// Card-safe and pure modules know only each other, downwards: no Foundation, C library,
  /// cryptography or store. Purse and Settlement never meet. The log knows nothing of money: an
  /// auditor needs no more than it; nor does the link to PostgreSQL.
  static let allowedImports: [String: Set<String>] = [
    "Wire": [],
    "Purse": ["Wire"],
    "Card": ["Wire", "Purse"],
    "CardCrypto": ["Wire", "Purse", "CBearSSL"],
    "Payment": ["Wire", "Purse"],
    "Settlement": ["Wire"],
    "TransparencyLog": ["Crypto", "Foundation"],
    "PostgresLink": ["CPostgres", "Dispatch", "Glibc", "Synchronization"],
    "PostgresStore": [
      "Crypto", "Dispatch", "LedgerRecords", "PostgresLink", "Settlement", "Synchronization",
      "Wire",
    ],
    "PrivatePostgres": ["Foundation", "Glibc"],
    "PKCS11": ["CPKCS11", "Glibc", "Synchronization"],
  ]

  static let maximumLines = 500

  private static func isExplained(_ index: Int, in file: TextFile) -> Bool {
    if file.lines[index].contains("//") { return true }
    return index > 0
      && file.lines[index - 1].trimmingCharacters(in: .whitespaces).hasPrefix("//")
  }

  /// A path counts where it starts: "/a/b" is not in "x/a/b" nor in "https://host/a/b".
  private static func mentions(_ place: String, in line: String) -> Bool {
    line.ranges(of: place).contains { range in
      guard let before = line[..<range.lowerBound].last else { return true }
      return !(before.isLetter || before.isNumber || "._-/}*~".contains(before))
    }
  }

  /// Home folders and the folder that this checkout lies in, unless every machine has one by that name.
  private static let places: [String] = {
    let home = FileManager.default.homeDirectoryForCurrentUser.path
    var places = ["/" + "root/", "/" + "home/", "/" + "Users/", home + "/"]
    let top = Tree.root.pathComponents.dropFirst().first ?? ""
    if !topFolders.contains(top) { places.append("/\(top)/") }
    return places.filter { $0.count > 2 }
  }()

  private static let topFolders: Set = [
    "build", "builds", "data", "mnt", "opt", "private", "run", "src", "srv", "tmp", "usr", "var",
  ]

  // In halves, so that this file keeps the rules it makes.
  private static let unfinishedWords = ["TO" + "DO", "FIX" + "ME"]
  private static let hosts = [
    "py" + "pi.org", "python" + "hosted", "npm" + "js.", "crates" + ".io", "proxy.go" + "lang",
    "index-" + "url", "rubygems" + ".org",
  ]
}
