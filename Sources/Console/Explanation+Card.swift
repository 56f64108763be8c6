import CardLink

extension Explanation {
  /// Why a card is no purse to work with.
  init(card error: CardPurseError) {
    let code =
      switch error {
      case .noPurse: "noPurse"
      case .unexpected: "unexpectedAnswer"
      case .garbled: "garbledAnswer"
      }
    self.init(code: code, message: error.description, exitCode: ExitCode.refused)
  }

  /// Why a card could not be reached.
  init(link error: CardLinkError) {
    let (code, exit): (String, Int32) =
      switch error {
      case .noService: ("noCardService", ExitCode.noInput)
      case .noReader: ("noReader", ExitCode.noInput)
      case .manyReaders: ("manyReaders", ExitCode.usage)
      case .noCard: ("noCard", ExitCode.noInput)
      case .busy: ("busy", ExitCode.busy)
      case .torn: ("torn", ExitCode.io)
      case .nothingListens: ("nothingListens", ExitCode.noInput)
      case .nobodyCame: ("nobodyCame", ExitCode.noInput)
      case .noCommand: ("noCommand", ExitCode.usage)
      case .refused: ("io", ExitCode.io)
      }
    self.init(code: code, message: error.description, exitCode: exit)
  }
}
