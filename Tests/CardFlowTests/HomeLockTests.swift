import Foundation
import Home
import Money
import Settlement
import Testing
import Wire

struct HomeLockTests {
  @Test("SRV-17: whoever finds a home locked is told where it is served, if it still is")
  func served() throws {
    let counter = try Counter()
    let path = counter.folder
    #expect(throws: HomeError.busy(path)) { try Home(path: path) }
    try counter.home.announce(servedAt: "127.0.0.1:4711")
    #expect(throws: HomeError.served(path, at: "127.0.0.1:4711")) { try Home(path: path) }
  }

  @Test("SRV-17: what a served home has left in its lock is not told of the next one")
  func killed() throws {
    let path = FileManager.default.temporaryDirectory.path + "/kontant-lock-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Home.create(
      path: path, currency: try #require(Currency(letters: "SEK")), liquidity: .evidenceAndPool,
      now: LedgerTime(seconds: 1_800_000_000), keys: .unsafeFile)
    try Home(path: path).announce(servedAt: "127.0.0.1:4711")
    let next = try Home(path: path)
    #expect(throws: HomeError.busy(path)) { try Home(path: path) }
    #expect(next.path == path)
  }

  @Test("SRV-17: a process that is born while a home or a device is open does not keep it")
  func born() throws {
    let path = FileManager.default.temporaryDirectory.path + "/kontant-lock-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Home.create(
      path: path, currency: try #require(Currency(letters: "SEK")), liquidity: .evidenceAndPool,
      now: LedgerTime(seconds: 1_800_000_000), keys: .unsafeFile)
    var held: [Int32] = []
    defer { held.forEach { close($0) } }
    let device = try {
      let home = try Home(path: path)
      try home.ledger.openAccount("Alice")
      try home.issueDevice(
        "Alice", kind: .card, policyID: PolicyPreset.ekronaCard.id, account: "Alice",
        pin: Counter.pin)
      let device = home.devicePath("Alice")
      let open = try Device(path: device)
      #expect(throws: HomeError.deviceBusy(device)) { try Device(path: device) }
      held = try withExtendedLifetime(open) { try Self.inherited(from: path) }
      return device
    }()
    #expect(held.count >= 2)
    #expect(try Home(path: path).path == path)
    #expect(try Device(path: device).path == device)
  }

  /// What a child has between its birth and the program that it runs: the same open files, under other numbers.
  private static func inherited(from folder: String) throws -> [Int32] {
    let own = "/proc/self/fd"
    return try FileManager.default.contentsOfDirectory(atPath: own).compactMap { number in
      guard let descriptor = Int32(number),
        let file = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(own)/\(number)"),
        file.hasPrefix(folder)
      else { return nil }
      return dup(descriptor)
    }
  }
}
