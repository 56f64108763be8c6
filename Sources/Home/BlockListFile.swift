import Foundation
import LedgerRecords
import Settlement
import Synchronization
import Wire

/// The block list in a home's file, for all processes that have the home open (FLD-7): whoever has changed it
/// brings in what others have changed since he last saw it, under a lock.
final class BlockListFile: BlockListKeeper {
  private struct State {
    /// As this process last saw the file, or wrote it.
    var seen = KeptBlockList(BlockListInForce())
    var stamp: Stamp?
  }

  /// Tells one version of the file from another without reading it: each is a file of its own.
  private struct Stamp: Equatable {
    var file: UInt64
    var seconds: Int
    var nanoseconds: Int
  }

  let path: String
  private let state = Mutex(State())

  init(path: String) { self.path = path }

  /// Reads the list where there is one.
  /// - Throws: `damaged`.
  func open() throws -> KeptBlockList? {
    try state.withLock { state in
      state.stamp = stamp()
      guard let kept = try read() else { return nil }
      state.seen = kept
      return kept
    }
  }

  func exchange(_ list: BlockListInForce) -> BlockListInForce? { try? merged(list) }

  /// - Throws: when the file cannot be read or written; the list stays as it is, and the next call tries again.
  func merged(_ list: BlockListInForce) throws -> BlockListInForce? {
    try state.withLock { state in
      let own = KeptBlockList(list)
      if own == state.seen, stamp() == state.stamp { return nil }
      let lock = try Self.lock(path + ".lock")
      defer { withExtendedLifetime(lock) {} }
      let theirs = try read()
      let all = Self.merge(own, theirs, since: state.seen)
      if all != theirs {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try DurableFile.write([UInt8](try encoder.encode(all)), to: path, mode: 0o600)
      }
      state.seen = all
      state.stamp = stamp()
      return all == own ? nil : all.inForce
    }
  }

  /// What either has changed since they were one. Where both have, a number above both; nothing goes back.
  static func merge(
    _ own: KeptBlockList, _ theirs: KeptBlockList?, since seen: KeptBlockList
  ) -> KeptBlockList {
    guard let theirs, theirs.number > 0, theirs != seen else { return own }
    guard own != seen else { return theirs }
    var all = theirs
    let before = Set(seen.serials.map(\.serial))
    let mine = Set(own.serials.map(\.serial))
    all.serials.removeAll { before.contains($0.serial) && !mine.contains($0.serial) }
    let there = Set(all.serials.map(\.serial))
    all.serials =
      own.serials.filter { !before.contains($0.serial) && !there.contains($0.serial) }
      + all.serials
    all.time = max(own.time, theirs.time)
    // One that others have made already may be in purses: what differs from it gets a number of its own.
    all.number = max(own.number, theirs.number)
    if all.serials != own.serials || own.number <= theirs.number { all.number += 1 }
    return all
  }

  private func read() throws -> KeptBlockList? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let kept = try? JSONDecoder().decode(KeptBlockList.self, from: data),
      kept.entries != nil, kept.time <= WireLimits.largestTime
    else { throw HomeError.damaged(path, "it is not a block list") }
    return kept
  }

  private func stamp() -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Stamp(
      file: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec)
  }

  /// Waits for the others: each of them writes for some milliseconds.
  private static func lock(_ path: String) throws(HomeError) -> HomeLock {
    let end = ContinuousClock.now + .seconds(60)
    while true {
      do throws(HomeError) {
        return try HomeLock(path: path)
      } catch {
        guard case .busy = error, ContinuousClock.now < end else { throw error }
        Thread.sleep(forTimeInterval: 0.002)
      }
    }
  }
}
