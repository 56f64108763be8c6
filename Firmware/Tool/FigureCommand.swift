import ArgumentParser
import CardLab
import Foundation
import Wire

struct FigureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "figures",
    abstract: "Instructions, stack and flash operations of each command, in the firmware.")

  @Option(help: "The firmware's image.") var image = ".build/firmware/firmware.elf"
  @Flag(help: "For programs.") var json = false

  private struct Row: Encodable {
    var command: String
    var instructions: Int
    var stack: Int
    var flashOperations: Int
  }

  func run() throws {
    let rows = try Machine.with(image: image, countsInstructions: true) { board in
      let sweep = try FirmwareSweep(on: board)
      return try SweepCase.all.map { item in
        let figures = try sweep.measure(item)
        return Row(
          command: item.name, instructions: figures.instructions, stack: figures.stack,
          flashOperations: figures.flashOperations)
      }
    }
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys]
      print(String(decoding: try encoder.encode(rows), as: UTF8.self))
      return
    }
    print("| command | instructions | stack, bytes | flash operations |")
    print("| --- | --- | --- | --- |")
    for row in rows {
      print("| \(row.command) | \(row.instructions) | \(row.stack) | \(row.flashOperations) |")
    }
  }
}
