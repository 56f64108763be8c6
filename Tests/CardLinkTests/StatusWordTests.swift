import Card
import CardLink
import Purse
import Testing
import Wire

@Suite("A status word") struct StatusWordTests {
  @Test("has words for every refusal of a purse", arguments: Self.refusals)
  func words(refusal: PurseError) {
    #expect(!StatusWord(refusal).text.contains("no meaning"))
    #expect(!StatusWord(refusal).isSuccess)
  }

  @Test("is the end of a response") func end() {
    #expect(StatusWord(of: [0x01, 0x90, 0x00]) == .done)
    #expect(StatusWord(of: [0x90, 0x00]).isSuccess)
    #expect(StatusWord(of: [0x61, 0x10]).isSuccess)
    #expect(StatusWord(of: [0x63, 0xC2]).text.contains("2 tries left"))
    #expect(StatusWord(of: [0x12, 0x34]).text.contains("no meaning"))
  }

  private static let refusals: [PurseError] = [
    .storage, .damaged, .notPersonalised, .alreadyPersonalised, .suspended, .terminated, .restored,
    .malformed(.truncated), .outOfOrder(next: 1), .notForThisPurse, .wrongCurrency,
    .reportingClassesDiffer, .alreadyAccepted, .alreadyRefused, .askTheLedger, .amountDiffers,
    .unknownPayment, .grantDoesNotMatch, .directNotAllowed, .unknownIssuer, .badCertificate,
    .certificateExpired, .badSignature, .pinFormat, .pinBlocked, .pinWrong(triesLeft: 1),
    .pinRequired, .amountZero, .policyExpired, .syncOverdue, .aboveLargestPayment,
    .operationsUsedUp, .sumUsedUp, .balanceLimit, .insufficientFunds, .valuePending,
    .evidenceTooLong, .syncFirst, .policyRefused, .unsupportedSuite, .listed, .blockListRefused,
    .outdated, .certificateNotYetValid,
  ]
}
