import Glibc

extension Drill {
  /// Opens the ledger; now and then it is killed at that first, even twice.
  mutating func open(mayKill: Bool) throws {
    while mayKill, Int.random(in: 0..<100, using: &generator) < Self.openingPercent {
      let moment = Int.random(in: 0...opening, using: &generator)
      let child = try serve()
      usleep(UInt32(moment))
      child.signal(SIGKILL)
      try bury(child)
      report.killsOpening += 1
      _ = try inspect()
    }
    let clock = ContinuousClock()
    let start = clock.now
    let child = try serve()
    try kontant.listens(child)
    opening = Self.mean(opening, clock.now - start)
    ledger = child
  }

  private func serve() throws -> ChildProcess {
    try kontant.serve(home: settings.home, socket: settings.socket, batch: settings.batch)
  }

  /// Waits for a ledger that was killed.
  mutating func bury(_ child: ChildProcess) throws {
    ledger = nil
    let status = child.wait()
    guard status == 128 + SIGKILL else {
      throw DrillFailure("the ledger ended by itself with \(status): \(kontant.complaint)")
    }
    report.kills += 1
  }

  /// Ends the ledger as an operator does.
  mutating func end() throws {
    guard let child = ledger else { return }
    ledger = nil
    child.signal(SIGTERM)
    let status = child.wait()
    guard status == 0 else {
      throw DrillFailure("told to end, the ledger ended with \(status): \(kontant.complaint)")
    }
  }

  /// A mean that follows what is measured.
  static func mean(_ old: Int, _ measured: Duration) -> Int {
    let parts = measured.components
    let now = Int(parts.seconds) * 1_000_000 + Int(parts.attoseconds / 1_000_000_000_000)
    return (3 * old + now) / 4
  }

  /// In percent, of the times a ledger is opened.
  private static var openingPercent: Int { 12 }
}
