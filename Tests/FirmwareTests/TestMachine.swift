import CardLab
import Foundation
import Testing
import Wire

/// Firmware for tests: needs the image (`make firmware`) and qemu-system-arm.
enum TestMachine {
  static let image = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build/firmware/firmware.img").standardizedFileURL

  /// Says aloud what is missing. Where CI is set nothing may be, and the tests run and fail.
  static let isThere: Bool = {
    if ProcessInfo.processInfo.environment["CI"] == "true" { return true }
    let machine = ["/usr/bin", "/usr/local/bin"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + "/qemu-system-arm")
    }
    let isThere = machine && FileManager.default.isReadableFile(atPath: image.path)
    if !isThere {
      print("SKIPPED: tests of the firmware; they need qemu-system-arm and: make firmware")
    }
    return isThere
  }()

  /// A folder that goes when the body ends.
  static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "kontant-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }

  static func board(_ folder: URL, seed: UInt64 = 1) throws -> FirmwareBoard {
    try FirmwareBoard(
      FirmwareSetup(image: image, folder: folder, seed: Word32(0, 0, 0, seed)))
  }
}
