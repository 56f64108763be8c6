import Crypto
import LedgerCrypto
import PurseCrypto
import Settlement
import Testing
import Wire

@Suite("Approvals of operators") struct ApprovalTests {
  @Test("KEY-11: money is issued with the approvals of as many operators as are needed, once")
  func issue() throws {
    var bank = try ApprovalBank()
    let approvals = try [0, 2].map { try bank.approval(by: $0) }
    try bank.ledger.issue(bank.amount, to: "Reserve", approvals: approvals, time: bank.now)
    #expect(bank.ledger.book.accounts["Reserve"] == bank.amount)
    #expect(bank.ledger.book.transactions.last?.payment != nil)
    #expect(bank.ledger.nextOrder == 8)
    bank.expect(.usedBefore, approvals)
    #expect(bank.ledger.book.accounts["Reserve"] == bank.amount)
  }

  @Test("KEY-13: anybody checks what was carried out with the root's key alone") func later() throws
  {
    var bank = try ApprovalBank()
    let approvals = try [1, 0].map { try bank.approval(by: $0) }
    try bank.ledger.issue(bank.amount, to: "Reserve", approvals: approvals, time: bank.now)
    let kept = try #require(bank.ledger.carriedOut.first)
    #expect(kept.number == 7)
    let crypto = bank.ledger.crypto
    let order = try ApprovalVerifier(root: bank.rootKey, crypto: crypto)
      .verify(try Packet(kept.packet), time: nil)
    #expect(order.approvedBy == [bank.operatorID(1), bank.operatorID(0)])
    #expect(order.approval.action == .issue(bank.amount, account: "Reserve"))
    #expect(throws: ApprovalError.operatorsNotOfRoot) {
      try ApprovalVerifier(root: bank.keys[0].wire, crypto: crypto)
        .verify(try Packet(kept.packet), time: nil)
    }
    var other = try Packet(kept.packet)
    other.kind = .proof
    #expect(throws: ApprovalError.malformed(.wrongMessageType)) {
      try ApprovalVerifier(root: bank.rootKey, crypto: crypto).verify(other, time: nil)
    }
  }

  @Test("KEY-12: what does not suffice is refused for its reason, and nothing changes")
  func refusals() throws {
    let bank = try ApprovalBank()
    let good = try bank.approval(by: 0)
    let more = try bank.approval(by: 1)
    bank.expect(.tooFew(given: 0, needed: 2), [])
    bank.expect(.tooFew(given: 1, needed: 2), [good])
    bank.expect(.sameOperator, [good, good])
    // The same approval with another signature of the same operator.
    bank.expect(.sameOperator, [good, try bank.approval(by: 0)])
    bank.expect(.unknownOperator, [good, try bank.approval(by: 3)])
    bank.expect(.malformed(.truncated), [good, Array(more.dropLast())])
    let changes: [(ApprovalError, (inout Approval) -> Void)] = [
      (.otherOrder, { $0.action = .issue(bank.amount - bank.one, account: "Reserve") }),
      (.otherOrder, { $0.action = .issue(bank.amount, account: "Mallory") }),
      (.otherOrder, { $0.action = .rootKey(bank.rootKey) }),
      (.otherOrder, { $0.number = 8 }),
      (.otherOrder, { $0.notAfter = bank.now.adding(days: 300) }),
      (.otherOrder, { $0.currency = bank.otherCurrency }),
      (.otherOperators, { $0.operators = 2 }),
      (.unknownOperator, { $0.operatorID = OperatorID(1) }),
      // Her name on his signature.
      (.badSignature, { $0.operatorID = bank.operatorID(2) }),
    ]
    for (error, change) in changes {
      bank.expect(error, [good, try bank.approval(by: 1, change)])
    }
    bank.expect(.otherOrder, [good, more], amount: bank.one)
    bank.expect(.otherOrder, [good, more], account: "Mallory")
    bank.expect(.expired, [good, more], time: bank.now.adding(days: 8))
    bank.expect(.operatorsEnded, [good, more], time: bank.now.adding(days: 400))
    bank.expect(.operatorsEnded, [good, more], time: LedgerTime(seconds: 5))
  }

  @Test(
    "KEY-10: a set counts only with the root's signature, and the newer one instead of the older")
  func sets() throws {
    var bank = try ApprovalBank()
    let approvals = try [0, 1].map { try bank.approval(by: $0) }
    let forged = try bank.set(number: 1, by: bank.keys[0])
    bank.ledger.rules.approvals?.operators = forged
    bank.expect(.operatorsNotOfRoot, approvals)
    let second = try bank.set(number: 2, by: bank.root)
    bank.ledger.rules.approvals?.operators = second
    bank.expect(.otherOperators, approvals)
    bank.ledger.rules.approvals?.operators = nil
    bank.expect(.noOperators, approvals)
    #expect(throws: LedgerError.approvals(.noOperators)) {
      try bank.ledger.issue(bank.one, to: "Reserve", time: bank.now)
    }
  }

  @Test("KEY-11: a key is put into force with approvals that name it") func key() throws {
    var bank = try ApprovalBank()
    let key = bank.keys[3].wire
    let approvals = try [0, 1].map { who in
      try bank.approval(by: who) { $0.action = .issuerKey(key) }
    }
    for action in [ApprovedAction.issuerKey(bank.rootKey), .ledgerKey(key), .rootKey(key)] {
      #expect(throws: LedgerError.approvals(.otherOrder)) {
        try bank.ledger.approve(action, approvals: approvals, time: bank.now)
      }
    }
    bank.expect(.otherOrder, approvals)
    try bank.ledger.approve(.issuerKey(key), approvals: approvals, time: bank.now)
    #expect(throws: LedgerError.approvals(.usedBefore)) {
      try bank.ledger.approve(.issuerKey(key), approvals: approvals, time: bank.now)
    }
  }

  @Test("MSG-61: a set has 1 to 16 different operators and as many as are needed") func form()
    throws
  {
    let bank = try ApprovalBank()
    let keys = bank.keys.map(\.wire)
    func set(_ needed: UInt8, _ keys: [Wire.PublicKey]) -> Operators? {
      Operators(
        number: 1, currency: bank.otherCurrency, needed: needed, keys: keys, notBefore: bank.now,
        notAfter: bank.now)
    }
    #expect(set(2, keys) != nil)
    #expect(set(0, keys) == nil)
    #expect(set(5, keys) == nil)
    #expect(set(1, []) == nil)
    #expect(set(1, [keys[0], keys[0]]) == nil)
  }
}

/// A ledger with three operators of whom two are needed, and a stranger.
private struct ApprovalBank {
  let root = P256.Signing.PrivateKey()
  /// The last one is no operator's.
  let keys = (0..<4).map { _ in P256.Signing.PrivateKey() }
  var ledger: Ledger<SoftwareLedgerCrypto>
  let now = LedgerTime(seconds: 1_800_000_000)
  let amount: Amount
  let one: Amount
  let otherCurrency: CurrencyCode
  private let currency: CurrencyCode

  init() throws {
    currency = try #require(CurrencyCode(numeric: 752))
    otherCurrency = try #require(CurrencyCode(numeric: 978))
    amount = try #require(Amount(minorUnits: 100_000))
    one = try #require(Amount(minorUnits: 100))
    let rules = LedgerRules(
      currency: currency, liquidity: .evidenceAndPool, policies: [:], certificateDays: 365,
      renewalDays: 30)
    let key = P256.Signing.PrivateKey()
    ledger = Ledger(
      book: Book(), rules: rules,
      crypto: SoftwareLedgerCrypto(ledgerKey: key, issuerKeys: [:], master: .zero))
    try ledger.openAccount("Reserve")
    try ledger.openAccount("Mallory")
    ledger.rules.approvals = ApprovalRules(
      root: rootKey, operators: try set(number: 1, by: root))
  }

  var rootKey: Wire.PublicKey { root.wire }

  func set(number: UInt32, by signer: P256.Signing.PrivateKey) throws -> [UInt8] {
    let set = try #require(
      Operators(
        number: number, currency: currency, needed: 2, keys: keys.prefix(3).map(\.wire),
        notBefore: now, notAfter: now.adding(days: 365)))
    return [UInt8](sign(set, signer))
  }

  func operatorID(_ who: Int) -> OperatorID { OperatorID(keys[who].wire, hash: SoftwareHash()) }

  func approval(by who: Int, _ change: (inout Approval) -> Void = { _ in }) throws -> [UInt8] {
    var approval = Approval(
      operatorID: operatorID(who), operators: 1, currency: currency,
      action: .issue(amount, account: "Reserve"), number: 7, notAfter: now.adding(days: 7))
    change(&approval)
    return [UInt8](sign(approval, keys[who]))
  }

  /// Refused for this reason, and the books are as before.
  func expect(
    _ error: ApprovalError, _ approvals: [[UInt8]], amount: Amount? = nil,
    account: String = "Reserve", time: LedgerTime? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var copy = ledger
    #expect(throws: LedgerError.approvals(error), sourceLocation: sourceLocation) {
      try copy.issue(
        amount ?? self.amount, to: account, approvals: approvals, time: time ?? now)
    }
    #expect(copy.book.totals == ledger.book.totals, sourceLocation: sourceLocation)
    #expect(copy.book.uploads.rows == ledger.book.uploads.rows, sourceLocation: sourceLocation)
  }

  private func sign<Content: MessageContent>(
    _ content: Content, _ key: P256.Signing.PrivateKey
  ) -> Signed<Content> {
    Signed(
      content: content,
      signature: PurseCrypto.sign(content.digest(hash: SoftwareHash()), with: key))
  }
}

extension P256.Signing.PrivateKey {
  fileprivate var wire: Wire.PublicKey { Wire.PublicKey(publicKey) }
}
