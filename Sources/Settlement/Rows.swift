import Wire

/// One side of a booking. The names are the ledger's own accounts; every transaction balances.
public enum LedgerAccount: Hashable, Sendable {
  /// Negative: what the central bank has issued.
  case issuance
  /// Online holding, by pseudonym.
  case account(String)
  /// Mirror of a purse's value. Never negative.
  case shadow(Serial)
  /// Minus the advances outstanding.
  case pool
  /// Undone payments whose payer has not got the money back yet.
  case held
  /// What counterfeit has cost. Minus.
  case loss
  /// What purses that report totals only say they sent, less what they say came back or was received. Minus
  /// where more was received so far: a deficit of the class, if it lasts (PRV-54).
  case transit
}

/// One line of a transaction, in minor units; plus is into the account.
public struct Posting: Equatable, Sendable {
  public var account: LedgerAccount
  public var change: Int64
  /// The purse that is advanced something, or repays it, where the account is what stands behind it.
  public var advanced: Serial?

  public init(_ account: LedgerAccount, _ change: Int64, advanced: Serial? = nil) {
    self.account = account
    self.change = change
    self.advanced = advanced
  }
}

/// Why value moved in the ledger.
public enum TransactionKind: UInt8, Sendable, Equatable {
  case issue = 1, transfer, load, unload, sweep, settlement, undo, refund, reversal, conviction
  /// Paid out on a claim, and taken back for what came to light later.
  case claim, setOff
  /// Sums that a purse of the class "totals only" reported.
  case totals
}

/// Names a batch: what one durable transaction held.
public struct BatchNumber: Hashable, Comparable, Sendable {
  public var value: UInt64
  public init(_ value: UInt64) { self.value = value }
  public var next: BatchNumber { BatchNumber(value + 1) }
  public static func < (a: BatchNumber, b: BatchNumber) -> Bool { a.value < b.value }
}

/// Where a transaction stands: its batch, and its place among that batch's, from 0.
public struct EntryPlace: Hashable, Sendable {
  public var batch: BatchNumber
  public var ordinal: UInt32
  public init(batch: BatchNumber, ordinal: UInt32) {
    self.batch = batch
    self.ordinal = ordinal
  }
}

/// A balanced set of postings, numbered in the order of booking.
public struct Transaction: Equatable, Sendable {
  public var number: UInt64
  public var time: LedgerTime
  public var kind: TransactionKind
  /// The payment concerned, where there is one; of money issued, the order that was approved (KEY-11).
  public var payment: Digest?
  public var postings: [Posting]

  public init(
    number: UInt64, time: LedgerTime, kind: TransactionKind, payment: Digest?, postings: [Posting]
  ) {
    self.number = number
    self.time = time
    self.kind = kind
    self.payment = payment
    self.postings = postings
  }
}

/// What the ledger knows of one purse.
public struct PurseRow: Equatable, Sendable {
  public var certificate: Certificate
  /// The same as the issuer signed it.
  public var certificateMessage: [UInt8]
  /// The account it loads from and unloads to.
  public var account: String
  public var state = GrantedState.active
  /// A proof names this purse.
  public var isConvicted = false
  /// A PIN unblock that the issuer has approved.
  public var unblockApproved = false

  /// The shadow, and what the pool has advanced to it; one of them is zero.
  public var shadow = Amount.zero
  public var advance = Amount.zero
  /// Since when there has been an advance.
  public var advancedSince: LedgerTime?

  /// Last entry booked and the head after it.
  public var covered = SequenceNumber.none
  public var head = Head.start
  /// Value the purse declared at that point, spendable and pending.
  public var declared = Amount.zero
  /// The purse has dropped entries of a ring journal before the ledger saw them, or the ledger was
  /// restored and has forgotten some: a decision it lacks may be among them.
  public var hasDropped = false

  public var grantNumber = GrantNumber.none
  /// Digest of the request that the last grant answers, and that grant's message.
  public var answered: Digest?
  public var grant: [UInt8] = []
  public var lastSync: LedgerTime?

  /// Payments to deliver to it, and payments to give back to it.
  public var inbox: [Digest] = []
  public var reversalsDue: [Digest] = []

  /// What only few purses have; empty for the others.
  var rare: [RarePurseParts] = []

  public init(certificate: Signed<Certificate>, account: String) {
    self.certificate = certificate.content
    certificateMessage = [UInt8](certificate)
    self.account = account
  }
}

/// How the ledger knows that a payee has taken a payment.
public enum AcceptanceSource: UInt8, Sendable, Equatable {
  case none = 0
  /// The payee's own synced journal.
  case journal
  /// A signed acceptance brought by anyone.
  case document
  /// The payee enclosed it as evidence of its own money.
  case evidence
  /// A delivery by grant took effect.
  case delivery
  /// Its decision may lie in a dropped prefix of a ring journal.
  case assumed
  /// The payee's purse is closed, and its holder was paid it (CLM-21).
  case payout
}

/// Where the money of a payment stands in the books.
public enum Booking: UInt8, Sendable, Equatable {
  case none = 0
  /// The payer's shadow is short and the policy is to hold.
  case waiting
  case settled
  /// Taken back from the payee, held for the payer.
  case undone
  /// Back with the payer.
  case returned
  /// Refused before it was ever booked: nothing moved.
  case void
}

/// Progress of a delivery or reversal.
public enum TransferProgress: UInt8, Sendable, Equatable {
  case none = 0, due, granted, tookEffect, noEffect
}

/// What the ledger knows of one payment.
public struct PaymentRow: Equatable, Sendable {
  public var payment: Payment
  /// The signed message, for proofs.
  public var message: [UInt8]
  /// Its second signature, where its payer's key is of suite 3 and it came: verified where `isVerified` is.
  public var second: SecondSignature?
  public var isVerified = false
  /// In the payer's synced journal.
  public var byPayer = false
  public var accepted = AcceptanceSource.none
  public var refused = false
  public var refundedByPayer = false
  public var booking = Booking.none
  public var delivery = TransferProgress.none
  public var reversal = TransferProgress.none
  public var firstSeen: LedgerTime
  /// The transaction that settled it.
  public var settled: EntryPlace?

  public init(payment: Payment, message: [UInt8], firstSeen: LedgerTime) {
    self.payment = payment
    self.message = message
    self.firstSeen = firstSeen
  }

  /// Both sides have synced, or the decision is known by signature (glossary: confirmed).
  public var isConfirmed: Bool { byPayer && accepted != .none && accepted != .assumed }

  /// Nothing is left to be done for it (STO-3): the payer has handed it over, and its payee's own
  /// journal has it or the payer has its money back.
  public var isClosed: Bool {
    // What is merely due falls away once the purse has said itself that it has the money.
    guard byPayer, delivery != .granted, reversal != .granted else { return false }
    switch booking {
    case .settled: return accepted == .journal || accepted == .delivery || accepted == .payout
    case .returned: return true
    case .void: return refundedByPayer || reversal == .tookEffect
    case .none, .waiting, .undone: return false
    }
  }
}

/// Names a payment by its place in its payer's journal.
public struct PaymentPlace: Hashable, Sendable {
  public var payer: Serial
  public var sequence: SequenceNumber
  public init(payer: Serial, sequence: SequenceNumber) {
    self.payer = payer
    self.sequence = sequence
  }
}

/// A refusal the ledger knows, by subject and signer.
public struct RefusalKey: Hashable, Sendable {
  public var subject: RefusalSubject
  public var payee: Serial
  public init(subject: RefusalSubject, payee: Serial) {
    self.subject = subject
    self.payee = payee
  }
}

/// How a refusal is proved.
public enum RefusalRow: Equatable, Sendable {
  /// A signed refusal.
  case message([UInt8])
  /// An entry of the payee's synced journal: the upload that holds it.
  case journal(UploadKey)
}

/// Names a stored upload: the purse and the grant that answered it.
public struct UploadKey: Hashable, Sendable {
  public var serial: Serial
  public var grant: GrantNumber
  public init(serial: Serial, grant: GrantNumber) {
    self.serial = serial
    self.grant = grant
  }
}

/// Evidence as it was opened: the payment that carried it, and the plaintext its commitment binds.
public struct EvidenceRow: Equatable, Sendable {
  public var outer: [UInt8]
  public var plaintext: [UInt8]
  public init(outer: [UInt8], plaintext: [UInt8]) {
    self.outer = outer
    self.plaintext = plaintext
  }
}

/// A proof against a purse, as `ProofVerifier` checks it.
public struct ProofRow: Equatable, Sendable {
  public var kind: ProofKind
  public var serial: Serial
  public var packet: [UInt8]
  public var time: LedgerTime
  public init(kind: ProofKind, serial: Serial, packet: [UInt8], time: LedgerTime) {
    self.kind = kind
    self.serial = serial
    self.packet = packet
    self.time = time
  }
}
