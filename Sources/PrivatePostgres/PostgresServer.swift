import Foundation
import Glibc

/// A PostgreSQL server of one's own: made in a new folder, reached on this machine only, gone with
/// this process. For tests, figures and trying; its commits are durable like a real one's.
public final class PostgresServer: Sendable {
  /// Whether this machine has what it takes.
  public static var isPossible: Bool { ServerPrograms.found != nil }

  /// Its folder: data, log and socket.
  public let folder: String
  /// On 127.0.0.1, and in the name of the socket in `folder`.
  public let port: Int
  let programs: ServerPrograms
  private let settings: [String: String]
  private let watch: ServerWatch

  /// Makes a database cluster and starts its server.
  /// - Parameters:
  ///   - parent: the folder to make the server's own in; its name should be short, for sockets have
  ///     room for about 100 characters.
  ///   - settings: of `postgresql.conf`, for this server.
  public convenience init(
    in parent: URL = FileManager.default.temporaryDirectory, settings: [String: String] = [:]
  ) throws {
    try self.init(in: parent, settings: settings) { programs, folder in
      try programs.run(
        "initdb",
        [
          "-D", folder + "/data", "-U", Self.role, "-A", "trust", "-E", "UTF8", "--no-locale",
          "--no-sync",
        ], in: folder)
    }
  }

  /// - Parameter fill: makes `data` in the folder.
  init(
    in parent: URL, settings: [String: String], at place: Int? = nil,
    _ fill: (_ programs: ServerPrograms, _ folder: String) throws -> Void
  ) throws {
    guard let programs = ServerPrograms.found else { throw PostgresServerError.missing }
    self.programs = programs
    self.settings = settings
    folder = try Self.makeFolder(in: parent, for: programs)
    port = try place ?? FreePort.find()
    watch = try ServerWatch(programs, folder: folder, data: folder + "/data")
    try fill(programs, folder)
    try start()
  }

  /// For a connection by the socket.
  public func conninfo(database: String = "postgres") -> String {
    "host=\(folder) port=\(port) user=\(Self.role) dbname=\(database)"
  }

  /// For a connection to the one of several servers that takes changes.
  public static func conninfo(
    of servers: [PostgresServer], database: String = "postgres"
  ) -> String {
    let hosts = servers.map { _ in "127.0.0.1" }.joined(separator: ",")
    let ports = servers.map { "\($0.port)" }.joined(separator: ",")
    return "host=\(hosts) port=\(ports) user=\(role) dbname=\(database) "
      + "target_session_attrs=read-write"
  }

  /// Starts it and waits until it answers.
  public func start() throws {
    let all = settings.merging([
      "port": "\(port)", "listen_addresses": "127.0.0.1", "unix_socket_directories": folder,
    ]) { _, own in own }
    let options = all.sorted { $0.key < $1.key }.map { "-c \($0.key)='\($0.value)'" }
    let arguments = ["-l", folder + "/log", "-o", options.joined(separator: " "), "start"]
    // After a crash the last of its children may still hold its memory.
    for _ in 0..<20 where (try? control(arguments)) != nil { return }
    try control(arguments)
  }

  /// Stops it and waits: transactions under way are ended, those committed are on disk.
  public func stop() throws { try control(["-m", "fast", "stop"]) }

  /// Ends it like a crash: nothing is said to anybody and nothing more is written. Memory that the
  /// system keeps for the disk outlives it.
  public func kill() throws {
    let text = try String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8)
    guard let process = text.split(separator: "\n").first.flatMap({ pid_t($0) }) else {
      throw PostgresServerError.failed("kill", said: "no process in postmaster.pid")
    }
    // Its children end when they see it gone.
    Glibc.kill(process, SIGKILL)
    while isRunning(process) { usleep(1_000) }
  }

  private func isRunning(_ process: pid_t) -> Bool {
    guard let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else {
      return false
    }
    return !state.contains(") Z")
  }

  func control(_ arguments: [String]) throws {
    try programs.run("pg_ctl", ["-D", folder + "/data", "-w", "-t", "60"] + arguments, in: folder)
  }

  private static func makeFolder(in parent: URL, for programs: ServerPrograms) throws -> String {
    let name = parent.appending(path: "kontant-pg.XXXXXX").path(percentEncoded: false)
    var template = Array(name.utf8CString)
    guard mkdtemp(&template) != nil else {
      throw PostgresServerError.failed("mkdtemp", said: String(cString: strerror(errno)))
    }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if let user = programs.user, let entry = getpwnam(user)?.pointee {
      chown(folder, entry.pw_uid, entry.pw_gid)
    }
    return folder
  }

  static let role = "kontant"
}
