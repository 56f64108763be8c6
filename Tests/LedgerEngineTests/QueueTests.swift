import LedgerEngine
import LedgerRecords
import Settlement
import Synchronization
import Testing
import Wire
import World

@Suite struct QueueTests {
  private typealias Queue = LedgerQueue<ModelLedgerCrypto>

  /// What has been made durable, and a disk that may be slow or full.
  private final class Disk: LedgerStorage {
    struct Full: Error {}
    let saves = Mutex<[BookChanges]>([])
    let isFull = Mutex(false)
    /// While locked, writing waits.
    let gate = Mutex(())

    let name = "a disk"
    let isShared = false
    func open() -> Book { Book() }
    func prepare(_ book: inout Book, for names: BatchNames) {}

    func commit(_ changes: BookChanges) throws {
      try gate.withLock { _ in
        guard !isFull.withLock({ $0 }) else { throw Full() }
        saves.withLock { $0.append(changes) }
      }
    }

    func has(_ serial: Serial, grant: [UInt8]) -> Bool {
      saves.withLock { saves in
        saves.contains { $0.purses.contains { $0.key == serial && $0.row.grant == grant } }
      }
    }
  }

  private func queue(_ stage: Stage, _ disk: Disk, limits: QueueLimits = QueueLimits()) -> Queue {
    Queue(
      ledger: Town.engine(stage), storage: disk, limits: limits, now: { ModelBank.start })
  }

  @Test("LED-80: whoever is answered finds his changes durable, and all end as one by one")
  func durable() async throws {
    let (stage, uploads) = try Town.make()
    let disk = Disk()
    let queue = queue(stage, disk, limits: QueueLimits(batch: 3, waiting: 100))
    await withTaskGroup(of: Void.self) { group in
      for upload in uploads {
        group.addTask {
          do {
            let outcome = try await queue.settle(upload)
            let request = try Signed<SyncRequest>(upload.message.span.bytes)
            #expect(disk.has(request.content.serial, grant: outcome.grant))
          } catch {
            Issue.record(error)
          }
        }
      }
    }
    var single = stage.bank.ledger
    for upload in uploads { _ = try single.sync(upload, time: ModelBank.start) }
    #expect(Town.balances(queue.read { $0.book }) == Town.balances(single.book))
    #expect(disk.saves.withLock { $0.count } <= uploads.count)
  }

  @Test("LED-81: a queue that is full pushes back, and serves again when there is room")
  func pushesBack() async throws {
    let (stage, uploads) = try Town.make()
    let disk = Disk()
    let queue = queue(stage, disk, limits: QueueLimits(batch: 1, waiting: 2))
    let pushedBack = disk.gate.withLock { _ in
      // One is being written, one applied, two wait: of eight some are pushed back at once.
      uploads.filter { upload in
        do throws(QueueError) {
          try queue.offer(upload) { _ in }
          return false
        } catch {
          #expect(error == .busy)
          return true
        }
      }
    }
    #expect(!pushedBack.isEmpty && queue.failure == nil)
    for upload in pushedBack {
      while true {
        do {
          _ = try await queue.settle(upload)
          break
        } catch QueueError.busy {
          try await Task.sleep(for: .milliseconds(1))
        }
      }
    }
    #expect(queue.read { $0.book.isBalanced })
  }

  @Test("LED-80: when the disk is full nobody is answered, and nothing is taken any more")
  func halted() async throws {
    let (stage, uploads) = try Town.make()
    let disk = Disk()
    disk.isFull.withLock { $0 = true }
    let queue = queue(stage, disk, limits: QueueLimits(batch: 2, waiting: 100))
    await withTaskGroup(of: Void.self) { group in
      for upload in uploads {
        group.addTask {
          await #expect(throws: QueueError.halted) { _ = try await queue.settle(upload) }
        }
      }
    }
    #expect(queue.failure is Disk.Full)
    disk.isFull.withLock { $0 = false }
    await #expect(throws: QueueError.halted) { _ = try await queue.settle(uploads[0]) }
    #expect(queue.failure is Disk.Full)
    #expect(disk.saves.withLock { $0.isEmpty })
  }
}
