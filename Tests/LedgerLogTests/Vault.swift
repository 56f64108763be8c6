import Crypto
import Foundation
import LedgerLog
import LedgerRecords
import LedgerStore
import Settlement
import TransparencyLog
import Wire
import World

/// A town whose ledger is kept in SQLite with a log behind it, in a folder of its own.
final class Vault {
  let folder: Folder
  var stage: Stage
  private let store: LedgerStore
  private var log: LogFollower

  /// - Parameter batches: after how many batches the tables of open rows are brought up to them.
  init(checkpointEvery batches: Int = 1, in folder: Folder? = nil, _ stage: Stage? = nil) throws {
    self.folder = try folder ?? Folder()
    self.stage = try stage ?? Town.stage()
    store = try Self.store(in: self.folder, checkpointEvery: batches)
    log = try Self.log(in: self.folder)
    self.stage.bank.ledger.book = try store.open()
  }

  /// Makes durable what has changed, as a ledger does: store, memory, log.
  func keep() throws {
    let changes = stage.bank.ledger.book.takeChanges()
    try store.commit(changes)
    stage.bank.ledger.book.release(changes)
    try log.follow(store)
  }

  /// A sync whose batch is durable before the grant is applied.
  func sync(_ name: String, load: Amount = .zero, documents: [Packet] = []) throws {
    var upload = try stage.upload(name, load: load)
    upload.documents = documents.map(\.bytes)
    let outcome = try stage.bank.ledger.sync(upload, time: stage.time)
    try keep()
    try stage.apply(name, outcome.grant)
  }

  static func store(in folder: Folder, checkpointEvery batches: Int = 1_000) throws -> LedgerStore {
    try LedgerStore(
      path: folder.path("ledger.sqlite"), currency: Town.currency,
      limits: CheckpointLimits(batches: batches))
  }

  static func log(in folder: Folder) throws -> LogFollower {
    try LogFollower(folder: folder.path("log"), signer: signer(), salts: salts())
  }

  /// Opens the ledger and its log as a home does, and holds them against each other.
  /// - Returns: what was found; nothing where all agree.
  static func check(_ folder: Folder) throws -> [String] {
    do {
      let store = try store(in: folder)
      let book = try store.open()
      var log = try log(in: folder)
      try log.follow(store)
      let key = try signer().key
      var check = LedgerCheck()
      try check.run(
        log: FolderLogStorage(folder: folder.path("log")), keys: [key], origin: key.name,
        history: store, book: book)
      check.add(try store.check())
      return check.findings
    } catch let error as LedgerStoreError {
      return [error.description]
    } catch let error as LogFollowError {
      return [error.description]
    } catch let error as LogError {
      return ["\(error)"]
    }
  }

  static func signer() throws -> NoteSigner {
    let secret = [UInt8](repeating: 7, count: 32)
    return try NoteSigner(
      name: "town/log",
      privateKey: Curve25519.Signing.PrivateKey(rawRepresentation: secret))
  }

  private static func salts() throws -> SaltSource {
    guard let salts = SaltSource(secret: [UInt8](repeating: 9, count: 32)) else {
      preconditionFailure("a secret of 32 bytes")
    }
    return salts
  }
}
