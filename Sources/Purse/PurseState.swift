import Wire

/// Where a purse is in its life.
public enum LifeCycle: UInt8, Sendable, Equatable {
  case manufactured = 0, keyed, active, suspended, terminated
  /// Set back to an older copy of itself: it only syncs (PUR-27).
  case restored
}

/// A request the purse has signed and not yet decided.
struct OpenRequest: Sendable {
  var digest: Digest
  var amount: Amount
  static let filler = OpenRequest(digest: Digest(.zero), amount: .zero)
}

/// A payment made whose end the ledger does not yet know from this purse.
public struct Doubt: Sendable {
  public var payment: Digest
  // Absent is zero here, which no digest and no place is: a card keeps sixteen of these.
  private var requestOrZero: Digest
  public var amount: Amount
  public var payee: Serial
  public var sequence: SequenceNumber
  private var refundOrNone: SequenceNumber

  /// Nil in a direct payment.
  public var request: Digest? { requestOrZero.word == .zero ? nil : requestOrZero }
  /// Place of the refund, once the purse has taken one.
  public var refund: SequenceNumber? { refundOrNone == .none ? nil : refundOrNone }

  /// The payee's refusal gave the money back.
  mutating func noteRefund(at place: SequenceNumber) { refundOrNone = place }

  // Computed: a stored one would lie in memory for good.
  static var filler: Doubt {
    Doubt(payment: Digest(.zero), request: nil, amount: .zero, payee: Serial(0), sequence: .none)
  }

  public init(
    payment: Digest, request: Digest?, amount: Amount, payee: Serial, sequence: SequenceNumber,
    refund: SequenceNumber? = nil
  ) {
    self.payment = payment
    requestOrZero = request ?? Digest(.zero)
    self.amount = amount
    self.payee = payee
    self.sequence = sequence
    refundOrNone = refund ?? .none
  }
}

/// A direct payment this serial has decided.
struct DecidedDirect: Sendable {
  /// The payment's digest; how it was decided stands in the place of the last byte. A card keeps 32 of
  /// these, and 31 bytes of a digest tell two payments apart as well as all of them.
  private(set) var word: Word32

  init(payment: Digest, accepted: Bool) {
    word = payment.word
    word.d = word.d & ~0xFF | (accepted ? 1 : 0)
  }

  var accepted: Bool { word.d & 0xFF == 1 }

  func concerns(_ payment: Digest) -> Bool {
    word.a == payment.word.a && word.b == payment.word.b && word.c == payment.word.c
      && (word.d ^ payment.word.d) & ~0xFF == 0
  }

  static var filler: DecidedDirect { DecidedDirect(payment: Digest(.zero), accepted: false) }
}

/// A received payment that the ledger does not know from this purse, as backing for evidence.
struct Backing: Sendable {
  var sequence: SequenceNumber
  var amount: Amount
  static let filler = Backing(sequence: .none, amount: .zero)
}

/// An issuer's or the ledger's key, certified by the root.
struct KnownAuthority: Sendable {
  var id: AuthorityID
  var key: PublicKey
  // After the key, whose suite leaves room for it: a card keeps four of these.
  var role: AuthorityRole
  var notAfter: LedgerTime
  static let filler = KnownAuthority(
    id: AuthorityID(0), key: .zero, role: .issuer, notAfter: .unknown)
}

/// The prefix of a ring journal that was dropped before the ledger saw it.
struct DroppedPrefix: Sendable {
  var through: SequenceNumber
  var head: Head
  var sent: Amount
  var received: Amount
}

/// Everything a purse knows, apart from its journal's entries. Survives power loss: it is written
/// whole when the log is compacted and rebuilt from the records after that.
struct PurseState: Sendable {
  var keyHandle = KeyHandle(.zero)
  var purseKey = PurseKey(.zero)
  var rootKey = PublicKey.zero
  /// The key that has no certificate yet: the first one, and from then on the one that the purse offers
  /// for its next serial (PRV-1). Its handle is zero while there is none.
  var offeredHandle = KeyHandle(.zero)
  var offeredKey = PublicKey.zero
  // After the key, whose suite leaves room for it.
  var lifeCycle = LifeCycle.manufactured
  /// Counts roots after the first. There is room for it, too.
  var rootNumber: UInt16 = 0
  var certificate: Signed<Certificate>?
  var policy: Signed<Policy>?
  /// Number of the newest part of the block list; 0 for none. The list itself lies in the bank.
  var blockList: UInt32 = 0
  var pin = PINState()

  var spendable = Amount.zero
  var pending = Amount.zero
  /// Last used sequence, and the head after it.
  var sequence = SequenceNumber.none
  var head = Head.start
  /// Last entry that an applied grant covers.
  var covered = SequenceNumber.none
  /// The head after that entry.
  var coveredHead = Head.start
  var requestNumber = RequestNumber(0)
  var counters = EpochCounters()
  var dropped: DroppedPrefix?

  var lastGrant = GrantNumber.none
  var lastGrantDigest = Digest(.zero)
  var lastGrantTime = LedgerTime.unknown
  var latestTime = LedgerTime.unknown
  /// The sync request that waits for its grant, and the counters when it was made.
  var syncRequest: Signed<SyncRequest>?
  var countersAtRequest = EpochCounters()

  var openRequests = BoundedList<OpenRequest, 8>(filler: .filler)
  var doubts = BoundedList<Doubt, 16>(filler: .filler)
  var decided = BoundedList<DecidedDirect, 32>(filler: .filler)
  var backing = BoundedList<Backing, 16>(filler: .filler)
  var authorities = BoundedList<KnownAuthority, 4>(filler: .filler)

  var last = LastAnswer()
}

/// The answer to the last command that changed the purse, to be fetched again after a torn link.
struct LastAnswer: Sendable {
  /// Tells a repetition of the same command from another one at the same place.
  var fingerprint: UInt64 = 0
  var answer = Bytes<256>()
}
