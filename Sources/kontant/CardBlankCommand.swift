import ArgumentParser
import Console
import Home

struct CardBlankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blank", abstract: "Make a card file as it leaves the factory.",
    discussion:
      "It has no key, no certificate and no PIN: an issuer puts them into it over a reader.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "The new card's file.", completion: .file()) var file: String

  func run() throws {
    try OutputFile(path: file, force: false).check()
    try Device.createBlankCard(path: file)
    let argument = file.contains("/") || file.hasSuffix(".device") ? file : "./" + file
    try common.show(
      Blank(file: file, text: "made a blank card, \(file)\nnext: kontant card serve \(argument)"))
  }

  private struct Blank: Report {
    var file: String
    var text: String
    enum CodingKeys: String, CodingKey {
      case file
      case text = "message"
    }
  }
}
