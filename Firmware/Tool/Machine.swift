import CardLab
import Foundation
import Wire

/// A machine for as long as a command takes, in a folder of its own.
enum Machine {
  static func with<Result>(
    image: String, countsInstructions: Bool = false, _ body: (FirmwareBoard) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kontant-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var setup = FirmwareSetup(
      image: URL(filePath: image), folder: folder, seed: Word32(1, 2, 3, 4))
    setup.countsInstructions = countsInstructions
    return try body(try FirmwareBoard(setup))
  }
}
