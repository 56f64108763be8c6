import ArgumentParser

/// The command line of Kontant.
@main
struct Kontant: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kontant", abstract: "Offline digital cash for central banks.",
    subcommands: [RunCommand.self])
}
