import TransparencyLog

/// A log in memory, with a plug: after a number of changes a batch is left as it is, once.
struct MemoryStorage: LogStorage {
  var files: [LogFile: [UInt8]] = [:]
  /// Changes until the plug is pulled; `nil` for never.
  var changesLeft: Int?
  /// Changes so far.
  private(set) var changes = 0

  func read(_ file: LogFile) throws(LogError) -> [UInt8]? { files[file] }

  mutating func commit(_ batch: LogBatch) throws(LogError) {
    for content in batch.contents {
      try change()
      files[content.file] = content.bytes
    }
    try change()
    files[.checkpoint] = batch.checkpoint
    for file in batch.completed {
      for partial in files.keys where partial != file && partial.path.hasPrefix(file.path + ".p/") {
        try change()
        files[partial] = nil
      }
    }
    for file in batch.superseded {
      try change()
      files[file] = nil
    }
  }

  private mutating func change() throws(LogError) {
    if changesLeft == 0 {
      changesLeft = nil
      throw .storage(path: "", reason: "the plug is pulled")
    }
    changesLeft? -= 1
    changes += 1
  }
}
