import Foundation
import Settlement

/// What `kontant init` chose, kept in `kontant.json`.
public struct HomeSettings: Codable, Equatable, Sendable {
  public var version: Int
  public var currency: String
  public var liquidity: String
  /// Seconds by which the home's clock runs ahead of the machine's: time that has been let pass.
  public var clockOffsetSeconds: UInt64
  /// The ledger's database was restored from a copy, and not every purse has synced since. Absent
  /// means no.
  public var ledgerWasRestored: Bool?
  /// How often the log was begun anew, because the ledger was set back behind what it had signed.
  /// Absent means never.
  public var logRenewals: Int?
  /// How many logs have begun, those that were begun anew among them: one of them that is gone is missed.
  /// Absent in homes from before that was noted.
  public var logsBegun: Int?

  /// Where the ledger is kept on a PostgreSQL server, as libpq reads it. Absent means in the home, in
  /// SQLite.
  public var database: String?

  /// What one person's purses may hold together, in minor units. Absent means no cap.
  public var holdingCap: UInt64?
  /// Policies whose purses bear shares of losses, by identifier. Absent means none.
  public var bearers: [UInt16]?
  /// By the identifier of a policy, in minor units. Absent means no cap.
  public var cashOutCaps: [String: UInt64]?

  public static let knownVersion = 1
  /// 100 years: every time that is made from it can still be written in a message.
  static let largestClockOffset: UInt64 = 100 * 366 * 86_400
}

extension Liquidity {
  /// The names of the four answers, and of the default.
  public static let names: [(name: String, liquidity: Liquidity)] = [
    ("hold", .hold), ("pool", .pool), ("evidence", .evidence),
    ("evidence+pool", .evidenceAndPool),
  ]

  public init?(name: String) {
    guard let row = Self.names.first(where: { $0.name == name }) else { return nil }
    self = row.liquidity
  }

  public var name: String {
    Self.names.first { $0.liquidity == self }?.name ?? "evidence+pool"
  }
}
