/// What a drill did. That it ended at all says that every check held.
public struct DrillReport: Codable, Equatable, Sendable {
  public var seed: UInt64
  public var store: String
  public var kills = 0
  /// Kills while uploads were under way: offered, and not answered yet.
  public var killsUnderLoad = 0
  /// Kills of a ledger that was being opened.
  public var killsOpening = 0
  /// Kills that came between making durable and answering: uploads were booked that nobody had an
  /// answer to.
  public var killsBeforeAnswer = 0
  /// Kills that found the log behind the ledger; it follows when the ledger is opened.
  public var killsLogBehind = 0
  /// Times the database's server was killed under load and its standby took over, and uploads that were
  /// told meanwhile that the store is away.
  public var failovers = 0
  public var unavailable = 0
  public var uploads = 0
  public var payments = 0
  /// Grants that came.
  public var acknowledged = 0
  /// Uploads booked by a ledger that was killed before its answer was there.
  public var bookedUnanswered = 0
  /// Uploads sent again without an answer to the first time, and those sent again after one.
  public var sentAgain = 0
  public var repeated = 0
  /// Runs of `kontant ledger fsck`, each against a checkpoint kept from the one before.
  public var checks = 0
  public var logEntries: UInt64 = 0
  public var seconds = 0.0

  public var lines: [String] {
    var lines = [
      "\(kills) kills of the ledger on \(store), seed \(seed), \(Int(seconds.rounded())) s: "
        + "\(killsUnderLoad) with uploads under way, \(killsBeforeAnswer) of them after a batch was "
        + "durable and before its answers, \(killsOpening) while it was opened, \(killsLogBehind) with "
        + "the log behind"
    ]
    if failovers > 0 {
      lines.append(
        "the server was killed under load \(failovers) times, and its standby took over; \(unavailable) "
          + "uploads were told to come again")
    }
    return lines + [
      "\(payments) payments in \(uploads) uploads: \(acknowledged) answers, \(sentAgain) uploads sent "
        + "again for want of one (\(bookedUnanswered) of them were booked), \(repeated) after one",
      "nothing acknowledged was lost, nothing settled twice; \(checks) checks of ledger and log, "
        + "\(logEntries) entries",
    ]
  }
}
