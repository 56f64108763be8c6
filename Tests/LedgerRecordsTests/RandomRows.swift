import LedgerRecords
import Purse
import Settlement
import Testing
import Wire
import World

/// Rows of every kind with anything in them that their types allow, from a seed.
struct RandomRows {
  private var random: Seeded
  private let certificate: Signed<Certificate>
  private let crypto = ModelPurseCrypto(seed: 0)

  init(seed: UInt64) throws {
    random = Seeded(seed: seed)
    // ISO 4217 has this number.
    let currency = CurrencyCode(numeric: 752)!
    let policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency)
    var stage = Stage(currency: currency, liquidity: .evidenceAndPool, policies: [policy])
    try stage.issue("Alice", policy: policy, money: .zero)
    certificate = try #require(stage.purses["Alice"]?.currentCertificate)
  }

  mutating func changes() -> BookChanges {
    BookChanges(
      batch: BatchNumber(number()), accounts: list { (key: $0.text(), row: $0.amount()) },
      purses: list { rows in
        let row = rows.purse()
        return (key: row.certificate.serial, row: row)
      },
      payments: list { (key: $0.digest(), row: $0.payment()) },
      refusals: list { (key: $0.refusalKey(), row: $0.refusal()) },
      uploads: list { (key: $0.uploadKey(), row: $0.bytes()) },
      proofs: list { (key: $0.number(), row: $0.proof()) },
      acceptances: list { (key: $0.digest(), row: $0.bytes()) },
      evidence: list { rows in
        (key: rows.digest(), row: EvidenceRow(outer: rows.bytes(), plaintext: rows.bytes()))
      },
      transactions: transactions(), totals: totals())
  }

  mutating func purse() -> PurseRow {
    var row = PurseRow(certificate: certificate, account: text())
    row.state =
      [GrantedState.active, .suspended, .terminated][Int.random(in: 0..<3, using: &random)]
    row.isConvicted = bool()
    row.unblockApproved = bool()
    row.shadow = amount()
    row.advance = amount()
    if bool() { row.advancedSince = LedgerTime(seconds: number()) }
    row.covered = SequenceNumber(number())
    row.head = Head(word())
    row.declared = amount()
    row.unseen = list { rows in
      let (a, b) = (rows.number(), rows.number())
      return min(a, b)...max(a, b)
    }
    row.hasDropped = bool()
    row.grantNumber = GrantNumber(number())
    if bool() { row.answered = digest() }
    row.grant = bytes()
    if bool() { row.lastSync = LedgerTime(seconds: number()) }
    row.inbox = list { $0.digest() }
    row.reversalsDue = list { $0.digest() }
    if bool() { row.claim = claim() }
    if bool() { row.promised = amount() }
    row.siblings = list { Serial($0.number()) }
    if bool() { row.spent = amount() }
    row.shares = list {
      CounterfeitShare(payer: Serial($0.number()), taken: $0.amount(), borne: $0.amount())
    }
    if bool() { row.withheld = amount() }
    return row
  }

  private mutating func claim() -> ClaimRow {
    let kind = ClaimKind(rawValue: UInt8(1 + number() % 5)) ?? .lost
    let content = Claim(
      issuer: AuthorityID(number()), serial: Serial(1), account: word(), kind: kind,
      number: ClaimNumber(max(1, number() >> 1)), time: LedgerTime(seconds: number() % 1_000_000),
      replacement: kind == .replaced ? Serial(2) : nil)
    var claim = ClaimRow(
      Signed(content: content, signature: Signature(r: word(), s: word())),
      reported: LedgerTime(seconds: number()),
      standing: ClaimStanding(rawValue: UInt8(1 + number() % 3)) ?? .open, wasActive: bool())
    claim.paid = amount()
    claim.setOff = amount()
    claim.refused = amount()
    claim.owed = amount()
    return claim
  }

  mutating func payment() -> PaymentRow {
    let content = Payment(
      payer: Serial(number()), sequence: SequenceNumber(max(1, number() >> 1)),
      previous: Head(word()),
      amount: Amount(minorUnits: 1 + number() % 1_000_000) ?? .zero, payee: Serial(number()),
      request: bool() ? digest() : nil, verification: .pin, sealed: nil)
    let signed = Signed(content: content, signature: Signature(r: word(), s: word()))
    var row = PaymentRow(
      payment: content, message: [UInt8](signed), firstSeen: LedgerTime(seconds: number()))
    row.isVerified = bool()
    row.byPayer = bool()
    row.accepted = AcceptanceSource(rawValue: UInt8(number() % 7)) ?? .none
    row.refused = bool()
    row.refundedByPayer = bool()
    row.booking = Booking(rawValue: UInt8(number() % 6)) ?? .none
    row.delivery = TransferProgress(rawValue: UInt8(number() % 5)) ?? .none
    row.reversal = TransferProgress(rawValue: UInt8(number() % 5)) ?? .none
    if bool() {
      row.settled = EntryPlace(
        batch: BatchNumber(number()), ordinal: UInt32(truncatingIfNeeded: number()))
    }
    return row
  }

  mutating func transactions() -> [Transaction] {
    var ordinal: UInt64 = 0
    return list { rows in
      ordinal += 1
      let change = Int64(bitPattern: rows.number()) >> 1
      return Transaction(
        number: ordinal, time: LedgerTime(seconds: rows.number()),
        kind: TransactionKind(rawValue: UInt8(1 + rows.number() % 12)) ?? .issue,
        payment: rows.bool() ? rows.digest() : nil,
        postings: [
          Posting(rows.account(), change),
          Posting(rows.account(), -change, advanced: rows.bool() ? Serial(rows.number()) : nil),
        ])
    }
  }

  mutating func refusal() -> RefusalRow { bool() ? .message(bytes()) : .journal(uploadKey()) }

  mutating func proof() -> ProofRow {
    ProofRow(
      kind: ProofKind(rawValue: UInt8(1 + number() % 5)) ?? .fork, serial: Serial(number()),
      packet: bytes(), time: LedgerTime(seconds: number()))
  }

  private mutating func totals() -> Totals {
    var totals = Totals()
    totals.issued = signed()
    totals.pool = signed()
    totals.held = signed()
    totals.loss = signed()
    totals.transit = bool() ? signed() : 0
    totals.transactions = number()
    totals.proofs = number()
    totals.signatureChecks = number()
    totals.known.settledValue = signed()
    totals.known.confirmed = signed()
    return totals
  }

  private mutating func account() -> LedgerAccount {
    switch number() % 7 {
    case 0: .issuance
    case 1: .account(text())
    case 2: .shadow(Serial(number()))
    case 3: .pool
    case 4: .held
    case 5: .transit
    default: .loss
    }
  }

  private mutating func refusalKey() -> RefusalKey {
    RefusalKey(payee: Serial(number()), digest: digest(), byRequest: bool())
  }

  private mutating func uploadKey() -> UploadKey {
    UploadKey(serial: Serial(number()), grant: GrantNumber(number()))
  }

  private mutating func list<Element>(_ make: (inout Self) -> Element) -> [Element] {
    (0..<Int.random(in: 0...3, using: &random)).map { _ in make(&self) }
  }

  /// Of every length in bits, so that short and long forms both come up.
  mutating func number() -> UInt64 { random.next() >> UInt64.random(in: 0..<64, using: &random) }
  private mutating func signed() -> Int64 { Int64(bitPattern: number()) &* (bool() ? 1 : -1) }
  private mutating func bool() -> Bool { Bool.random(using: &random) }
  private mutating func digest() -> Digest { Digest(word()) }
  private mutating func amount() -> Amount {
    Amount(minorUnits: number() % (WireLimits.largestAmount + 1)) ?? .zero
  }
  private mutating func word() -> Word32 {
    Word32(random.next(), random.next(), random.next(), random.next())
  }
  private mutating func bytes() -> [UInt8] {
    (0..<Int.random(in: 0...200, using: &random)).map { _ in
      UInt8(truncatingIfNeeded: random.next())
    }
  }
  private mutating func text() -> String {
    ["", "Alice", "Åsa Öberg", "a/b c", "\u{0}", "🏦"].randomElement(using: &random) ?? ""
  }
}
