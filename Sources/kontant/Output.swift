import Console
import Foundation

/// What a command has to say, for people and for programs.
protocol Report: Encodable {
  var text: String { get }
}

enum Output {
  static let style = Style(
    descriptor: STDERR_FILENO, environment: ProcessInfo.processInfo.environment)

  /// - Parameter toError: standard output is taken by a message.
  static func show(_ report: some Report, json: Bool, toError: Bool = false) throws {
    let text = json ? try encode(report) : report.text
    guard !text.isEmpty else { return }
    let handle = toError ? FileHandle.standardError : FileHandle.standardOutput
    do {
      try handle.write(contentsOf: Data((text + "\n").utf8))
    } catch {
      throw Explanation(
        code: "io", message: "the answer could not be written, though the command is done",
        exitCode: Console.ExitCode.io)
    }
  }

  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private struct Failure: Encodable {
    struct Content: Encodable {
      var code: String
      var message: String
    }
    var error: Content
  }

  static func errorJSON(_ explanation: Explanation) -> String {
    let failure = Failure(
      error: Failure.Content(code: explanation.code, message: explanation.message))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Two strings always encode.
    guard let data = try? encoder.encode(failure) else { return "{\"error\":{}}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Writes a message that the purse or the ledger has already made. When that fails the message is
  /// not lost: the same command makes the same one again.
  static func deliver(_ bytes: [UInt8], to output: OutputFile, made what: String) throws {
    do {
      try output.write(bytes)
    } catch {
      guard var explanation = Explanation(of: error) else { throw error }
      explanation.message += "; \(what) is made: give the same command again to have it"
      throw explanation
    }
  }
}

/// Something happened, and nothing else is to be told.
struct Done: Report {
  var text: String
  enum CodingKeys: String, CodingKey { case text = "message" }
}
