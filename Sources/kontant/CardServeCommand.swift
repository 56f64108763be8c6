import ArgumentParser
import Card
import CardLink
import Console
import Foundation
import Home
import PurseCrypto

struct CardServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Lay a card into a virtual reader, until Ctrl-C takes it out.",
    discussion: """
      The reader is vpcd's (package vsmartcard-vpcd): with it, any PC/SC program on this machine can \
      use the card. Its first reader listens on port 35963, the second on 35964. When the reader goes \
      away the card waits for it to come back.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "A device's name or file.") var device: String
  @Option(help: "The port on this machine that the reader listens on.") var port: UInt16 = 35_963
  @Flag(help: "Wait for a reader that is not there yet.") var wait = false
  @Flag(help: "Tell each command and its answer, without their data.") var verbose = false

  func run() throws {
    let path = try DeviceFile.locate(device, home: common.homePath)
    let card = VirtualCard(
      Card(crypto: SoftwarePurseCrypto(), storage: try Device.memory(path: path)))
    let signals = [SIGINT, SIGTERM].map { StopSignal($0) { card.stop() } }
    let address = LinkAddress.tcp(port: port)
    try withExtendedLifetime(signals) {
      try card.stay(at: address, awaitsReader: wait) { event in show(event, at: address) }
    }
  }

  /// Whoever started it reads along: each line is out when it is said, and one that nobody reads is no
  /// reason to take the card away.
  private func show(_ event: VirtualCardEvent, at address: LinkAddress) {
    guard let text = Self.text(event, address, verbose: verbose) else { return }
    let name = URL(fileURLWithPath: device).deletingPathExtension().lastPathComponent
    try? Output.show(Happened(device: name, port: port, text: "\(name) \(text)"), json: common.json)
  }

  private static func text(
    _ event: VirtualCardEvent, _ address: LinkAddress, verbose: Bool
  ) -> String? {
    switch event {
    case .inserted: "is in the reader at \(address)"
    case .readerGone: "waits for the reader to come back"
    case .powerOn: verbose ? "has power" : nil
    case .powerOff: verbose ? "has no power" : nil
    case .exchange(let command, let response):
      verbose ? exchange(command, response) : nil
    }
  }

  /// PINs and keys may be in the data, so only its length is told.
  private static func exchange(_ command: [UInt8], _ response: [UInt8]) -> String {
    let word = StatusWord(of: response)
    let answer = response.count > 2 ? "\(response.count - 2) bytes, " : ""
    return "\(Array(command.prefix(4)).hex), \(command.count) bytes in all: "
      + "\(answer)\(Array(response.suffix(2)).hex), \(word.text)"
  }

  private struct Happened: Report {
    var device: String
    var port: UInt16
    var text: String
    enum CodingKeys: String, CodingKey {
      case device, port
      case text = "message"
    }
  }
}
