import Foundation

/// The log's checkpoint, as whoever watches the log from outside sees it: it only grows.
struct LogWatch {
  /// A checkpoint kept from earlier, for `kontant ledger fsck --earlier`.
  let kept: String
  private(set) var size: UInt64 = 0
  private var root = ""
  private let path: String

  init(folder: String, beside place: String) throws {
    path = folder + "/checkpoint"
    kept = place + "/checkpoint"
    try look()
    try keep()
  }

  /// Reads the checkpoint: origin, size and root are its first lines.
  mutating func look() throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 3, let size = UInt64(lines[1]) else {
      throw DrillFailure("the log's checkpoint cannot be read")
    }
    let root = String(lines[2])
    guard size > self.size || (size == self.size && (root == self.root || self.root.isEmpty)) else {
      throw DrillFailure("the log had \(self.size) entries and now has \(size), or others")
    }
    (self.size, self.root) = (size, root)
  }

  func keep() throws {
    try Data(contentsOf: URL(filePath: path)).write(to: URL(filePath: kept))
  }
}
