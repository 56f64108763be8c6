import Foundation
import Testing

/// A desk with a SoftHSM of its own, in which tokens are made.
final class TokenRoom: Sendable {
  let desk: Desk

  init() throws {
    desk = try Desk()
    try FileManager.default.createDirectory(
      at: desk.path("tokens"), withIntermediateDirectories: true)
    try desk.write(
      Array("directories.tokendir = \(desk.path("tokens").path)\nlog.level = ERROR\n".utf8),
      to: "softhsm2.conf")
  }

  static let modulePath: String? = [
    "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so",
  ].first { FileManager.default.fileExists(atPath: $0) }

  /// Why there is none is said aloud; in CI that is a failure.
  static let isThere: Bool = {
    if modulePath != nil { return true }
    FileHandle.standardError.write(
      Data("CommandTests: SKIPPED, softhsm2 is not installed; run Scripts/setup.sh\n".utf8))
    return ProcessInfo.processInfo.environment["CI"] != nil
  }()

  func makeToken(_ label: String, pin: String = "1234") throws {
    try line(
      "softhsm2-util --init-token --free --label \(label) --pin \(pin) --so-pin 5678")
  }

  /// A line of bash with the tokens' PIN in its environment, which must succeed.
  @discardableResult
  func line(
    _ line: String, pin: String = "1234", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let answer = try run(line, pin: pin)
    #expect(answer.status == 0, "\(line): \(answer.error)", sourceLocation: sourceLocation)
    return answer.out
  }

  /// - Parameter pin: nil for none.
  func run(_ line: String, pin: String? = "1234") throws -> Desk.Answer {
    let pins = pin.map { "export KONTANT_TOKEN_PIN=\($0); " } ?? ""
    return try desk.bash(
      "cd '\(desk.folder.path)'; export SOFTHSM2_CONF=$PWD/softhsm2.conf; \(pins)\(line)")
  }

  /// Two operators, one with a key in the token; both are needed.
  func makeOperators() throws {
    let module = Self.modulePath ?? "none"
    try line(
      "kontant operator new ingrid --module \(module) --token bank; kontant operator new karin")
    try line("kontant keys operators --needed 2 ingrid.pub karin.pub")
  }

  /// Opens an account and issues money into it, with their approval.
  func issue(_ amount: Int, to name: String) throws {
    try line("kontant account open \(name); kontant account order \(name) \(amount) -o order")
    for name in ["ingrid", "karin"] {
      try line("kontant operator approve order --key \(name).key -o \(name).approval")
    }
    try line(
      "kontant account issue \(name) \(amount) --approval ingrid.approval --approval karin.approval"
    )
  }

  /// What follows `kontant keys ceremony`.
  static var ceremony: String {
    "kontant keys ceremony --module \(modulePath ?? "none") --token bank"
  }
}
