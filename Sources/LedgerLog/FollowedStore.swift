import Dispatch
import LedgerRecords
import Settlement
import Synchronization

/// A store of one ledger while it is served: the log follows what is booked (STO-13), and nobody waits
/// for it.
public final class FollowedStore: LedgerStorage {
  /// One at a time follows where several ledgers share a store: its log, opened anew, and what keeps the
  /// others out meanwhile. Nil while another one follows.
  public typealias Turn = @Sendable () throws -> (log: LogFollower, lock: AnyObject)?

  private let store: any LedgerStorage & BatchHistory
  private let log: Mutex<LogFollower>
  private let turn: Turn?
  private let mayCommit: @Sendable () throws -> Void
  /// The log is behind, and will follow all that is durable by then.
  private let isBehind = Atomic<Bool>(false)
  private let following = DispatchQueue(label: "kontant.ledger.following")

  /// - Parameters:
  ///   - turn: where others write the same log too.
  ///   - mayCommit: throws when what would be made durable must not be.
  public init(
    _ store: any LedgerStorage & BatchHistory, log: LogFollower, turn: Turn? = nil,
    mayCommit: @escaping @Sendable () throws -> Void = {}
  ) {
    self.store = store
    self.mayCommit = mayCommit
    self.turn = turn
    self.log = Mutex(log)
  }

  public var name: String { store.name }
  public var isShared: Bool { store.isShared }
  public func open() throws -> Book { try store.open() }

  public func prepare(_ book: inout Book, for names: BatchNames) throws {
    try store.prepare(&book, for: names)
  }

  public func commit(_ changes: BookChanges) throws {
    try mayCommit()
    try store.commit(changes)
    guard !isBehind.exchange(true, ordering: .acquiringAndReleasing) else { return }
    // It is booked, and nothing may say otherwise. Where the log cannot be written now, it follows
    // at the end, or that says why not.
    // Several batches are followed at once: each time costs some files that must be durable.
    following.asyncAfter(deadline: .now() + Self.pause) { try? self.follow() }
  }

  /// How far the log may be behind for want of trying.
  private static var pause: DispatchTimeInterval { .milliseconds(100) }

  /// Brings the log up to the ledger.
  public func follow() throws {
    try log.withLock { log in
      isBehind.store(false, ordering: .releasing)
      guard let turn else {
        _ = try log.follow(store)
        return
      }
      guard let (latest, lock) = try turn() else { return }
      var anew = latest
      defer { withExtendedLifetime(lock) {} }
      _ = try anew.follow(store)
      log = anew
    }
  }
}
