import Wire

/// What the ledger tells beside a grant. Not signed; a help for people, never a ground for a purse.
public enum SyncNotice: Equatable, Sendable {
  /// The request was answered before; this is the same grant.
  case repeated
  /// The wish to load was not met.
  case loadRefused(LoadRefusal)
  /// More deliveries or reversals wait than one grant holds.
  case more
  /// The purse is suspended: no certificate, no load.
  case suspended
  /// The ledger has not seen some entries of this purse (it was restored, or a ring has dropped them).
  case unseenEntries
  /// The purse was restored: its serial is closed, its value follows by the claim's rules.
  case restored
  /// Payments wait because their payer's shadow is short (policy hold).
  case waiting(Amount)
  /// Of what was cashed out, the purse's share of a loss by counterfeit (SUS-24).
  case borne(Amount)
  /// Of what was cashed out, what waits until the purse's value is explained (SUS-30).
  case withheld(Amount)
}

/// Why an account's money did not go into a purse.
public enum LoadRefusal: Equatable, Sendable {
  case insufficientFunds
  case balanceLimit
  case suspended
  /// The person's purses would hold more than they may together (CLM-40).
  case holdingCap
  /// The purse is of an applet version below its policy's floor.
  case outdated
}

/// A grant that is booked and lacks its signature.
public struct UnsignedGrant: Sendable {
  let content: SyncGrant
  let notices: [SyncNotice]
  let news: [[UInt8]]
  /// What the purse had when it asked.
  let declared: Amount
  /// The ledger keeps it as the purse's last grant.
  var isKept = true

  /// Of the purse that it answers.
  public var serial: Serial { content.serial }
}

/// What comes of a sync before its grant is signed.
public enum SyncAnswer: Sendable {
  /// A repetition, with the grant of then.
  case answered(SyncOutcome)
  case unsigned(UnsignedGrant)
}

/// The answer to a sync.
public struct SyncOutcome: Equatable, Sendable {
  /// The grant's message.
  public var grant: [UInt8]
  public var notices: [SyncNotice]
  /// To be learned before it, in this order; what is known changes nothing (KEY-23).
  public var lessons: [[UInt8]] = []
  /// Block lists and policies that go down beside the grant, each signed on its own (FLD-6).
  public var news: [[UInt8]]
  /// The second signatures of all that, where ledger and issuer are of suite 3 (SUI-22).
  public var seconds: [[UInt8]] = []

  public init(grant: [UInt8], notices: [SyncNotice], news: [[UInt8]] = []) {
    self.grant = grant
    self.notices = notices
    self.news = news
  }
}

extension SyncOutcome {
  /// The grant as it travels, with what is to be learned before it.
  public var packet: Packet {
    var packet = Packet(kind: .grant, message: grant)
    packet.documents = lessons + news
    packet.seconds = seconds
    return packet
  }

  /// The answer that a grant's packet is, without notices.
  public init(_ packet: Packet) {
    self.init(grant: packet.message, notices: [])
    seconds = packet.seconds
    for document in packet.documents {
      if Self.isLesson(document) { lessons.append(document) } else { news.append(document) }
    }
  }

  private static func isLesson(_ document: [UInt8]) -> Bool {
    (try? Signed<Authority>(document.span.bytes)) != nil
      || (try? Signed<Succession>(document.span.bytes)) != nil
  }
}
