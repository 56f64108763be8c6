import ArgumentParser
import CardLab
import Foundation
import Wire

struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Lay the firmware into a virtual reader, until Ctrl-C takes it out.",
    discussion: """
      The reader is vpcd's (package vsmartcard-vpcd): with it, any PC/SC program on this machine can use \
      the card. Its first reader listens on port 35963, the second on 35964. The card's memory stays in its \
      folder; a new one is blank, to be issued over the reader.
      """)

  @Argument(help: "The folder of the card's memory.") var folder: String
  @Option(help: "The port on this machine that the reader listens on.") var port: UInt16 = 35_963
  @Option(help: "The firmware's image.") var image = ".build/firmware/firmware.img"

  func run() throws {
    var random = SystemRandomNumberGenerator()
    let seed = Word32(random.next(), random.next(), random.next(), random.next())
    let setup = FirmwareSetup(
      image: URL(filePath: image), folder: URL(filePath: folder), seed: seed)
    print(
      "the firmware with the memory in \(folder) goes into the reader at port \(port); it ends at once "
        + "when none listens there: start pcscd with vsmartcard-vpcd first")
    try setup.becomeCard(inReaderAt: port)
  }
}
