import ArgumentParser
import Card
import CardLink
import CardReader
import Console

struct CardReadersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readers", abstract: "The card readers of this machine, and what is in them.")
  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.show(Readers(readers: try CardService().states().map(Row.init)))
  }

  private struct Row: Encodable {
    var reader: String
    var hasCard: Bool
    var isKontantCard: Bool
    var isTaken: Bool
    var answerToReset: String
    var content: String

    init(_ state: ReaderState) {
      reader = state.name
      hasCard = state.hasCard
      let own = CardAnswerToReset.bytes
      isKontantCard = state.answerToReset == own.indices.map { own[$0] }
      isTaken = state.isTaken
      answerToReset = state.answerToReset.hex
      content = Self.content(state, isKontantCard: isKontantCard)
    }

    private static func content(_ state: ReaderState, isKontantCard: Bool) -> String {
      guard state.hasCard else { return "empty" }
      guard !state.isMute else { return "a card that does not answer; turn it over" }
      let card = isKontantCard ? "a Kontant card" : "another card, \(state.answerToReset.hex)"
      return state.isTaken ? card + ", which a program has to itself" : card
    }
  }

  private struct Readers: Report {
    var readers: [Row]

    var text: String {
      guard !readers.isEmpty else {
        return "no reader; connect one, or install a virtual one (package vsmartcard-vpcd)"
      }
      var table = Table()
      for row in readers { table.add(row.reader, row.content) }
      return table.text
    }
  }
}
