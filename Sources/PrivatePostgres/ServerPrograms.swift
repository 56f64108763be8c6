import Foundation

/// PostgreSQL's server programs on this machine.
struct ServerPrograms: Sendable {
  /// Where they lie.
  let folder: String
  /// The server refuses to run as root: then it runs as the user that Debian's package makes.
  let user: String?

  /// Nil when something is missing.
  static let found: ServerPrograms? = {
    guard let folder = folders().last(where: { hasAll($0) }) else { return nil }
    guard getuid() == 0 else { return ServerPrograms(folder: folder, user: nil) }
    guard getpwnam(serverUser) != nil else { return nil }
    return ServerPrograms(folder: folder, user: serverUser)
  }()

  /// The words of a command, as the server's user.
  func command(_ program: String, _ arguments: [String]) -> [String] {
    let prefix = user.map { ["/usr/sbin/runuser", "-u", $0, "--"] } ?? []
    return prefix + [folder + "/" + program] + arguments
  }

  /// Runs a program to its end.
  /// - Parameter folder: where it works; what it says is kept there.
  func run(_ program: String, _ arguments: [String], in folder: String) throws {
    let said = folder + "/said-by-\(program)"
    let status = try Spawn(
      command(program, arguments), workingIn: folder, input: nil, output: said
    ).wait()
    guard status == 0 else {
      let text = (try? String(contentsOfFile: said, encoding: .utf8)) ?? ""
      throw PostgresServerError.failed(program, said: String(text.suffix(2_000)))
    }
  }

  /// Debian's, by version, oldest first; before them, the folders where commands are looked for.
  private static func folders() -> [String] {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: debianFolder)) ?? []
    return path.split(separator: ":").map(String.init)
      + versions.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
      .map { "\(debianFolder)/\($0)/bin" }
  }

  private static func hasAll(_ folder: String) -> Bool {
    ["initdb", "postgres", "pg_ctl", "pg_basebackup"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: folder + "/" + $0)
    }
  }

  private static let debianFolder = "/usr/lib/postgresql"
  private static let serverUser = "postgres"
}
