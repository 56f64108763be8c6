import Foundation

@testable import Drill

/// A folder that goes with the test, and the built program.
final class DrillRoom {
  let folder = FileManager.default.temporaryDirectory.appending(path: "kontant-drill-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var settings: DrillSettings {
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "kontant")
    var settings = DrillSettings(
      program: program.path(percentEncoded: false), folder: folder.path(percentEncoded: false))
    (settings.kills, settings.purses) = (8, 12)
    return settings
  }

  /// The database's files as they are, or as they were.
  func database(copyingTo place: String? = nil, from source: String? = nil) throws {
    for ending in ["", "-wal", "-shm"] {
      let here = settings.home + "/ledger.sqlite" + ending
      let (from, to) = (source.map { $0 + ending } ?? here, place.map { $0 + ending } ?? here)
      try? FileManager.default.removeItem(atPath: to)
      guard FileManager.default.fileExists(atPath: from) else { continue }
      try FileManager.default.copyItem(atPath: from, toPath: to)
    }
  }
}
