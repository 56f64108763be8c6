import LedgerRecords
import Settlement
import Wire

/// Every balance, added up from transactions alone.
public struct Balances: Equatable, Sendable {
  public var accounts: [String: Int64] = [:]
  public var shadows: [Serial: Int64] = [:]
  public var advances: [Serial: Int64] = [:]
  public var issued: Int64 = 0
  public var pool: Int64 = 0
  public var held: Int64 = 0
  public var loss: Int64 = 0
  public var transit: Int64 = 0
  public init() {}

  public mutating func add(_ transaction: Transaction) {
    for posting in transaction.postings {
      switch posting.account {
      case .issuance: issued &-= posting.change
      case .account(let name): accounts[name, default: 0] &+= posting.change
      case .shadow(let serial): shadows[serial, default: 0] &+= posting.change
      case .pool: pool &+= posting.change
      case .held: held &+= posting.change
      case .loss: loss &+= posting.change
      case .transit: transit &+= posting.change
      }
      if let serial = posting.advanced { advances[serial, default: 0] &-= posting.change }
    }
  }

  /// As a book has them; balances of nothing are left out.
  public init(_ book: Book) {
    for (name, amount) in book.accounts.rows { accounts[name] = Int64(amount.minorUnits) }
    for (serial, row) in book.purses.rows {
      shadows[serial] = Int64(row.shadow.minorUnits)
      advances[serial] = Int64(row.advance.minorUnits)
    }
    (issued, pool) = (book.totals.issued, book.totals.pool)
    (held, loss) = (book.totals.held, book.totals.loss)
    transit = book.totals.transit
  }

  /// Where these differ from others, in words.
  public func differences(from others: Balances) -> [String] {
    var found: [String] = []
    func compare<Key: Hashable>(
      _ mine: [Key: Int64], _ theirs: [Key: Int64], _ name: (Key) -> String
    ) {
      for key in Set(mine.keys).union(theirs.keys) where mine[key] ?? 0 != theirs[key] ?? 0 {
        found.append("\(name(key)): \(theirs[key] ?? 0) in the books, \(mine[key] ?? 0) by the log")
      }
    }
    compare(accounts, others.accounts) { "account \($0)" }
    compare(shadows, others.shadows) { "shadow \(String($0.value, radix: 16))" }
    compare(advances, others.advances) { "advance \(String($0.value, radix: 16))" }
    compare(
      ["issued": issued, "pool": pool, "held": held, "loss": loss, "transit": transit],
      [
        "issued": others.issued, "pool": others.pool, "held": others.held, "loss": others.loss,
        "transit": others.transit,
      ]
    ) { $0 }
    return found.sorted()
  }
}
