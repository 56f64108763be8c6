import ArgumentParser
import Console
import Inspect

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Explain a message.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "The file, - for standard input.", completion: .file()) var file: String

  func run() throws {}
}
