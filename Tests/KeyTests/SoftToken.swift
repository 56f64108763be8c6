import Foundation
import PKCS11
import Testing

/// Tokens of SoftHSM in a folder of this process's own, which goes with it.
enum SoftToken {
  static let pin = Array("1234".utf8)

  /// Why there is none, said aloud; in CI that is a failure.
  static let isThere: Bool = {
    if modulePath != nil { return true }
    FileHandle.standardError.write(
      Data("KeyTests: SKIPPED, softhsm2 is not installed; run Scripts/setup.sh\n".utf8))
    return ProcessInfo.processInfo.environment["CI"] != nil
  }()

  static let modulePath: String? = [
    "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so",
  ].first { FileManager.default.fileExists(atPath: $0) }

  static func module() throws -> TokenModule {
    _ = folder
    return try TokenModule.load(try #require(modulePath))
  }

  /// One of `labels`; each test has its own.
  static func open(_ label: String) throws -> Token {
    try Token(try module(), label: label, pin: pin)
  }

  // Made before the module is loaded, which looks for them once.
  private static let labels = [
    "signing", "secret", "again", "refusing", "signer", "kiosk", "older", "power",
    "restored",
  ]

  private static func make(_ label: String, _ configuration: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "softhsm2-util", "--init-token", "--free", "--label", label, "--pin", "1234", "--so-pin",
      "5678",
    ]
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SOFTHSM2_CONF": configuration]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }

  /// What SoftHSM is told of them.
  static var configuration: String { folder + "/softhsm2.conf" }

  private static let folder: String = {
    let folder = FileManager.default.temporaryDirectory.path + "/tokens-\(getpid())"
    try? FileManager.default.createDirectory(
      atPath: folder + "/tokens", withIntermediateDirectories: true)
    _ = FileManager.default.createFile(
      atPath: folder + "/softhsm2.conf",
      contents: Data("directories.tokendir = \(folder)/tokens\nlog.level = ERROR\n".utf8))
    for label in labels { try? make(label, folder + "/softhsm2.conf") }
    setenv("SOFTHSM2_CONF", folder + "/softhsm2.conf", 1)
    atexit { SoftToken.clean() }
    return folder
  }()

  private static func clean() { try? FileManager.default.removeItem(atPath: folder) }
}
