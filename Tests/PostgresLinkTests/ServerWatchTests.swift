import Foundation
import PrivatePostgres
import Testing

extension WithServer {
  @Suite("A server of one's own") struct ServerWatchTests {
    @Test("It goes with its folder when nobody has it any more")
    func released() throws {
      var server: PostgresServer? = try PostgresServer()
      let folder = try #require(server?.folder)
      #expect(FileManager.default.fileExists(atPath: folder + "/data/postmaster.pid"))
      server = nil
      #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test("It has none of the files that this process had open when it was started")
    func closed() throws {
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      defer { close(ends[0]) }
      let server = try PostgresServer()
      close(ends[1])
      _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
      var byte: UInt8 = 0
      try waitUntil("the server has the other end") { read(ends[0], &byte, 1) == 0 }
      #expect(!server.folder.isEmpty)
    }

    @Test("It goes when the process that has it is killed")
    func killed() async throws {
      let said = FileManager.default.temporaryDirectory
        .appending(path: "kontant-watch-\(UUID().uuidString)").path()
      defer { try? FileManager.default.removeItem(atPath: said) }
      setenv("KONTANT_WATCH_TEST", said, 1)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        let server = try PostgresServer()
        let process = try String(
          contentsOfFile: server.folder + "/data/postmaster.pid", encoding: .utf8)
        let place = try #require(ProcessInfo.processInfo.environment["KONTANT_WATCH_TEST"])
        let number = process.prefix { $0 != "\n" }
        try "\(server.folder)\n\(number)".write(toFile: place, atomically: true, encoding: .utf8)
        kill(getpid(), SIGKILL)
      }
      let lines = try String(contentsOfFile: said, encoding: .utf8).split(separator: "\n")
      let process = try #require(lines.count == 2 ? pid_t(lines[1]) : nil)
      try waitUntil("the server is left behind") {
        kill(process, 0) != 0 && !FileManager.default.fileExists(atPath: String(lines[0]))
      }
    }
  }
}
