import LedgerRecords
import Settlement
import TransparencyLog
import Wire

/// Holds a ledger against its log (STO-14): the log against what was signed, every balance against the
/// log's bodies alone, every batch against the hash that the log has of it, and the rows in the tables
/// against what the batches make of them.
public struct LedgerCheck {
  public private(set) var findings: [String] = []
  public private(set) var entries: UInt64 = 0
  public private(set) var batches = 0
  private var balances = Balances()
  private var hashes: [UInt64: (number: BatchNumber, hash: Word32)] = [:]
  private var bodies: [UInt64: [UInt8]] = [:]

  public init() {}

  public var isClean: Bool { findings.isEmpty }

  /// What the store finds by itself.
  public mutating func add(_ findings: [String]) { self.findings += findings }

  /// - Parameters:
  ///   - log: the folder, with bodies.
  ///   - book: as the store opens it.
  ///   - earlier: a checkpoint kept from before, if there is one.
  public mutating func run(
    log: some LogReader, keys: [NoteKey], origin: String, history: some BatchHistory, book: Book,
    earlier: [UInt8]? = nil
  ) throws {
    let report = LogAuditor(origin: origin, keys: keys).audit(log, earlier: earlier, sources: .all)
    findings += report.findings.map { "log: \($0)" }
    guard let size = report.checkpoint?.size else { return }
    entries = size
    rebuild(log, size: size)
    findings += balances.differences(from: Balances(book)).map { "balance of \($0)" }
    checkBatches(history, log, size: size, book)
  }

  /// Adds up the balances from the log's bodies alone.
  private mutating func rebuild(_ log: some LogReader, size: UInt64) {
    do {
      try log.entries(from: 0, size: size) { index, entry in
        switch try LogBody(entry.body, index: index) {
        case .batch(let number, let hash): hashes[index] = (number, hash)
        case .transaction(let transaction): balances.add(transaction)
        }
      }
    } catch {
      findings.append("log: its bodies cannot be read (\(error))")
    }
  }

  /// Reads every batch: its record must be what the log has the hash of, its transactions what the log
  /// has after it, and all of them together make the rows that the store opens.
  private mutating func checkBatches(
    _ history: some BatchHistory, _ log: some LogReader, size: UInt64, _ book: Book
  ) {
    var folded = Book()
    var next: UInt64 = 0
    do {
      try history.batches(fromEntry: 0) { batch in
        batches += 1
        let name = "batch \(batch.number.value)"
        if batch.entry != next { findings.append("\(name) is not at its place in the log") }
        let changes = try batch.changes()
        next = batch.entry + changes.entryCount
        folded.fold(changes, addsTotals: history.addsTotals)
        guard batch.entry < size else { return true }
        let known = hashes.removeValue(forKey: batch.entry)
        if known?.number != batch.number || known?.hash != LogFollower.hash(batch.record) {
          findings.append("\(name) is not the one that the log has")
        } else {
          checkTransactions(batch, log, size: size, name)
        }
        return true
      }
    } catch {
      findings.append("the batches cannot be read (\(error))")
      return
    }
    if next < size { findings.append("the log has \(size - next) entries that no batch made") }
    for (entry, known) in hashes where entry < next {
      findings.append("batch \(known.number.value) is missing")
    }
    findings += folded.differences(from: book)
  }

  private mutating func checkTransactions(
    _ batch: StoredBatch, _ log: some LogReader, size: UInt64, _ name: String
  ) {
    do {
      let bodies = try batch.logBodies(recordHash: LogFollower.hash(batch.record))
      let end = min(size, batch.entry + UInt64(bodies.count))
      try log.entries(from: batch.entry, size: size, through: end) { index, entry in
        if bodies[Int(index - batch.entry)] != entry.body {
          findings.append("\(name) and the log differ at entry \(index)")
        }
      }
    } catch {
      findings.append("\(name) cannot be compared with the log (\(error))")
    }
  }
}
