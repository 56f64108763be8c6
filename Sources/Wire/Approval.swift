#if !hasFeature(Embedded)
  /// What operators approve.
  public enum ApprovedAction: Equatable, Sendable {
    /// So much new money into this account.
    case issue(Amount, account: String)
    /// This key in the place of the issuer's, the ledger's or the root's.
    case issuerKey(PublicKey)
    case ledgerKey(PublicKey)
    case rootKey(PublicKey)

    fileprivate var number: UInt64 {
      switch self {
      case .issue: 1
      case .issuerKey: 2
      case .ledgerKey: 3
      case .rootKey: 4
      }
    }
  }

  /// One operator's word that one thing be done, once (MSG-60).
  public struct Approval: MessageContent, Equatable {
    public static let type = MessageType.approval
    /// Longest name of an account, in bytes of UTF-8.
    public static let longestAccount = 128

    public var operatorID: OperatorID
    /// The set that the operator belongs to.
    public var operators: UInt32
    public var currency: CurrencyCode
    public var action: ApprovedAction
    /// Of the order: what is done is done once under its number.
    public var number: UInt64
    public var notAfter: LedgerTime

    public init(
      operatorID: OperatorID, operators: UInt32, currency: CurrencyCode, action: ApprovedAction,
      number: UInt64, notAfter: LedgerTime
    ) {
      self.operatorID = operatorID
      self.operators = operators
      self.currency = currency
      self.action = action
      self.number = number
      self.notAfter = notAfter
    }

    public func encode<let n: Int>(into bytes: inout Bytes<n>) {
      if case .issue = action { bytes.putMap(9) } else { bytes.putMap(8) }
      bytes.putField(0, UInt64(Self.type.rawValue))
      bytes.putUInt(1)
      bytes.putName(operatorID.value)
      bytes.putField(2, UInt64(operators))
      bytes.putField(3, UInt64(currency.numeric))
      bytes.putField(4, action.number)
      bytes.putField(5, number)
      bytes.putField(6, notAfter.seconds)
      switch action {
      case .issue(let amount, let account):
        bytes.putField(7, amount.minorUnits)
        bytes.putUInt(8)
        bytes.putBytes(Array(account.utf8).span.bytes)
      case .issuerKey(let key), .ledgerKey(let key), .rootKey(let key):
        bytes.putUInt(9)
        bytes.putKey(key)
      }
    }

    public init(payload: RawSpan) throws(WireError) {
      var fields = try FieldReader(payload)
      try fields.type(Self.type)
      operatorID = OperatorID(try fields.name(1))
      operators = UInt32(try fields.uint(2, in: 1...UInt64(UInt32.max)))
      try fields.require(3)
      currency = try fields.reader.readCurrency()
      let kind = try fields.uint(4, in: 1...4)
      number = try fields.counter(5, from: 1)
      notAfter = try fields.time(6)
      if kind == 1 {
        let amount = try fields.amount(7)
        guard !amount.isZero else { throw .outOfRange }
        try fields.require(8)
        let bytes = try fields.reader.readArrayOfBytes(atMost: Self.longestAccount)
        guard !bytes.isEmpty, let account = String(validating: bytes, as: UTF8.self) else {
          throw .outOfRange
        }
        action = .issue(amount, account: account)
      } else {
        try fields.require(9)
        let key = try fields.reader.readKey()
        action = kind == 2 ? .issuerKey(key) : kind == 3 ? .ledgerKey(key) : .rootKey(key)
      }
      try fields.finish()
    }

    /// The same order as another operator's, word for word.
    public func isSameOrder(as other: Approval) -> Bool {
      var copy = other
      copy.operatorID = operatorID
      return self == copy
    }
  }
#endif
