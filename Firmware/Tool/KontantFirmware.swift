import ArgumentParser

/// What is done with the card's firmware beside running it.
@main
struct KontantFirmware: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kontant-firmware", abstract: "The card's firmware, tried and measured.",
    subcommands: [SweepCommand.self, ReplayCommand.self, FigureCommand.self, ServeCommand.self])
}
