import ArgumentParser
import CardLab
import Foundation
import Wire

struct FigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Instructions, stack and flash operations of each command, in the firmware.")

  @Option(help: "The firmware's image.") var image = ".build/firmware/firmware.img"
  @Flag(help: "For programs.") var json = false

  private struct Row: Encodable {
    var command: String
    var instructions: Int
    var stack: Int
    var flashOperations: Int

    init(_ command: String, _ figures: FirmwareBoard.Figures) {
      self.command = command
      instructions = figures.instructions
      stack = figures.stack
      flashOperations = figures.flashOperations
    }
  }

  private static let fullBank = "PAY into a new bank"

  private struct Figures: Encodable {
    /// Bytes of memory that the card takes for good.
    var card: Int
    /// Most bytes of stack that any of the commands uses.
    var stack: Int
    var commands: [Row]
  }

  func run() throws {
    let figures = try Machine.with(image: image, countsInstructions: true) { board in
      let sweep = try FirmwareSweep(on: board)
      var rows: [Row] = []
      for item in SweepCase<FirmwareSweep.Crypto>.all {
        if item.name == Self.fullBank {
          rows.append(Row("power-up, bank full", try sweep.measurePowerUp(before: item)))
        }
        rows.append(Row(item.name, try sweep.measure(item)))
      }
      return Figures(
        card: try board.figures().card, stack: rows.map(\.stack).max() ?? 0, commands: rows)
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      print(String(decoding: try encoder.encode(figures), as: UTF8.self))
      return
    }
    print("card \(figures.card) bytes of memory for good, at most \(figures.stack) of stack")
    print("| command | instructions | stack, bytes | flash operations |")
    print("| --- | --- | --- | --- |")
    for row in figures.commands {
      print("| \(row.command) | \(row.instructions) | \(row.stack) | \(row.flashOperations) |")
    }
  }
}
