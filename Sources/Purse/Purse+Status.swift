import Wire

/// What a purse tells its holder. No secrets.
public struct PurseStatus: Sendable {
  public var lifeCycle: LifeCycle
  public var spendable: Amount
  public var pending: Amount
  /// Value in payments whose decision the purse does not know.
  public var inDoubt: Amount
  public var doubts: Int
  public var openRequests: Int
  public var sequence: SequenceNumber
  public var head: Head
  public var covered: SequenceNumber
  public var requestNumber: RequestNumber
  public var counters: EpochCounters
  public var lastGrant: GrantNumber
  public var latestTime: LedgerTime
  public var awaitsGrant: Bool
  public var pinTriesLeft: UInt8
  public var decidedDirect: Int
  /// Numbers of the policy in force and of the newest part of the block list; 0 for none.
  public var policyNumber: UInt32
  public var blockListNumber: UInt32
}

extension PurseStatus {
  /// A blank purse's, for whoever reads one out of a card.
  public init() {
    self.init(
      lifeCycle: .manufactured, spendable: .zero, pending: .zero, inDoubt: .zero, doubts: 0,
      openRequests: 0, sequence: .none, head: .start, covered: .none,
      requestNumber: RequestNumber(0), counters: EpochCounters(), lastGrant: .none,
      latestTime: .unknown, awaitsGrant: false, pinTriesLeft: 0, decidedDirect: 0,
      policyNumber: 0, blockListNumber: 0)
  }
}

extension Purse {
  /// Where the purse stands.
  public var status: PurseStatus {
    var copy = self
    return copy.readStatus()
  }

  /// The same without a copy of the purse, which a card has no room for.
  public mutating func readStatus() -> PurseStatus {
    var inDoubt = Amount.zero
    var doubts = 0
    for i in 0..<state.doubts.count where state.doubts.peek(i).refund == nil {
      inDoubt = inDoubt + state.doubts.peek(i).amount
      doubts += 1
    }
    return PurseStatus(
      lifeCycle: state.lifeCycle, spendable: state.spendable, pending: state.pending,
      inDoubt: inDoubt, doubts: doubts, openRequests: state.openRequests.count,
      sequence: state.sequence, head: state.head, covered: state.covered,
      requestNumber: state.requestNumber, counters: state.counters, lastGrant: state.lastGrant,
      latestTime: state.latestTime, awaitsGrant: state.syncRequest != nil,
      pinTriesLeft: state.pin.triesLeft, decidedDirect: state.decided.count,
      policyNumber: state.policy?.content.number ?? 0, blockListNumber: state.blockList)
  }

  /// Nil before personalisation.
  public var currentCertificate: Signed<Certificate>? { state.certificate }
  public var currentPolicy: Signed<Policy>? { state.policy }

  // The same without a copy of the purse.

  public mutating func readCertificate() -> Signed<Certificate>? { state.certificate }
  public mutating func readPolicy() -> Signed<Policy>? { state.policy }
  /// The memory was altered behind the purse's back: what it says of itself means nothing (PUR-3).
  public var isDamaged: Bool {
    mutating get { log.isDamaged }
  }

  /// The key made in this purse that it signs with; nil before it is made.
  public var publicKey: PublicKey? {
    mutating get {
      switch state.lifeCycle {
      case .manufactured: nil
      case .keyed: state.offeredKey
      case .active, .suspended, .terminated, .restored: state.certificate?.content.key
      }
    }
  }

  /// The payments whose end this purse does not know, the refunded ones left out.
  public mutating func doubt(_ index: Int) -> Doubt? {
    var left = index
    for i in 0..<state.doubts.count where state.doubts.peek(i).refund == nil {
      if left == 0 { return state.doubts.peek(i) }
      left -= 1
    }
    return nil
  }

  /// Digest and amount of an open request.
  public mutating func openRequest(_ index: Int) -> (digest: Digest, amount: Amount)? {
    guard index < state.openRequests.count else { return nil }
    return (state.openRequests[index].digest, state.openRequests[index].amount)
  }
}

extension Purse {
  /// Last used sequence, without the cost of a whole status.
  public var sequence: SequenceNumber { state.sequence }
  /// Last used request number, likewise.
  public var requestNumber: RequestNumber { state.requestNumber }
  /// Numbers of the policy in force and of the newest part of the block list, likewise.
  public var policyNumber: UInt32 { state.policy?.content.number ?? 0 }
  public var blockListNumber: UInt32 { state.blockList }
}
