import Glibc

extension Drill {
  /// Opens a ledger; now and then it is killed at that first, even twice.
  mutating func open(_ ledger: Int, mayKill: Bool) throws {
    while mayKill, Int.random(in: 0..<100, using: &generator) < Self.openingPercent {
      let moment = Int.random(in: 0...opening, using: &generator)
      let child = try serve(ledger)
      usleep(UInt32(moment))
      child.signal(SIGKILL)
      try bury(ledger)
      report.killsOpening += 1
      _ = try inspect()
    }
    let clock = ContinuousClock()
    let start = clock.now
    let child = try serve(ledger)
    guard child.readLine() != nil else {
      ledgers[ledger] = nil
      throw DrillFailure("a ledger ended with \(child.wait()) before it listened: \(complaints)")
    }
    opening = Self.mean(opening, clock.now - start)
  }

  private mutating func serve(_ ledger: Int) throws -> ChildProcess {
    let child = try ChildProcess(
      [
        settings.program, "ledger", "serve", "--home", settings.home,
        "--socket", settings.socket(ledger), "--batch", "\(settings.batch)",
      ], complaints: settings.complaints(ledger))
    ledgers[ledger] = child
    return child
  }

  /// Waits for a ledger that was killed.
  mutating func bury(_ ledger: Int) throws {
    guard let child = ledgers[ledger] else { return }
    ledgers[ledger] = nil
    let status = child.wait()
    guard status == 128 + SIGKILL else {
      throw DrillFailure("a ledger ended by itself with \(status): \(complaints)")
    }
    report.kills += 1
  }

  /// Ends the ledgers as an operator does.
  mutating func end() throws {
    for ledger in ledgers.indices {
      guard let child = ledgers[ledger] else { continue }
      ledgers[ledger] = nil
      child.signal(SIGTERM)
      let status = child.wait()
      guard status == 0 else {
        throw DrillFailure("told to end, a ledger ended with \(status): \(complaints)")
      }
    }
  }

  /// What the ledgers have said on standard error.
  var complaints: String {
    ledgers.indices.map { Kontant.text(of: settings.complaints($0)) }.joined(separator: " ")
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
