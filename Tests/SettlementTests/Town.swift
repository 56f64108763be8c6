import Money
import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Some purses under one policy and their ledger, for stories told in sums of whole kronor.
struct Town {
  var stage: Stage
  let policy: Policy

  static func sek(_ units: UInt64) -> Amount { Amount(minorUnits: units * 100) ?? .zero }

  init(
    _ names: [String] = ["Alice", "Bob", "Charlie"], load: UInt64 = 200,
    liquidity: Liquidity = .evidenceAndPool, _ change: (inout Policy) -> Void = { _ in }
  ) throws {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency.code)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    change(&policy)
    self.policy = policy
    stage = Stage(currency: policy.currency, liquidity: liquidity, policies: [policy])
    for name in names { try stage.issue(name, policy: policy, money: Self.sek(1_000)) }
    if load > 0 { try stage.sync(names[0], load: Self.sek(load)) }
  }

  var book: Book { stage.bank.ledger.book }

  func shadow(_ name: String) -> Amount? { stage.row(name)?.shadow }
  func spendable(_ name: String) -> Amount? { stage.status(name)?.spendable }
  func proofs(_ name: String) -> [ProofKind] {
    book.proofs.rows.values.filter { $0.serial == stage.serial(name) }.map(\.kind)
  }

  /// Nobody is blamed, everything adds up, and each shadow is what its purse holds.
  func expectSettled(_ names: [String] = ["Alice", "Bob"]) {
    #expect(book.isBalanced)
    #expect(book.proofs.rows.isEmpty)
    #expect(book.unexplained == .zero)
    #expect(book.totals.held == 0)
    for name in names {
      let status = stage.status(name)
      #expect(shadow(name) == status?.spendable.adding(status?.pending ?? .zero), "\(name)")
    }
  }

  mutating func paid(
    _ payer: String, _ payee: String, _ units: UInt64
  ) throws(PurseError) -> Packet {
    try stage.pay(payer, try stage.request(payee, Self.sek(units)))
  }

  mutating func exchange(_ payer: String, _ payee: String, _ units: UInt64) throws(PurseError) {
    _ = try stage.accept(payee, try paid(payer, payee, units))
  }

  /// Syncs all round until nothing is left: covered, delivered, reversed, acknowledged.
  mutating func syncAll(_ names: [String]) throws {
    for _ in 0..<4 { for name in names { try stage.sync(name) } }
  }

  /// The row of the payment that a packet carries.
  func row(_ packet: Packet) throws -> PaymentRow? {
    let digest = try Signed<Payment>(packet.message.span.bytes)
      .digest(hash: ModelPurseCrypto(seed: 0))
    return book.payments[digest]
  }

  /// Runs a sync with an upload made earlier.
  @discardableResult
  mutating func send(_ upload: Packet) throws(LedgerError) -> SyncOutcome {
    try stage.bank.ledger.sync(upload, time: stage.time)
  }
}
