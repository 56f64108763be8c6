import GRDB
import LedgerRecords

/// The database's own errors in the ledger's words.
func explaining<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as DatabaseError {
    switch error.resultCode {
    case .SQLITE_NOTADB: throw LedgerStoreError.notALedger(path)
    case .SQLITE_FULL: throw LedgerStoreError.noSpace
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM: throw LedgerStoreError.readOnly
    case .SQLITE_BUSY, .SQLITE_LOCKED: throw LedgerStoreError.busy
    case .SQLITE_CORRUPT: throw LedgerStoreError.damaged(error.message ?? "unreadable pages")
    default: throw LedgerStoreError.failed(error.message ?? "SQLite \(error.resultCode)")
    }
  } catch is RowDecodingError {
    throw LedgerStoreError.damaged("a value of another kind than its column's")
  } catch let error as RecordDamage {
    throw LedgerStoreError.damaged("a record lacks \(error.what)")
  } catch StoreDamage.page {
    throw LedgerStoreError.damaged("a page of the index")
  }
}

enum StoreDamage: Error {
  case page
}
