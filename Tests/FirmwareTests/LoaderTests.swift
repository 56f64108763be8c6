import CardLab
import Crypto
import Foundation
import Testing
import Wire

/// The loader on the board, before the firmware that was built here.
@Suite("The loader", .enabled(if: TestMachine.isThere), .serialized) struct LoaderTests {
  private static let built = TestMachine.image.deletingLastPathComponent()

  private func maker() throws -> P256.Signing.PrivateKey {
    let file = Self.built.appending(path: "maker-for-trying.pem")
    return try P256.Signing.PrivateKey(
      pemRepresentation: String(contentsOf: file, encoding: .utf8))
  }

  /// The firmware with another version.
  private func image(_ version: UInt32) throws -> [UInt8] {
    let body = [UInt8](try Data(contentsOf: Self.built.appending(path: "firmware.bin")))
    return try TestImage(version: version, body: body).bytes(signedBy: maker())
  }

  /// Starts a board whose slot holds `image`, with the memory of the last one in the folder.
  /// - Returns: its answer to reset, or what the loader said.
  private func start(_ image: [UInt8], in folder: URL) throws -> (atr: [UInt8], console: String) {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let place = folder.appending(path: "firmware.img")
    try Data(image).write(to: place)
    try Data(contentsOf: Self.built.appending(path: "loader.elf"))
      .write(to: folder.appending(path: "loader.elf"))
    do {
      let board = try FirmwareBoard(FirmwareSetup(image: place, folder: folder, seed: .zero))
      return (try board.answerToReset(), board.consoleText)
    } catch LabError.failed(let why) where why.contains("loader: ") {
      #expect(why.hasPrefix("the firmware failed: "))
      let console = folder.appending(path: "console")
      return ([], try String(contentsOf: console, encoding: .utf8))
    }
  }

  @Test("BOO-3: starts newer firmware, and never again an older one") func rollback() throws {
    try TestMachine.withFolder { folder in
      for version in [1, 3, 3] as [UInt32] {
        let start = try start(try image(version), in: folder)
        #expect(start.atr.count == 15 && start.console.isEmpty)
      }
      let old = try start(try image(2), in: folder)
      #expect(old.atr.isEmpty)
      #expect(old.console == "loader: refused, the image is older than one that has run here\n")
      #expect(try start(try image(3), in: folder).atr.count == 15)
    }
  }

  @Test("BOO-5: says why it refuses, and nothing of the image runs") func refused() throws {
    var changed = try image(1)
    changed[changed.count / 2] ^= 0x10
    let foreign = try TestImage(body: Array(try image(1).dropFirst(256)))
      .bytes(signedBy: P256.Signing.PrivateKey())
    let cases: [(image: [UInt8], words: String)] = [
      (changed, "the image is not its maker's"),
      (foreign, "the image is not its maker's"),
      ([UInt8](repeating: 0xFF, count: 4096), "there is no image"),
      (Array(try image(1).prefix(70_000)), "the image is not its maker's"),
      (
        try TestImage(body: [1, 2, 3, 4], length: 0x30000).bytes(signedBy: maker()),
        "the image is longer than its place"
      ),
      (
        try TestImage(body: [1, 2, 3, 4], reserved: 7).bytes(signedBy: maker()),
        "the image is malformed"
      ),
    ]
    for (image, words) in cases {
      try TestMachine.withFolder { folder in
        let start = try start(image, in: folder)
        #expect(start.atr.isEmpty)
        #expect(start.console == "loader: refused, \(words)\n")
      }
    }
  }

  @Test("a memory that counts no versions is told, and left as it is") func oldMemory() throws {
    try TestMachine.withFolder { folder in
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let memory = folder.appending(path: "memory")
      try Data(count: 1 << 16).write(to: memory)
      #expect {
        try start(try image(1), in: folder)
      } throws: { "\($0)".contains("of an earlier build") }
      #expect(try Data(contentsOf: memory) == Data(count: 1 << 16))
    }
  }
}
