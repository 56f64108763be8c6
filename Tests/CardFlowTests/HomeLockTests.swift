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
}
