import ArgumentParser
import Card
import CardLink
import CardReader
import Console

struct CardSendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "send",
    abstract: "Send command APDUs to a card in a reader, and show its answers.",
    discussion: """
      The commands are in docs/spec/apdu.md. They go as they are, one after the other, with nothing \
      in between: select the purse first, and fetch what an answer leaves with GET RESPONSE. Ends with \
      1 when the card refused one.
      """)
  @OptionGroup var common: CommonOptions
  @Option(help: "The reader's name, or any part of it that no other has.") var reader: String?
  @Argument(help: "Command APDUs in hexadecimal, such as 00A4040009F04B4F4E54414E540100.")
  var commands: [String]

  func run() throws {
    let apdus = try commands.map(Self.parse)
    let card = try PCSCConnection(CardService(), reader: reader, sharing: .exclusive)
    var exchanges: [Exchange] = []
    do {
      for apdu in apdus { exchanges.append(Exchange(apdu, try card.transmit(apdu))) }
    } catch {
      // What was answered before the card went is not lost.
      try common.show(Sent(reader: card.reader, exchanges: exchanges))
      throw error
    }
    try common.show(Sent(reader: card.reader, exchanges: exchanges))
    guard exchanges.allSatisfy(\.isSuccess) else {
      throw ArgumentParser.ExitCode(Console.ExitCode.refused)
    }
  }

  /// Hexadecimal digits, with spaces and colons between them as tools print them.
  private static func parse(_ text: String) throws -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace && $0 != ":" }
    let values = digits.compactMap { $0.isASCII ? $0.hexDigitValue.map(UInt8.init) : nil }
    guard values.count == digits.count, values.count % 2 == 0 else {
      throw Explanation(
        code: "usage", message: "\(text) is not hexadecimal; write two digits for each byte",
        exitCode: Console.ExitCode.usage)
    }
    let bytes = stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
    guard CardLinkLimits.command.contains(bytes.count) else {
      throw CardLinkError.noCommand(bytes: bytes.count)
    }
    return bytes
  }

  private struct Exchange: Encodable {
    var command: String
    var data: String
    var statusWord: String
    var meaning: String
    var isSuccess: Bool

    init(_ command: [UInt8], _ response: [UInt8]) {
      let word = StatusWord(of: response)
      self.command = command.hex
      data = Array(response.dropLast(2)).hex
      statusWord = Array(response.suffix(2)).hex
      meaning = word.text
      isSuccess = word.isSuccess
    }
  }

  private struct Sent: Report {
    var reader: String
    var exchanges: [Exchange]

    var text: String {
      exchanges.map { exchange in
        "> \(exchange.command)\n"
          + (exchange.data.isEmpty ? "" : "< \(exchange.data)\n")
          + "< \(exchange.statusWord)  \(exchange.meaning)"
      }.joined(separator: "\n")
    }
  }
}
