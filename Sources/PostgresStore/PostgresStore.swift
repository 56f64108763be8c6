import Dispatch
import LedgerRecords
import PostgresLink
import Settlement
import Synchronization
import Wire

/// The ledger's records in PostgreSQL, which several ledger processes share (docs/spec/storage.md,
/// STO-20 to STO-22). Every batch begins with an empty book, whose source finds rows and remembers
/// their versions; a commit is one round trip and one transaction, and holds only if all that was read
/// is still so.
public final class PostgresStore: LedgerStorage {
  public let name = "PostgreSQL"
  public let isShared = true
  let pool: PostgresPool
  let archive: BatchArchive
  /// Names this process, and is where its batches' numbers begin.
  private let process: UInt64
  let eraKeys: Int
  private let state: Mutex<State>
  private let merging = DispatchQueue(label: "kontant.ledger.eras")

  private struct State {
    var opened: UInt64 = 0
    /// Sources of the books that were opened last.
    var sources: [(batch: BatchNumber, source: PostgresSource)] = []
    var era: EraCount
    var cache = RowCache()
  }

  /// Opens the database, and makes the tables when there are none.
  /// - Parameters:
  ///   - conninfo: as libpq reads it; several hosts with `target_session_attrs=read-write` where a
  ///     standby may take over.
  ///   - process: by chance, so that no two processes have the same.
  ///   - connections: at most.
  ///   - eraKeys: of what is closed, to be written to one part of their index.
  public init(
    _ conninfo: String, currency: CurrencyCode, process: UInt64, connections: Int = 4,
    eraKeys: Int = 4_000_000,
    patience: PostgresPool.Patience = PostgresPool.Patience()
  ) throws {
    self.process = process
    self.eraKeys = eraKeys
    state = Mutex(State(era: EraCount(largest: eraKeys)))
    pool = PostgresPool(
      conninfo, setUp: Self.session, size: connections, patience: patience)
    archive = BatchArchive(pool)
    try Durability.check(pool)
    try PostgresSchema.prepare(pool, currency: currency)
  }

  public func open() throws -> Book {
    let source = PostgresSource(pool, archive: archive)
    var book = Book(source: source)
    book.batch = state.withLock { state in
      state.opened += 1
      let number = BatchNumber(process &+ state.opened)
      if state.sources.count >= Self.keptSources { state.sources.removeFirst() }
      state.sources.append((number, source))
      return number
    }
    return book
  }

  public func prepare(_ book: inout Book, for names: BatchNames) throws {
    let source = try source(of: book.batch)
    let mayCache = state.withLock { $0.cache.begin() }
    let others = RowFetch(digests: Array(names.loose), requests: Array(names.requests))
    try read(names, besides: others, source, mayCache: mayCache)
    let names = try withFirstSerials(names, source, mayCache: mayCache)
    let missing = try source.load(names, into: &book)
    guard !missing.isEmpty else { return }
    for payment in try source.fetch(RowFetch(digests: missing)).payments {
      book.load(try payment.row(), payment.digest)
    }
  }

  /// What a purse holds lies under its first serial (PRV-11): of those that have rotated that row is read,
  /// too, all at once.
  private func withFirstSerials(
    _ names: BatchNames, _ source: PostgresSource, mayCache: Bool
  ) throws -> BatchNames {
    var (first, unread) = (BatchNames(), BatchNames())
    source.known.withLock { known in
      for serial in names.serials {
        guard let purse = known.purse(serial)?.row, let root = purse.links.root else { continue }
        let isSyncing = names.syncing.contains(serial)
        first.add(root, isSyncing: isSyncing)
        let isRead =
          known.purses[root] != nil && (!isSyncing || known.accounts[purse.account] != nil)
        if !isRead { unread.add(root, isSyncing: isSyncing) }
      }
    }
    try read(unread, besides: RowFetch(), source, mayCache: mayCache)
    first.form(union: names)
    return first
  }

  /// Purses and their accounts, from what was read or written before or in one round trip.
  private func read(
    _ names: BatchNames, besides others: RowFetch, _ source: PostgresSource, mayCache: Bool
  ) throws {
    var fetch = others
    if mayCache {
      fetchBesidesCached(names, source, &fetch)
    } else {
      fetch.serials = Array(names.serials)
      fetch.accountsOf = Array(names.syncing)
    }
    let found = try source.fetch(fetch)
    state.withLock { state in
      state.era.note(found.era)
      state.cache.add(found)
    }
  }

  /// Adds what is to be read: the rest is taken from what was read or written before.
  private func fetchBesidesCached(
    _ names: BatchNames, _ source: PostgresSource, _ fetch: inout RowFetch
  ) {
    state.withLock { state in
      source.known.withLock { known in
        for serial in names.serials {
          guard let purse = state.cache.purse(serial) else {
            fetch.serials.append(serial)
            if names.syncing.contains(serial) { fetch.accountsOf.append(serial) }
            continue
          }
          known.add(serial, purse)
          guard names.syncing.contains(serial) else { continue }
          if let account = state.cache.account(purse.row.account) {
            known.add(purse.row.account, account)
          } else {
            fetch.names.append(purse.row.account)
          }
        }
      }
    }
  }

  public func commit(_ changes: BookChanges) throws {
    let source = try source(of: changes.batch)
    try source.check()
    guard !changes.isEmpty else { return }
    let plan = CommitPlan(
      changes, known: source.known.withLock { $0 }, process: Column.integer(process))
    do {
      try write(plan, changes.batch)
    } catch {
      state.withLock { $0.cache.forget() }
      throw error
    }
    state.withLock { state in
      state.sources.removeAll { $0.batch == changes.batch }
      state.cache.add(plan.written)
    }
    endEraIfFull(adding: changes.archiveKeys.count)
  }

  /// One round trip, one transaction.
  private func write(_ plan: CommitPlan, _ batch: BatchNumber) throws(LedgerStoreError) {
    do throws(PostgresError) {
      _ = try pool.withConnection { (connection) throws(PostgresError) in
        try connection.run(plan.pipeline)
      }
    } catch .connectionLost(let why) {
      guard try wasCommitted(batch, process: process, why) else { throw .conflict }
    } catch {
      throw LedgerStoreError(error)
    }
  }

  private func source(of batch: BatchNumber) throws -> PostgresSource {
    guard let entry = state.withLock({ $0.sources.last { $0.batch == batch } }) else {
      throw LedgerStoreError.failed("a book that was opened long ago, or not here")
    }
    return entry.source
  }

  private func endEraIfFull(adding keys: Int) {
    guard let full = state.withLock({ $0.era.add(keys) }) else { return }
    // The batch is durable: where no era can be begun now, this one grows.
    guard (try? archive.run(EraCount.advance, PostgresParameters(full))) != nil else { return }
    // Whoever ends the next era takes up what this one could not bring to its end.
    merging.async { _ = try? self.mergeEras() }
  }

  private static let keptSources = 16

  /// Statements are planned once, with indexes: the plan for an empty table would be a bad one for
  /// a full table. A server that loses us in the midst of a batch finds out soon, and nobody waits for
  /// ever for a row.
  private static let session = """
    SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off;
    SET enable_sort = on; SET plan_cache_mode = force_generic_plan; SET jit = off;
    SET lock_timeout = '5s'; SET idle_in_transaction_session_timeout = '10s';
    SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3;
    """
}

extension BatchNames {
  fileprivate mutating func add(_ serial: Serial, isSyncing: Bool) {
    serials.insert(serial)
    if isSyncing { syncing.insert(serial) }
  }
}
