/// What a purse says of the journal prefix it has dropped (ring journals only, SYN-8).
public struct Checkpoint: Equatable, Sendable {
  /// Last dropped sequence, and the head after it.
  public var through: SequenceNumber
  public var head: Head
  /// Sums of the dropped entries, in minor units.
  public var sent: Amount
  public var received: Amount
  /// Hash chain over the entries of the prefix that were kept, each with its sequence.
  public var kept: Head

  public init(
    through: SequenceNumber, head: Head, sent: Amount, received: Amount, kept: Head
  ) {
    self.through = through
    self.head = head
    self.sent = sent
    self.received = received
    self.kept = kept
  }
}

/// What a purse that reports totals only says instead of its entries (MSG-64): sums of the entries that the request
/// covers, in minor units.
public struct SyncTotals: Equatable, Sendable {
  public var sent = Amount.zero
  public var received = Amount.zero
  /// Sent and given back by a refusal.
  public var refunded = Amount.zero
  public var unloaded = Amount.zero
  /// What grants brought from the account, and what they swept to it.
  public var loaded = Amount.zero
  public var swept = Amount.zero
  public init() {}
}

/// A purse reports to the ledger (MSG-26). Signed by the purse; the entries follow beside it, bound
/// by `head`. Repeated byte for byte until a grant is applied.
public struct SyncRequest: MessageContent, Equatable {
  public static let type = MessageType.syncRequest
  public var serial: Serial
  public var lastGrant: GrantNumber
  /// First entry reported; one above `last` when there are none.
  public var first: SequenceNumber
  public var last: SequenceNumber
  /// Head after `last`.
  public var head: Head
  public var spendable: Amount
  public var pending: Amount
  public var policyNumber: UInt32
  public var blockListNumber: UInt32
  public var appletVersion: UInt16
  /// The key the purse would rotate to.
  public var nextKey: PublicKey?
  /// The wish to load this amount from the account.
  public var load: Amount?
  /// The wish to have the PIN unblocked.
  public var unblockPIN: Bool
  /// Instead of entries, or of those that a ring dropped. One place for both: a card keeps its request in
  /// memory, and no purse sends the two together.
  public var summary: Summary?

  public enum Summary: Equatable, Sendable {
    case checkpoint(Checkpoint)
    case totals(SyncTotals)
  }

  public var checkpoint: Checkpoint? {
    if case .checkpoint(let checkpoint)? = summary { checkpoint } else { nil }
  }

  /// What a purse of the class "totals only" reports (PRV-50).
  public var totals: SyncTotals? {
    if case .totals(let totals)? = summary { totals } else { nil }
  }

  /// The purse was set back to an older copy of itself: its serial is to close (CLM-50).
  public var restored: Bool

  public init(
    serial: Serial, lastGrant: GrantNumber, first: SequenceNumber, last: SequenceNumber, head: Head,
    spendable: Amount, pending: Amount, policyNumber: UInt32, blockListNumber: UInt32,
    appletVersion: UInt16, nextKey: PublicKey? = nil, load: Amount?, unblockPIN: Bool,
    checkpoint: Checkpoint?, restored: Bool = false
  ) {
    self.serial = serial
    self.lastGrant = lastGrant
    self.first = first
    self.last = last
    self.head = head
    self.spendable = spendable
    self.pending = pending
    self.policyNumber = policyNumber
    self.blockListNumber = blockListNumber
    self.appletVersion = appletVersion
    self.nextKey = nextKey
    self.load = load
    self.unblockPIN = unblockPIN
    self.restored = restored
    if let checkpoint { summary = .checkpoint(checkpoint) }
  }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    let optional =
      (nextKey == nil ? 0 : 1) + (load == nil ? 0 : 1) + (unblockPIN ? 1 : 0)
      + (summary == nil ? 0 : 1) + (restored ? 1 : 0)
    bytes.putMap(11 + optional)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putUInt(1)
    bytes.putName(serial.value)
    bytes.putField(2, lastGrant.value)
    bytes.putField(3, first.value)
    bytes.putField(4, last.value)
    bytes.putUInt(5)
    bytes.putWord(head.word)
    bytes.putField(6, spendable.minorUnits)
    bytes.putField(7, pending.minorUnits)
    bytes.putField(8, UInt64(policyNumber))
    bytes.putField(9, UInt64(blockListNumber))
    bytes.putField(10, UInt64(appletVersion))
    if let nextKey {
      bytes.putUInt(11)
      bytes.putKey(nextKey)
    }
    if let load { bytes.putField(12, load.minorUnits) }
    if unblockPIN {
      bytes.putUInt(13)
      bytes.putBool(true)
    }
    if let checkpoint {
      bytes.putUInt(14)
      bytes.putArray(5)
      bytes.putUInt(checkpoint.through.value)
      bytes.putWord(checkpoint.head.word)
      bytes.putUInt(checkpoint.sent.minorUnits)
      bytes.putUInt(checkpoint.received.minorUnits)
      bytes.putWord(checkpoint.kept.word)
    }
    if restored {
      bytes.putUInt(15)
      bytes.putBool(true)
    }
    if let totals {
      bytes.putUInt(16)
      bytes.putArray(6)
      bytes.putUInt(totals.sent.minorUnits)
      bytes.putUInt(totals.received.minorUnits)
      bytes.putUInt(totals.refunded.minorUnits)
      bytes.putUInt(totals.unloaded.minorUnits)
      bytes.putUInt(totals.loaded.minorUnits)
      bytes.putUInt(totals.swept.minorUnits)
    }
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    serial = Serial(try fields.name(1))
    lastGrant = GrantNumber(try fields.counter(2, from: 0))
    first = SequenceNumber(try fields.counter(3, from: 1))
    last = SequenceNumber(try fields.counter(4, from: 0))
    guard first <= last.next else { throw .outOfRange }
    head = Head(try fields.word(5))
    spendable = try fields.amount(6)
    pending = try fields.amount(7)
    policyNumber = UInt32(try fields.uint(8, in: 0...0xFFFF_FFFF))
    blockListNumber = UInt32(try fields.uint(9, in: 0...0xFFFF_FFFF))
    appletVersion = UInt16(try fields.uint(10, in: 0...0xFFFF))
    nextKey = try fields.has(11) ? try fields.reader.readKey() : nil
    load = try fields.optionalAmount(12)
    if let load, load.isZero { throw .outOfRange }
    unblockPIN = try fields.flag(13)
    restored = false
    if try fields.has(14) {
      try fields.reader.readArray(exactly: 5)
      summary = .checkpoint(
        Checkpoint(
          through: SequenceNumber(try fields.reader.readCounter(from: 1)),
          head: Head(try fields.reader.readWord()), sent: try fields.reader.readAmount(),
          received: try fields.reader.readAmount(), kept: Head(try fields.reader.readWord())))
    }
    restored = try fields.flag(15)
    // A serial that closes is followed by another one.
    guard nextKey != nil || !restored else { throw .missingField }
    if try fields.has(16) {
      guard summary == nil else { throw .outOfRange }
      try fields.reader.readArray(exactly: 6)
      var sums = SyncTotals()
      sums.sent = try fields.reader.readAmount()
      sums.received = try fields.reader.readAmount()
      sums.refunded = try fields.reader.readAmount()
      sums.unloaded = try fields.reader.readAmount()
      sums.loaded = try fields.reader.readAmount()
      sums.swept = try fields.reader.readAmount()
      summary = .totals(sums)
    }
    try fields.finish()
  }
}
