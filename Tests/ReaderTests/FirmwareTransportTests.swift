import CardLab
import CardLink
import CardReader
import Foundation
import Testing
import Wire

/// The firmware's turn at the exercise: on its serial line, and in a PC/SC reader.
@Suite("The same exercise with the firmware", .serialized, .enabled(if: FirmwareCard.isPossible))
struct FirmwareTransportTests {
  @Test("on its serial line") func serial() throws {
    let desk = try Desk()
    var exercise = try Exercise(
      InProcessConnection(FirmwareCard(desk.folder)), folder: desk.folder)
    try exercise.run()
  }
}

extension ThroughReader {
  @Test(
    "the same exercise with the firmware in a PC/SC reader", .enabled(if: FirmwareCard.isPossible))
  func firmware() throws {
    let card = VirtualCard(try FirmwareCard(desk.folder))
    Thread.detachNewThread { try? card.stay(at: .virtualReader, awaitsReader: true) { _ in } }
    defer { card.stop() }
    let service = try CardService()
    try service.waitForCard(in: ReaderRoom.first, milliseconds: 20_000)
    let connection = try PCSCConnection(service, reader: "00 00", sharing: .exclusive)
    var exercise = try Exercise(connection, folder: desk.folder)
    try exercise.run()
  }
}

/// The firmware in its emulated machine, as a card: frames on a serial line, which is a socket here.
/// Safe to hand to another thread: a virtual card locks its processor.
struct FirmwareCard: CardProcessor, @unchecked Sendable {
  private let board: FirmwareBoard
  let answerToReset: [UInt8]

  /// A blank card, whose memory lies in the folder.
  init(_ folder: URL) throws {
    board = try FirmwareBoard(
      .init(image: Self.image, folder: folder.appending(path: "board"), seed: Word32(0, 0, 0, 1)))
    answerToReset = try board.answerToReset()
  }

  /// A board that has failed answers nothing, as a card that is torn away.
  mutating func process(_ command: [UInt8]) -> [UInt8] { (try? board.exchange(command)) ?? [] }

  mutating func powerUp() { try? board.restart(cut: nil) }

  /// Says aloud what is missing. In CI nothing may be, and the tests run and fail.
  static let isPossible: Bool = {
    let files = FileManager.default
    let isThere =
      files.isReadableFile(atPath: image.path)
      && ["/usr/bin", "/usr/local/bin"].contains {
        files.isExecutableFile(atPath: $0 + "/qemu-system-arm")
      }
    if !isThere, !ReaderRoom.mustRun {
      print("SKIPPED: cards with firmware; they need qemu-system-arm and: make firmware")
    }
    return isThere || ReaderRoom.mustRun
  }()

  private static let image = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../.build/firmware/firmware.img").standardizedFileURL
}
