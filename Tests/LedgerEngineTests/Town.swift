import LedgerEngine
import Money
import Settlement
import Testing
import Wire
import World

/// Eight people with cards, and what is to be settled for them.
enum Town {
  /// Cards that have paid each other, and what all of them report.
  static func make() throws -> (stage: Stage, uploads: [Packet]) {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency.code)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    var stage = Stage(
      currency: currency.code, liquidity: .evidenceAndPool, policies: [policy])
    let names = (0..<8).map { "P\($0)" }
    let money = try #require(Amount(minorUnits: 100_000))
    for name in names { try stage.issue(name, policy: policy, money: money) }
    for name in names { try stage.sync(name, load: try #require(Amount(minorUnits: 20_000))) }
    for index in names.indices {
      let payee = names[(index + 3) % names.count]
      let payment = try stage.payDirect(
        names[index], to: payee, try #require(Amount(minorUnits: UInt64(100 + index))))
      _ = try stage.accept(payee, payment)
    }
    let uploads = try names.map { try stage.upload($0) }
    return (stage, uploads)
  }

  static func engine(_ stage: Stage) -> BatchLedger<ModelLedgerCrypto> {
    let ledger = stage.bank.ledger
    return BatchLedger(
      Ledger(book: ledger.book, rules: ledger.rules, crypto: PrefetchedCrypto(ledger.crypto)))
  }

  static func balances(_ book: Book) -> [UInt64: UInt64] {
    Dictionary(
      uniqueKeysWithValues: book.purses.rows.map { ($0.key.value, $0.value.shadow.minorUnits) })
  }
}
