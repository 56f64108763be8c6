/// One thing that happens in a world. Persons and letters go by number, so that a list of steps
/// replays.
public enum Action: Equatable, Sendable {
  /// A payee asks a payer.
  case request(Int, of: Int, amount: UInt64)
  /// The payer answers the request in a letter.
  case pay(letter: Int)
  case payDirect(Int, to: Int, amount: UInt64)
  case accept(letter: Int)
  case refuse(letter: Int)
  /// Refuses the oldest open request.
  case refuseRequest(Int)
  /// The payer's purse learns the decision in a letter.
  case take(letter: Int)
  case unload(Int, amount: UInt64)
  /// A purse reports; some letters ride along as documents.
  case upload(Int, load: UInt64, documents: [Int])
  /// The ledger answers the upload in a letter.
  case answer(letter: Int)
  case apply(letter: Int)
  /// A letter is shown to somebody else as well.
  case forward(letter: Int, to: Int)
  /// A letter is lost, or its evidence dropped on the way.
  case lose(letter: Int)
  case dropEvidence(letter: Int)
  /// A broken device: its memory is copied, or exchanged for the copy.
  case copy(Int)
  case exchange(Int)
  /// A bank reports a purse; it is out of reach from then on, or only mislaid.
  case report(Int, isAway: Bool)
  case found(Int)
  /// Nobody has heard of a purse for the days that make it dormant.
  case reportDormant(Int, isAway: Bool)
  /// Its holder gets a new device on the same account, and its bank says that it takes the old one's place.
  case replace(Int, isAway: Bool)
  /// The ledger pays the claim, long after; what has come in since, if it did before.
  case payOut(Int)
  /// A device whose memory can be set back: a copy is taken, and put back one day. What its purse did
  /// meanwhile it has forgotten.
  case backUp(Int)
  case restore(Int)
  /// A broken device signs what no purse would.
  case forgePayment(Int, to: Int, amount: UInt64, sequence: UInt64)
  /// Two payments at one place, both to one payee; and two letters called a fork, whatever they are.
  case payTwice(Int, to: Int, amount: UInt64)
  case accuse(Int, letter: Int, and: Int)
  /// A broken purse of totals only says that it received more.
  case overstate(Int, amount: UInt64)
  case forgeRefusal(letter: Int)
  case forgeAcceptance(letter: Int)
  /// A new key of the bank comes into force; time goes by; a new purse is made with the keys of the day.
  case rollOver(ModelKeyRole)
  case pass(days: UInt32)
  case join
  /// Of the hunt (docs/design/attacks.md): an old message comes again, at whoever.
  case replay(letter: Int, to: Int?)
  /// A relay changes what no signature covers of a report, old or new, or adds what others sent.
  case garble(letter: Int, Garbling, with: Int)
  /// A broken device signs a report of its own making over an old message.
  case frame(Int, Frame, with: Int)
  /// The ledger's books are copied; and set back to a copy, with the operator's word or without.
  case copyLedger
  /// An issuer's claim of any day comes again.
  case replayClaim(Int)
  case restoreLedger(Int, saysSo: Bool)
  /// The operator says that the ledger was restored, and clears up what was suspended meanwhile.
  case clearUp
  /// Of rules and block lists.
  case news(NewsStep)
}

/// What a relay does to a report.
public enum Garbling: CaseIterable, Sendable {
  case dropsSealed, exchangesPayment, altersSignature, dropsItem, forgetsStart, addsDocument
  case repeatsItem, addsAltered, dropsSeconds
}

/// What a broken device puts at the end of its journal, or leaves out of it.
public enum Frame: CaseIterable, Sendable {
  case takesPayment, takesAltered, refusesPayment, confirmed, confirmedElsewhere, refunded
  case refundedAltered, leavesOut, paysNothing, enclosesOld, acceptsOld, refusesOld
  /// In another's name, and under his certificate.
  case paysAsAnother, takesFromAnother, acceptsAsAnother, refusesAsAnother
  /// That it was restored, which it was not, or was from the copy that it goes on paying from.
  case saysRestored
}

/// Where the power goes.
public struct Cut: Equatable, Sendable {
  /// The write it goes in, counted from 0 over the whole tap, PIN and command.
  public var write: Int
  /// Bytes of that write which still reach the memory.
  public var torn: Int
  /// The same command comes again when the power is back.
  public var retries: Bool

  public init(write: Int, torn: Int, retries: Bool) {
    self.write = write
    self.torn = torn
    self.retries = retries
  }
}

/// An action with what goes wrong in it.
public struct Step: Equatable, Sendable {
  public var action: Action
  public var cut: Cut?
  /// The letter stays in the mail and can come again.
  public var keepsLetter = false

  public init(_ action: Action, cut: Cut? = nil, keepsLetter: Bool = false) {
    self.action = action
    self.cut = cut
    self.keepsLetter = keepsLetter
  }
}

extension Action {
  /// The letter it takes out of the mail.
  var letter: Int? {
    switch self {
    case .pay(let letter), .accept(let letter), .refuse(let letter), .take(let letter),
      .answer(let letter), .apply(let letter), .lose(let letter), .dropEvidence(let letter),
      .forgeRefusal(let letter), .forgeAcceptance(let letter), .news(.take(let letter)):
      letter
    default: nil
    }
  }
}
