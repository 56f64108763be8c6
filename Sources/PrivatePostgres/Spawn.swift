import Glibc

/// A program started in a session of its own with no signals blocked. It has none of the files that we have open:
/// Foundation learns of a process's end when the last copy of a socket is closed, and one made at the same moment
/// would live here as long as the program.
struct Spawn: Sendable {
  let process: pid_t

  /// - Parameters:
  ///   - command: the program's path and its arguments.
  ///   - folder: where it works.
  ///   - input: a descriptor to read from; nil is nothing.
  ///   - output: a file for all that it says.
  init(_ command: [String], workingIn folder: String, input: Int32?, output: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // One that is not open is passed over.
    for descriptor in 3..<min(getdtablesize(), Self.mostFiles) {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = try Self.attributes()
    defer { posix_spawnattr_destroy(&attributes) }
    var process = pid_t()
    let words = ([Self.env, "-C", folder] + command).map { strdup($0) }
    defer { words.forEach { free($0) } }
    let result = posix_spawn(&process, Self.env, &actions, &attributes, words + [nil], environ)
    guard result == 0 else {
      throw PostgresServerError.failed(command[0], said: String(cString: strerror(result)))
    }
    self.process = process
  }

  /// Waits for its end. Call it once.
  /// - Returns: its exit code; 128 and more when a signal ended it.
  @discardableResult
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  private static func attributes() throws -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | 0x80  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, Int16(flags))
    return attributes
  }

  private static let env = "/usr/bin/env"

  /// More than we ever have open.
  private static let mostFiles: Int32 = 1_024
}
