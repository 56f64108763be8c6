import Glibc

/// A program that this one started, that can be killed at any moment, and that ends with this one.
final class ChildProcess: Sendable {
  let process: pid_t
  private let output: Int32

  /// To be called on the main thread: the system ends the child with the thread that started it.
  /// - Parameters:
  ///   - command: the program's path and its arguments.
  ///   - complaints: a file for what it says on standard error.
  init(_ command: [String], complaints: String) throws(DrillFailure) {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Self.failure("socketpair") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(
      &actions, 2, complaints, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let words = (["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"] + command).map { strdup($0) }
    defer { words.forEach { free($0) } }
    var process = pid_t()
    let result = posix_spawn(&process, "/usr/bin/setpriv", &actions, nil, words + [nil], environ)
    close(ends[1])
    guard result == 0 else {
      close(ends[0])
      throw DrillFailure("\(command[0]) cannot be started: \(String(cString: strerror(result)))")
    }
    self.process = process
    output = ends[0]
  }

  deinit { close(output) }

  /// The next line of its standard output, or nil when it has ended before one.
  func readLine() -> String? {
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1 {
      if byte == 0x0A { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
    return nil
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// Waits for its end. Call it once, when nobody signals it any more.
  /// - Returns: its exit code; 128 and more when a signal ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 { guard errno == EINTR else { return -1 } }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
  }

  private static func failure(_ what: String) -> DrillFailure {
    DrillFailure("\(what): \(String(cString: strerror(errno)))")
  }
}
