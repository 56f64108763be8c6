import Foundation
import LedgerLog
import LedgerStore
import Settlement
import Testing
import World

@Suite("The log behind a ledger") struct FollowerTests {
  /// The files after each batch, while the ledger runs.
  private func history() throws -> [[String: Data]] {
    let folder = try Folder()
    let vault = try Vault(checkpointEvery: 4, in: folder)
    var history: [[String: Data]] = [try folder.files()]
    for name in ["P0", "P1"] {
      let message = try #require(vault.stage.bank.ledger.rules.policies[9])
      try vault.stage.issue(name, policy: Town.policy(message), money: Town.sek(100))
      try vault.keep()
      history.append(try folder.files())
      try vault.sync(name, load: Town.sek(50))
      history.append(try folder.files())
    }
    for _ in 0..<3 {
      let payment = try vault.stage.payDirect("P0", to: "P1", Town.sek(2))
      _ = try vault.stage.accept("P1", payment)
      for name in ["P0", "P1"] {
        try vault.sync(name)
        history.append(try folder.files())
      }
    }
    return history
  }

  @Test("STO-13: a log that lags by any number of batches is brought up, to the same bytes")
  func lags() throws {
    let history = try history()
    let last = try #require(history.last)
    let wanted = try madeAtOnce(last)
    for earlier in history {
      let folder = try Folder(Self.ledger(last))
      try folder.write(Self.log(earlier))
      try follow(folder)
      let found = try folder.files()
      #expect(wanted.filter { found[$0.key] != $0.value }.isEmpty)
    }
  }

  @Test("STO-13: a log whose writing broke off at any file is brought up, to the same bytes")
  func brokenOff() throws {
    let history = try history()
    let last = try #require(history.last)
    let wanted = try madeAtOnce(last)
    for (before, after) in zip(history, history.dropFirst()) {
      // Everything but the checkpoint is written first, and nothing goes before it stands.
      let new = Self.log(after).filter { before[$0.key] != $0.value && $0.key != "log/checkpoint" }
      let names = new.keys.sorted()
      for count in 0...names.count {
        let folder = try Folder(Self.ledger(last))
        try folder.write(Self.log(before))
        try folder.write(new.filter { names.prefix(count).contains($0.key) })
        // A file that was being written when the power went.
        if count < names.count {
          try folder.write([names[count] + ".new": Data(new[names[count]]?.prefix(3) ?? Data())])
        }
        try follow(folder)
        let found = try folder.files()
        #expect(wanted.filter { found[$0.key] != $0.value }.isEmpty)
        #expect(try Vault.check(folder) == [])
      }
    }
  }

  @Test(
    "STO-13: a ledger that holds less than the log has signed is refused, and nothing is written")
  func behind() throws {
    let history = try history()
    let last = try #require(history.last)
    for earlier in history.dropLast() {
      let folder = try Folder(Self.ledger(earlier))
      try folder.write(Self.log(last))
      do {
        try follow(folder)
        Issue.record("an older ledger was followed")
      } catch LogFollowError.logIsAhead(let log, let ledger) {
        #expect(log > ledger)
      }
      #expect(Self.log(try folder.files()) == Self.log(last))
    }
  }

  @Test("STO-13: a ledger that holds something else than the log has signed is refused")
  func differs() throws {
    let history = try history()
    let last = try #require(history.last)
    // Another ledger with the same keys, which went on longer.
    let other = try Folder()
    let vault = try Vault(in: other)
    try Town.issue(vault)
    try Town.settle(vault, rounds: 1)
    let folder = try Folder(Self.ledger(try other.files()))
    try folder.write(Self.log(last))
    do {
      try follow(folder)
      Issue.record("another ledger was followed")
    } catch LogFollowError.differs(let entry) {
      #expect(entry < 1_000)
    }
    #expect(Self.log(try folder.files()) == Self.log(last))
  }

  /// The log of a ledger as it is where nothing was before.
  private func madeAtOnce(_ files: [String: Data]) throws -> [String: Data] {
    let folder = try Folder(Self.ledger(files))
    try follow(folder)
    return Self.log(try folder.files())
  }

  private func follow(_ folder: Folder) throws {
    let store = try Vault.store(in: folder)
    _ = try store.open()
    var log = try Vault.log(in: folder)
    try log.follow(store)
  }

  private static func ledger(_ files: [String: Data]) -> [String: Data] {
    files.filter { $0.key.hasPrefix("ledger.sqlite") && !$0.key.hasSuffix("-shm") }
  }

  private static func log(_ files: [String: Data]) -> [String: Data] {
    files.filter { $0.key.hasPrefix("log/") }
  }
}
