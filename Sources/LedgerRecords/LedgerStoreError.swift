/// Why a ledger's database cannot be used.
public enum LedgerStoreError: Error, Equatable, Sendable, CustomStringConvertible {
  case newerSchema(found: Int, known: Int)
  /// Another currency, or none: what was begun and not finished.
  case unfinished(String)
  case notALedger(String)
  case otherCurrency(found: UInt16, expected: UInt16)
  case notDurable(String)
  case damaged(String)
  case noSpace
  case readOnly
  case busy
  /// Another ledger on the same database was first: begin again.
  case conflict
  /// The database's server cannot be reached.
  case unavailable(String)
  /// The server went away while a batch was written.
  case uncertain(String)
  case failed(String)

  /// Nothing is broken: the same may succeed later.
  public var mayPass: Bool {
    switch self {
    case .noSpace, .readOnly, .busy, .conflict, .unavailable, .uncertain: true
    case .newerSchema, .unfinished, .notALedger, .otherCurrency, .notDurable, .damaged, .failed:
      false
    }
  }

  public var description: String {
    switch self {
    case .newerSchema(let found, let known):
      "the ledger's database has schema \(found) and this kontant knows \(known); use a newer one"
    case .notALedger(let path): "\(path) is not a ledger's database"
    case .otherCurrency(let found, let expected):
      "the ledger keeps currency \(found) and not \(expected); point to the right home"
    case .notDurable(let mode):
      "the database would not be durable (synchronous is \(mode)); nothing was opened"
    case .damaged(let what): "the ledger's database is damaged: \(what); restore a backup"
    case .noSpace: "no room on the disk for the ledger; nothing was booked: free some and try again"
    case .unfinished(let path):
      "\(path) holds half of a ledger's database (a restore was broken off?): restore it again"
    case .readOnly:
      "the ledger's database cannot be written (read-only disk or rights); nothing was booked"
    case .conflict: "another ledger changed the same records; nothing was booked: try again"
    case .unavailable(let why):
      "the ledger's database server cannot be reached (\(why)); nothing was booked: try again"
    case .uncertain(let why):
      "the ledger's database server went away while a batch was written (\(why)); it was booked or not, and the same uploads find out"
    case .busy: "another program holds the ledger's database; wait for it, then try again"
    case .failed(let what):
      "the ledger's database failed (\(what)), nothing was booked; check the disk, then try again"
    }
  }
}
