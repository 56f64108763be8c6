import CardLink
import CardReader
import Foundation
import Synchronization

/// A card service with two empty virtual readers: the one that runs on this machine, or one that is
/// started for the tests. One process at a time works there.
enum ReaderRoom {
  static let first = "Virtual PCD 00 00"
  static let second = "Virtual PCD 00 01"

  /// Whether what the tests need is installed, and a service runs or can be started.
  static let isPossible: Bool = {
    let files = FileManager.default
    let hasAll = [driver, "/usr/bin/opensc-tool", python, pyscard].allSatisfy(files.fileExists)
    return hasAll && (isRunning || (files.isExecutableFile(atPath: service) && getuid() == 0))
  }()

  /// In CI nothing is skipped.
  static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"

  /// Waits for the room and makes sure that both readers are there and empty.
  static func enter() throws {
    try opened.get()
    for name in [first, second] { try waitUntilEmpty(name) }
    // pcscd looks into its readers every 0.4 s. A card that comes before it has seen the last one go
    // is taken for the same, and may count as absent for ever.
    usleep(800_000)
    for name in [first, second] { try waitUntilEmpty(name) }
  }

  private static func waitUntilEmpty(_ name: String) throws {
    try waitUntil("\(name) is not there, or a card lies in it") {
      let states = try? CardService().states()
      return states?.contains { $0.name == name && !$0.hasCard } ?? false
    }
  }

  static let python = "/usr/bin/python3"
  private static let service = "/usr/sbin/pcscd"
  private static let driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
  private static let pyscard = "/usr/lib/python3/dist-packages/smartcard"

  private static var isRunning: Bool { (try? CardService()) != nil }

  private static let opened = Result { () throws in
    try lock()
    if !isRunning { try start() }
  }

  /// Held until this process ends: another checkout's tests would lay their cards into our readers.
  private static func lock() throws {
    let path = FileManager.default.temporaryDirectory.path + "/kontant-readers.lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
      throw CardLinkError.refused("the readers cannot be locked: \(path)")
    }
  }

  /// The service leaves by itself when nobody has used it for a minute, should this process crash.
  private static func start() throws {
    try FileManager.default.createDirectory(
      atPath: "/run/pcscd", withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(filePath: service)
    process.arguments = ["--foreground", "--auto-exit"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    startedService.store(process.processIdentifier, ordering: .relaxed)
    // It inherits that other signals are blocked here.
    atexit { kill(startedService.load(ordering: .relaxed), SIGKILL) }
    try waitUntil("pcscd does not start") { isRunning }
  }

  private static func waitUntil(_ complaint: String, _ isSo: () -> Bool) throws {
    for _ in 0..<200 {
      if isSo() { return }
      usleep(50_000)
    }
    throw CardLinkError.refused(complaint)
  }
}

/// The service that these tests started.
private let startedService = Atomic<pid_t>(0)
