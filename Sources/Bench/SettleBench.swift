import Crypto
import Dispatch
import Foundation
import Glibc
import LedgerCrypto
import LedgerEngine
import LedgerLog
import LedgerRecords
import MultiBuffer
import Payment
import Purse
import PurseCrypto
import Settlement
import Synchronization
import Wire
import World

/// Makes the uploads, settles them, and times the second.
public struct SettleBench {
  private let town: SettleTown
  private var ledger: BatchLedger<SoftwareLedgerCrypto>
  private let store: BenchStore
  private let followed: FollowedStore
  private let batch: Int
  private let chosen: ChosenVerifier
  private var groups: [[BenchPurse]] = []
  private let load: Amount
  private var preloaded = 0

  /// What verifies, and why it is not the multi-buffer library.
  public var verifier: String { chosen.text }

  /// - Parameters:
  ///   - folder: where database and log are made.
  ///   - database: of a PostgreSQL server of somebody's, and empty; else one is made.
  ///   - verifier: a library that is named and cannot be used ends it (`MultiBufferError`).
  public init(
    _ kind: BenchStoreKind, folder: URL, database: String? = nil, batch: Int,
    verifier: VerifierChoice
  ) throws {
    town = try SettleTown()
    let empty = town.emptyLedger()
    chosen = try verifier.verifier(over: empty.crypto.base, name: "swift-crypto")
    store =
      switch kind {
      case .sqlite:
        try .sqlite(path: folder.appending(path: "ledger.sqlite").path(), currency: town.currency)
      case .postgres:
        try .postgres(database: database, folder: folder, currency: town.currency)
      }
    followed = FollowedStore(
      store.storage, log: try town.log(folder: folder.appending(path: "log").path()))
    let book = store.storage.isShared ? Book() : try store.storage.open()
    ledger = BatchLedger(
      Ledger(book: book, rules: empty.rules, crypto: empty.crypto), verifier: chosen.verifier)
    self.batch = batch
    guard let load = Amount(minorUnits: 20_000) else { throw BenchError.flow }
    self.load = load
  }

  /// - Parameters:
  ///   - payments: rounded up to whole groups of sixty.
  ///   - purses: at least so many are registered; those beyond the payments' stay idle.
  ///   - preload: settled payments that the store holds already, of earlier epochs.
  public mutating func run(payments: Int, purses: Int, preload: Int) throws -> SettleReport {
    let active = (payments + 59) / 60
    let size = SettleTown.cards + SettleTown.terminals
    try issue(groups: max(active, (purses + size - 1) / size))
    groups.removeSubrange(active...)
    let storage = store.storage
    let serials = ledger.ledger.book.purses.rows.keys.sorted()
    if storage.isShared { try handOver(to: storage) }
    if preload > 0 {
      try ledger.administer { ledger in
        var payments = Preload(preload)
        try payments.write(&ledger.book, of: serials, to: storage)
      }
      preloaded = preload
    }
    try load(try uploads(load: load))
    guard let amount = Amount(minorUnits: 1_000) else { throw BenchError.flow }
    groups = try Self.inParallel(groups) { group in
      var purses = group
      try SettleTown.trade(&purses, amount: amount)
      return purses
    }
    let checksBefore = try totals().signatureChecks
    let bytesBefore = try store.storedBytes()
    var uploads = try uploads(load: .zero)
    var generator = Seeded(seed: 1)
    uploads.shuffle(using: &generator)
    // What was settled before is in the log before; else writing three million entries is timed as well.
    try followed.follow()
    // The purses have done their part; what follows is the ledger's memory.
    groups = []
    Self.returnFreedMemory()
    Self.forgetPeakMemory()
    let timesBefore = ledger.times
    let queue = makeQueue()
    let processorBefore = ProcessorTime.now
    let timed = try settle(uploads, through: queue)
    let processor = ProcessorTime.now - processorBefore
    let peak = Self.peakMemory
    let (rate, verification) = Self.verificationRate()
    let book = try store.storage.isShared ? store.read() : queue.read { $0.book }
    let settled = Int(book.totals.known.settled) - preloaded
    let perSecond = Double(settled) / timed.seconds
    let latencies = timed.latencies.sorted()
    return SettleReport(
      store: store.storage.name, purses: book.purses.rows.count, payments: settled,
      preloaded: preloaded, uploads: uploads.count,
      batch: batch, seconds: timed.seconds, paymentsPerSecond: perSecond,
      syncsPerSecond: Double(uploads.count) / timed.seconds,
      checksPerPayment: Double(book.totals.signatureChecks - checksBefore) / Double(settled),
      shares: Self.shares(queue.times, since: timesBefore, of: timed.seconds),
      latencyMedian: latencies[latencies.count / 2] * 1_000,
      latency99: latencies[latencies.count * 99 / 100] * 1_000, verificationsPerSecond: rate,
      verifier: chosen.verifier.name, verifierReason: chosen.reason,
      verifierPerSecond: VerifierRate.measure(chosen.verifier),
      ratio: perSecond / (rate / 2),
      processorMicroseconds: processor / Double(settled) * 1e6,
      processorRatio: store.storage.isShared
        ? nil : 2 * verification / (processor / Double(settled)),
      storedBytesPerPayment: Double(try store.storedBytes() - bytesBefore) / Double(settled),
      peakMemoryMiB: peak, isBalanced: book.isBalanced)
  }

  private mutating func issue(groups count: Int) throws {
    let (town, load) = (town, load)
    groups = try Self.inParallel(Array(0..<count)) { try town.makeGroup($0) }
    for purse in groups.joined() {
      guard let certificate = purse.currentCertificate else { throw BenchError.flow }
      let account = "account-\(certificate.content.serial.value)"
      try ledger.administer { ledger in
        try ledger.openAccount(account)
        try ledger.issue(load, to: account, time: ModelBank.start)
        try ledger.register(certificate, account: account)
      }
    }
  }

  private func totals() throws -> Totals {
    try store.storage.isShared ? store.read().totals : ledger.ledger.book.totals
  }

  /// Puts accounts and purses into a store that keeps them itself.
  private mutating func handOver(to storage: any LedgerStorage) throws {
    let all = ledger.ledger.book
    ledger = BatchLedger(town.emptyLedger(), verifier: chosen.verifier)
    let (accounts, purses) = (all.accounts.rows.map { $0 }, all.purses.rows.map { $0 })
    let step = 4_000
    for start in stride(from: 0, to: max(accounts.count, purses.count), by: step) {
      let part = start..<(start + step)
      try storage.commit(
        BookChanges(
          batch: try storage.open().batch,
          accounts: accounts[part.clamped(to: accounts.indices)].map { ($0.key, $0.value) },
          purses: purses[part.clamped(to: purses.indices)].map { ($0.key, $0.value) },
          payments: [], refusals: [], uploads: [], proofs: [], acceptances: [], evidence: [],
          transactions: [], totals: start == 0 ? all.totals : Totals()))
    }
  }

  private mutating func uploads(load: Amount) throws -> [[UInt8]] {
    let made = try Self.inParallel(groups) { group in
      var purses = group
      var uploads: [[UInt8]] = []
      for index in purses.indices {
        uploads.append(
          try SettleTown.upload(
            &purses[index], load: index < SettleTown.cards ? load : .zero))
      }
      return (purses, uploads)
    }
    groups = made.map(\.0)
    return made.flatMap(\.1)
  }

  /// Settles one batch after the other, and applies the grants.
  private mutating func load(_ uploads: [[UInt8]]) throws {
    var grants: [[UInt8]] = []
    let storage = store.storage
    for start in stride(from: 0, to: uploads.count, by: batch) {
      let packets = try uploads[start..<min(uploads.count, start + batch)].map { try Packet($0) }
      let results = try ledger.settle(packets, time: ModelBank.start, on: storage)
      for result in results { grants.append(try result.get().grant) }
    }
    try applyGrants(grants)
  }

  /// The ledger moves into a queue, and this bench keeps none.
  private mutating func makeQueue() -> LedgerQueue<SoftwareLedgerCrypto> {
    let followed = followed
    defer { ledger = BatchLedger(town.emptyLedger()) }
    return LedgerQueue(
      ledger: ledger, storage: followed, limits: QueueLimits(batch: batch, waiting: 4 * batch),
      now: { ModelBank.start })
  }

  /// Offers uploads as fast as the queue takes them; waits where it pushes back, and for the log at the
  /// end.
  private func settle(
    _ uploads: [[UInt8]], through queue: LedgerQueue<SoftwareLedgerCrypto>
  ) throws -> (seconds: Double, latencies: [Double]) {
    let clock = ContinuousClock()
    let answers = Mutex((latencies: [Double](), refused: 0))
    let room = DispatchSemaphore(value: 0)
    let start = clock.now
    for upload in uploads {
      let packet = try Packet(upload)
      let offered = clock.now
      while true {
        do throws(QueueError) {
          try queue.offer(packet) { result in
            let isSettled = (try? result.get().get()) != nil
            answers.withLock { answers in
              answers.latencies.append(Self.seconds(clock.now - offered))
              if !isSettled { answers.refused += 1 }
            }
            room.signal()
          }
          break
        } catch {
          guard error == .busy else { throw error }
          room.wait()
        }
      }
    }
    while answers.withLock({ $0.latencies.count }) < uploads.count { room.wait() }
    try followed.follow()
    let elapsed = Self.seconds(clock.now - start)
    return try answers.withLock { answers in
      guard answers.refused == 0 else { throw BenchError.refused(answers.refused) }
      return (elapsed, answers.latencies)
    }
  }

  /// The grants come in the order of the uploads, and those of the purses.
  private mutating func applyGrants(_ grants: [[UInt8]]) throws {
    let size = SettleTown.cards + SettleTown.terminals
    let numbered = groups.enumerated().map { ($0.offset, $0.element) }
    groups = try Self.inParallel(numbered) { number, group in
      var purses = group
      for index in purses.indices {
        let grant = grants[number * size + index]
        try purses[index].apply(grant: grant.span.bytes)
      }
      return purses
    }
  }

  private static func inParallel<Element: Sendable, Value: Sendable>(
    _ elements: [Element], _ body: @Sendable (Element) throws -> Value
  ) throws -> [Value] {
    try onAllCores(elements) { element in Result { try body(element) } }.map { try $0.get() }
  }

  /// Verifications of distinct signatures by one known key, on all cores, for about two seconds.
  /// - Returns: verifications a second, and the processor time of one in seconds.
  private static func verificationRate() -> (perSecond: Double, processorSeconds: Double) {
    let key = P256.Signing.PrivateKey()
    let digest = Wire.Digest(Word32(1, 2, 3, 4))
    let signature = PurseCrypto.sign(digest, with: key)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let each = 20_000
    let clock = ContinuousClock()
    let processorBefore = ProcessorTime.now
    let elapsed = clock.measure {
      DispatchQueue.concurrentPerform(iterations: cores) { _ in
        for _ in 0..<each { precondition(signature.holds(over: digest, by: key.publicKey)) }
      }
    }
    let processor = ProcessorTime.now - processorBefore
    return (
      Double(cores * each) / seconds(elapsed), processor / Double(cores * each)
    )
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  private static func shares(
    _ now: BatchTimes, since before: BatchTimes, of total: Double
  ) -> [String: Double] {
    let parts = [
      "decoding": now.decoding - before.decoding, "verifying": now.verifying - before.verifying,
      "applying": now.applying - before.applying, "reading": now.reading - before.reading,
      "writing": now.writing - before.writing,
    ]
    return parts.mapValues { seconds($0) / total * 100 }.filter { $0.value > 0 }
  }

  /// What was freed goes back to the system, where its C library knows how.
  private static func returnFreedMemory() {
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    typealias Trim = @convention(c) (Int) -> Int32
    _ = unsafeBitCast(symbol, to: Trim.self)(0)
  }

  /// Where the system lets us: the peak counts anew from here.
  private static func forgetPeakMemory() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Data("5".utf8))
  }

  /// The most memory this process has had, in MiB.
  private static var peakMemory: Double {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let number = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
    else { return 0 }
    return (Double(number) ?? 0) / 1_024
  }
}
