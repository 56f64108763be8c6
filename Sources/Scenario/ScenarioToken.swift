import Foundation
import Home

/// A token for the terminals of a scenario: SoftHSM's, in a folder of this process's own that goes with it. One for all
/// that a process plays, because the module looks for its tokens once.
enum ScenarioToken {
  /// - Throws: `HomeError` where SoftHSM is not installed, or makes no token.
  static func place() throws -> TerminalPlace { try made.get() }

  private static let made = Result { () throws -> TerminalPlace in
    let places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"]
    guard let module = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw HomeError.io("a terminal with a token needs SoftHSM; install the package softhsm2")
    }
    let configuration = folder + "/softhsm2.conf"
    try FileManager.default.createDirectory(
      atPath: folder + "/tokens", withIntermediateDirectories: true)
    try Data("directories.tokendir = \(folder)/tokens\nlog.level = ERROR\n".utf8)
      .write(to: URL(fileURLWithPath: configuration))
    atexit { ScenarioToken.clean() }
    setenv("SOFTHSM2_CONF", configuration, 1)
    // What the environment says of tokens comes before a file.
    let pin = ProcessInfo.processInfo.environment["KONTANT_TOKEN_PIN"] ?? "1234"
    try Data((pin + "\n").utf8).write(to: URL(fileURLWithPath: folder + "/pin"))
    try make(pin)
    return TerminalPlace(module: module, token: "scenario", pinFile: folder + "/pin")
  }

  private static func make(_ pin: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "softhsm2-util", "--init-token", "--free", "--label", "scenario", "--pin", pin, "--so-pin",
      "56785678",
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw HomeError.io("SoftHSM makes no token in \(folder); see whether softhsm2-util works")
    }
  }

  private static let folder =
    FileManager.default.temporaryDirectory.path + "/kontant-scenario-token-\(getpid())"

  private static func clean() { try? FileManager.default.removeItem(atPath: folder) }
}
