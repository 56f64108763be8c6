import ArgumentParser
import CardCrypto
import CardLab
import Foundation
import Wire

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Give two cards in firmware the commands that their twins on this machine got.")

  @Option(help: "The firmware's image.") var image = ".build/firmware/firmware.img"
  @Option(help: "Of the random commands.") var seed: UInt64 = 1
  @Option(help: "How many steps, at least.") var steps = 3_000

  func run() throws {
    typealias Crypto = BearSSLPurseCrypto<SeedEntropy>
    func boardSeed(_ number: UInt64) -> Word32 { Word32(seed, 0, 0, number) }
    func crypto(_ number: UInt64) -> Crypto {
      Crypto(entropy: SeedEntropy(seed: boardSeed(number)))
    }
    let script = try ReplayScript(
      table: LabTable(bank: crypto(1), alice: crypto(2), bob: crypto(3)), seed: seed,
      commands: steps)
    let folder = FileManager.default.temporaryDirectory.appending(path: "kontant-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    func board(_ name: String, _ number: UInt64) throws -> FirmwareBoard {
      try FirmwareBoard(
        FirmwareSetup(
          image: URL(filePath: image), folder: folder.appending(path: name),
          seed: boardSeed(number)))
    }
    let boards: [LabSeat: FirmwareBoard] = [
      .alice: try board("alice", 2), .bob: try board("bob", 3),
    ]
    let counts = script.counts
    print("\(counts.commands) commands, \(counts.refused) of them refused or lost")
    if let difference = try Replay.firstDifference(from: script, on: boards) {
      print(difference)
      throw ExitCode.failure
    }
    print("every answer the same, and the memory at the end")
  }
}
