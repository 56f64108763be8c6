import LedgerEngine
import LedgerLink
import LedgerRecords
import Money
import Settlement
import Synchronization
import Testing
import Wire
import World

/// People with cards who have paid each other, what they upload, and a ledger behind its queue.
struct Town {
  struct DiskFull: Error {}

  let stage: Stage
  let uploads: [Packet]
  let queue: LedgerQueue<ModelLedgerCrypto>
  /// What has been made durable.
  let disk = Disk()

  final class Disk: LedgerStorage {
    let saves = Mutex<[BookChanges]>([])
    let isFull = Mutex(false)

    let name = "a disk"
    let isShared = false
    func open() -> Book { Book() }
    func prepare(_ book: inout Book, for names: BatchNames) {}

    func commit(_ changes: BookChanges) throws {
      if isFull.withLock({ $0 }) { throw DiskFull() }
      saves.withLock { $0.append(changes) }
    }

    func has(_ serial: Serial, grant: [UInt8]) -> Bool {
      saves.withLock { saves in
        saves.contains { $0.purses.contains { $0.key == serial && $0.row.grant == grant } }
      }
    }
  }

  init(limits: QueueLimits = QueueLimits()) throws {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency.code)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    var stage = Stage(
      currency: currency.code, liquidity: .evidenceAndPool, policies: [policy])
    let names = (0..<12).map { "P\($0)" }
    let money = try #require(Amount(minorUnits: 100_000))
    for name in names { try stage.issue(name, policy: policy, money: money) }
    for name in names { try stage.sync(name, load: try #require(Amount(minorUnits: 20_000))) }
    for index in names.indices {
      let payment = try stage.payDirect(
        names[index], to: names[(index + 3) % names.count],
        try #require(Amount(minorUnits: UInt64(100 + index))))
      _ = try stage.accept(names[(index + 3) % names.count], payment)
    }
    uploads = try names.map { try stage.upload($0) }
    self.stage = stage
    let ledger = stage.bank.ledger
    queue = LedgerQueue(
      ledger: BatchLedger(
        Ledger(book: ledger.book, rules: ledger.rules, crypto: PrefetchedCrypto(ledger.crypto))),
      storage: disk, limits: limits, now: { ModelBank.start })
  }

  var service: LedgerService {
    LedgerService(queue) { ServiceRefusal(code: "\($0)", message: "the ledger said \($0)") }
  }

  static func balances(_ book: Book) -> [UInt64: UInt64] {
    Dictionary(
      uniqueKeysWithValues: book.purses.rows.map { ($0.key.value, $0.value.shadow.minorUnits) })
  }
}
