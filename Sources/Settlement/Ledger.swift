import Wire

/// What is the same for every sync of one ledger.
public struct LedgerRules: Equatable, Sendable {
  public var currency: CurrencyCode
  public var liquidity: Liquidity
  /// Policies in force, by identifier.
  public var policies: [UInt16: [UInt8]]
  /// Interim policies, by identifier: in force until their end, then those above hold again.
  public var interims: [UInt16: [UInt8]] = [:]
  public var blockList = BlockListInForce()
  /// How long a renewed certificate lasts, in days, and with how many days left it is renewed.
  public var certificateDays: UInt32
  public var renewalDays: UInt32
  /// The ledger was restored from a backup and not every purse has synced since: a grant or a payer
  /// it does not know may be real. Where nothing was lost, a purse that reports such things is
  /// suspended, though no proof can name it (SYN-7).
  public var mayHaveForgotten = false
  /// Issuers that another has taken the place of: their purses get a new certificate at the next sync.
  public var replacedIssuers: [AuthorityID: AuthorityID] = [:]
  /// The ledger's own key. A grant that is repeated after another key took its place is signed anew (KEY-21).
  public var ledgerKey: PublicKey?
  /// What purses may have to learn before they apply a grant: successions of the root, then authorities
  /// that it has certified (KEY-23).
  public var lessons: [[UInt8]] = []
  /// What the root has said of issuers that others have taken the place of: a grant that waited meanwhile may have
  /// a certificate of one.
  public var olderIssuers: [AuthorityID: [UInt8]] = [:]
  /// The second signatures of the lessons, as the root has made them.
  public var lessonSeconds = SecondSignatures()
  /// Whether the ledger or an issuer here signs with a key of suite 3.
  public var signsTwice: Bool {
    ledgerKey?.suite == .es256MLDSA65 || issuers.values.contains { $0.suite == .es256MLDSA65 }
  }
  /// Who has to approve new money and keys; nil where nobody has to, for trying (KEY-10).
  public var approvals: ApprovalRules?
  /// The issuers' keys: they attest claims.
  public var issuers: [AuthorityID: PublicKey] = [:]
  /// Days from the end of a claimed purse's last certificate until its claim is paid, and days
  /// without a sync after which a purse counts as dormant.
  public var claimGraceDays: UInt32 = 30
  public var dormantDays: UInt32 = 730
  /// The most that the purses of one person may hold together; nil for no cap.
  public var holdingCap: Amount?

  public init(
    currency: CurrencyCode, liquidity: Liquidity, policies: [UInt16: [UInt8]],
    certificateDays: UInt32, renewalDays: UInt32
  ) {
    self.currency = currency
    self.liquidity = liquidity
    self.policies = policies
    self.certificateDays = certificateDays
    self.renewalDays = renewalDays
  }
}

/// The central bank's system of record, as a state machine: no clock, no storage, no randomness.
/// Time comes in with each call; changes stay in `book` until a store has made them durable.
public struct Ledger<Crypto: LedgerCryptography & Sendable>: Sendable {
  public var book: Book
  public var rules: LedgerRules
  public var crypto: Crypto
  /// The second signatures that came with what is being booked (SUI-24). Nothing of it outlives a call.
  public var brought = SecondSignatures()

  public init(book: Book, rules: LedgerRules, crypto: Crypto) {
    self.book = book
    self.rules = rules
    self.crypto = crypto
  }
}

extension Ledger {
  /// Opens an account under a pseudonym.
  public mutating func openAccount(_ name: String) throws(LedgerError) {
    guard book.accounts[name] == nil else { throw .accountExists(name) }
    book.accounts[name] = .zero
  }

  /// Issues new money into an account, where nobody has to approve it.
  public mutating func issue(
    _ amount: Amount, to account: String, time: LedgerTime
  ) throws(LedgerError) {
    if let rules = rules.approvals {
      throw .approvals(rules.operators == nil ? .noOperators : .tooFew(given: 0, needed: 1))
    }
    try issue(amount, to: account, order: nil, time: time)
  }

  /// - Parameter order: that was approved.
  mutating func issue(
    _ amount: Amount, to account: String, order: Digest?, time: LedgerTime
  ) throws(LedgerError) {
    guard book.accounts[account] != nil else { throw .unknownAccount(account) }
    guard !amount.isZero else { throw .amountZero }
    guard book.totals.issued + Int64(amount.minorUnits) <= Int64(WireLimits.largestAmount) else {
      throw .amountTooLarge
    }
    move(amount, from: .issuance, to: .account(account), .issue, payment: order, time: time)
  }

  /// Moves money between accounts, online.
  public mutating func transfer(
    _ amount: Amount, from payer: String, to payee: String, time: LedgerTime
  ) throws(LedgerError) {
    guard let balance = book.accounts[payer] else { throw .unknownAccount(payer) }
    guard book.accounts[payee] != nil else { throw .unknownAccount(payee) }
    guard !amount.isZero else { throw .amountZero }
    guard amount <= balance else { throw .insufficientFunds }
    move(amount, from: .account(payer), to: .account(payee), .transfer, time: time)
  }

  /// Registers a serial, before its certificate leaves the issuer (LED-5).
  /// - Parameter siblings: all other purses of the same person (CLM-40).
  public mutating func register(
    _ certificate: Signed<Certificate>, account: String, besides siblings: [Serial] = []
  ) throws(LedgerError) {
    guard book.accounts[account] != nil else { throw .unknownAccount(account) }
    guard certificate.content.serial != .bank, book.purses[certificate.content.serial] == nil
    else { throw .purseExists }
    guard certificate.content.currency == rules.currency else { throw .wrongCurrency }
    try checkIsNoHalf(certificate.content.key)
    try checkRoom(besides: siblings)
    let serial = certificate.content.serial
    var row = PurseRow(certificate: certificate, account: account)
    row.siblings = siblings
    book.purses[serial] = row
    for sibling in siblings { book.updateHolder(of: sibling) { $0.siblings.append(serial) } }
  }

  /// The issuer approves that a blocked PIN is unblocked at the purse's next sync that wishes it.
  public mutating func approveUnblock(_ serial: Serial) throws(LedgerError) {
    guard book.purses[serial] != nil else { throw .unknownPurse }
    book.updateHolder(of: serial) { $0.unblockApproved = true }
  }

  /// Takes a suspension back, once it is cleared up. A convicted purse stays suspended.
  public mutating func reinstate(_ serial: Serial) throws(LedgerError) {
    guard let purse = book.holder(of: serial) else { throw .unknownPurse }
    guard !purse.isConvicted else { throw .convicted }
    guard !purse.isClosed else { throw .purseClosed }
    guard !purse.isClaimed else { throw .alreadyClaimed }
    book.updateHolder(of: serial) { if $0.state == .suspended { $0.state = .active } }
  }

  /// Suspends a purse without a proof: it may end what is open, sync and unload (LED-61).
  public mutating func suspend(_ serial: Serial) throws(LedgerError) {
    guard book.purses[serial] != nil else { throw .unknownPurse }
    book.updateHolder(of: serial) { if $0.state == .active { $0.state = .suspended } }
  }
}
