import Money
import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// What every attack needs: amounts, policies, a stage with loaded purses, and the end that must hold.
enum Play {
  static func sek(_ units: UInt64) -> Amount { Amount(minorUnits: units * 100) ?? .zero }

  static func policy(
    _ preset: PolicyPreset = .ekronaCard, _ change: (inout Policy) -> Void = { _ in }
  ) throws -> Policy {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = preset.policy(number: 1, time: ModelBank.start, currency: currency)
    change(&policy)
    return policy
  }

  /// A stage where everyone has 10,000 in the account and `units` of it in the purse. Nought means
  /// that the purse has not synced yet.
  static func stage(
    _ liquidity: Liquidity = .evidenceAndPool, policy given: Policy? = nil,
    bankSize: Int = 32_768, loads: KeyValuePairs<String, UInt64>
  ) throws -> Stage {
    let policy = try given ?? policy()
    var stage = Stage(currency: policy.currency, liquidity: liquidity, policies: [policy])
    for (name, units) in loads {
      try stage.issue(name, policy: policy, money: sek(10_000), bankSize: bankSize)
      if units > 0 { try stage.sync(name, load: sek(units)) }
    }
    return stage
  }

  /// Syncs everyone until nothing is left to deliver.
  static func syncAll(_ stage: inout Stage, _ names: [String]) throws {
    for _ in 0..<4 {
      for name in names { try stage.sync(name) }
    }
  }

  /// The books balance, the pool is owed exactly what honest purses and claimants owe it, every proof names
  /// one of the guilty and every one of the guilty is named, and a third party can check each proof.
  static func expectJust(
    _ stage: Stage, guilty: [String] = [], at location: SourceLocation = #_sourceLocation
  ) {
    let book = stage.bank.ledger.book
    #expect(book.isBalanced, sourceLocation: location)
    var owed: Int64 = 0
    for row in book.purses.rows.values { owed += Int64(row.poolDebt.minorUnits) }
    #expect(book.totals.pool == -owed, sourceLocation: location)
    #expect(book.totals.held >= 0, sourceLocation: location)
    let wanted = Set(guilty.compactMap { stage.serial($0) }.map { book.root(of: $0) })
    let named = Set(book.proofs.rows.values.map { book.root(of: $0.serial) })
    #expect(named == wanted, sourceLocation: location)
    for row in book.purses.rows.values {
      #expect(row.isConvicted == wanted.contains(row.certificate.serial), sourceLocation: location)
      if !row.isConvicted, row.claim == nil {
        #expect(row.state == .active, sourceLocation: location)
      }
    }
    expectProven(stage, at: location)
  }

  /// Once all have synced, the ledger agrees with every purse to the last öre.
  static func expectAgreement(
    _ stage: Stage, _ values: KeyValuePairs<String, UInt64>,
    at location: SourceLocation = #_sourceLocation
  ) {
    for (name, units) in values {
      let status = stage.status(name)
      let held = (status?.spendable ?? .zero) + (status?.pending ?? .zero)
      #expect(held == sek(units), "\(name)'s purse", sourceLocation: location)
      #expect(
        stage.row(name)?.shadow == sek(units), "\(name)'s shadow", sourceLocation: location)
      #expect(
        stage.row(name)?.advance == .zero, "\(name)'s advance", sourceLocation: location)
    }
    #expect(stage.bank.ledger.book.totals.held == 0, sourceLocation: location)
  }
}
