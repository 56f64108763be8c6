import Foundation

extension PostgresServer {
  /// Makes a standby of this server from a base backup and starts it. It follows; nobody waits for it
  /// before `waitForStandby`.
  /// - Parameter port: of a server that is gone, so that whoever knew that finds this; a free one otherwise.
  public func makeStandby(
    in parent: URL = FileManager.default.temporaryDirectory, settings: [String: String] = [:],
    at port: Int? = nil
  ) throws -> PostgresServer {
    let primary = conninfo()
    return try PostgresServer(in: parent, settings: settings, at: port) { programs, folder in
      try programs.run(
        "pg_basebackup",
        ["-D", folder + "/data", "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", primary],
        in: folder)
    }
  }

  /// What this server's settings must say so that each commit waits until a standby has it on disk.
  /// Only after a standby follows: without one nothing would be committed any more.
  public static let synchronousStandbys = "ALTER SYSTEM SET synchronous_standby_names = '*'"

  /// Makes a standby the server that takes changes.
  public func promote() throws { try control(["promote"]) }
}
