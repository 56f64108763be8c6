/// What a drill is to do. The seed repeats every choice of it; when exactly a killed process dies is
/// the machine's.
public struct DrillSettings: Sendable {
  public var kills = 200
  public var seed: UInt64 = 1
  /// Purses that pay each other and sync.
  public var purses = 40
  /// Most uploads that the ledger makes durable together: few, so that a load is many batches.
  public var batch = 4
  /// On a PostgreSQL server of the drill's own, with two ledgers and a standby, and not on SQLite.
  public var isOnPostgres = false
  /// The built `kontant`.
  public var program: String
  /// A folder of the drill's own: the home, and what is kept beside it.
  public var folder: String

  public init(program: String, folder: String) {
    self.program = program
    self.folder = folder
  }

  var home: String { folder + "/home" }
  var ledgers: Int { isOnPostgres ? 2 : 1 }
  func complaints(_ ledger: Int) -> String { folder + "/complaints-\(ledger)" }
  func socket(_ ledger: Int) -> String { folder + "/socket-\(ledger)" }

  /// Connections to each ledger that a load goes over.
  static let connections = 4
  /// Kills from one `fsck` to the next.
  static let killsPerCheck = 20
}
