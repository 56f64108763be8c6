import Purse
import Testing
import Wire

@testable import Card

@Suite struct StatusWordTests {
  /// Every refusal, in the order of PUR-5; those that came later have later words.
  static let errors: [PurseError] = [
    .storage, .damaged, .notPersonalised, .alreadyPersonalised, .suspended, .terminated, .restored,
    .malformed(.truncated), .outOfOrder(next: 7), .notForThisPurse, .wrongCurrency,
    .reportingClassesDiffer, .alreadyAccepted, .alreadyRefused, .askTheLedger, .amountDiffers,
    .unknownPayment, .grantDoesNotMatch, .directNotAllowed, .unknownIssuer, .badCertificate,
    .certificateExpired, .badSignature, .pinFormat, .pinBlocked, .pinWrong(triesLeft: 2),
    .pinRequired, .amountZero, .policyExpired, .syncOverdue, .aboveLargestPayment,
    .operationsUsedUp, .sumUsedUp, .balanceLimit, .insufficientFunds, .valuePending,
    .evidenceTooLong, .syncFirst, .policyRefused, .unsupportedSuite, .listed, .blockListRefused,
    .outdated, .certificateNotYetValid,
  ]

  @Test("APD-9: each refusal has its word, and only five share one") func words() {
    let shared: [UInt16: Int] = [0x6985: 5, 0x6A80: 2]
    let words = Self.errors.map { StatusWord($0).value }
    for word in Set(words) {
      #expect(words.filter { $0 == word }.count == shared[word] ?? 1, "\(String(word, radix: 16))")
    }
    let own = words.filter { $0 >> 8 == 0x94 }
    #expect(own == Array(0x9401...0x941E))
  }

  @Test("APD-9: the standard's words where it has one") func standard() {
    #expect(StatusWord(.pinWrong(triesLeft: 2)).value == 0x63C2)
    #expect(StatusWord(.pinBlocked).value == 0x6983)
    #expect(StatusWord(.pinRequired).value == 0x6982)
    #expect(StatusWord(.storage).value == 0x6581)
    #expect(StatusWord(.damaged).value == 0x6400)
    #expect(StatusWord(.syncFirst).value == 0x6A84)
    #expect(StatusWord(.unknownPayment).value == 0x6A88)
    #expect(StatusWord(.outOfOrder(next: 1)).value == 0x9401)
    #expect(StatusWord(.policyRefused).value == 0x9419)
  }
}
