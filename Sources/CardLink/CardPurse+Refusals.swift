import Card
import Payment
import Purse
import Wire

extension CardPurse {
  /// The error that a status word stands for (APD-9). Where a word stands for several, the command's
  /// own bytes or the card's status tell which.
  mutating func refusal(_ word: StatusWord, of command: PurseCommand) throws -> any Error {
    switch word {
    case .wrongData:
      if let fault = command.fault { return PurseError.malformed(fault) }
    case .conditionsNotSatisfied:
      switch try freshStatus().lifeCycle {
      case .manufactured, .keyed: return PurseError.notPersonalised
      case .suspended: return PurseError.suspended
      case .terminated: return PurseError.terminated
      case .restored: return PurseError.restored
      case .active: break
      }
    case StatusWord(.outOfOrder(next: 0)):
      let status = try freshStatus()
      if case .request = command {
        return PurseError.outOfOrder(next: status.requestNumber.next.value)
      }
      return PurseError.outOfOrder(next: status.sequence.next.value)
    default:
      if let error = Self.error(word) { return error }
    }
    return CardPurseError.unexpected(
      instruction: CommandAPDU(command).instruction, word: word.value)
  }

  /// The refusals that have a word each.
  static func error(_ word: StatusWord) -> PurseError? {
    if word.value & 0xFFF0 == 0x63C0 {
      return .pinWrong(triesLeft: UInt8(truncatingIfNeeded: word.value & 0x0F))
    }
    return plain.first { StatusWord($0) == word }
  }

  private static var plain: [PurseError] {
    [
      .storage, .damaged, .notForThisPurse, .wrongCurrency, .reportingClassesDiffer,
      .alreadyAccepted, .alreadyRefused, .askTheLedger, .amountDiffers, .unknownPayment,
      .grantDoesNotMatch, .directNotAllowed, .unknownIssuer, .badCertificate, .certificateExpired,
      .badSignature, .pinBlocked, .pinRequired, .amountZero, .policyExpired, .syncOverdue,
      .aboveLargestPayment, .operationsUsedUp, .sumUsedUp, .balanceLimit, .insufficientFunds,
      .valuePending, .evidenceTooLong, .syncFirst, .policyRefused, .unsupportedSuite, .listed,
      .blockListRefused, .outdated, .certificateNotYetValid,
    ]
  }
}
