import Glibc

/// A small process beside a server that outlives ours for a moment: when we end, however we end, it
/// stops the server and removes its folder.
final class ServerWatch: Sendable {
  /// Our end of a pair that only we hold: it closes when this process ends.
  private let end: Int32
  private let process: Spawn

  init(_ programs: ServerPrograms, folder: String, data: String) throws {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw PostgresServerError.failed("socketpair", said: String(cString: strerror(errno)))
    }
    let stop = programs.command("pg_ctl", ["-D", data, "-m", "immediate", "-w", "stop"])
    do {
      process = try Spawn(
        ["/bin/sh", "-c", Self.script, "sh", folder] + stop, workingIn: "/", input: ends[0],
        output: folder + "/watch")
    } catch {
      close(ends[0])
      close(ends[1])
      throw error
    }
    close(ends[0])
    end = ends[1]
  }

  deinit {
    close(end)
    process.wait()
  }

  /// A server that never came up has nothing to stop.
  private static let script = """
    trap '' INT TERM HUP
    cat >/dev/null
    folder=$1
    shift
    "$@"
    rm -rf -- "$folder"
    """
}
