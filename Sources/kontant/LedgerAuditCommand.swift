import ArgumentParser
import Console
import Foundation
import TransparencyLog

struct LedgerAuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Check a log, or a holder's proof, with the public key alone.",
    discussion: """
      Every leaf is computed again and every file compared with what the ledger signed; what was \
      altered is named by file and byte. With --earlier, a checkpoint that you kept, it is also \
      shown that the log only grew. Nothing but the key is trusted: get it by another way than the log.
      """)
  @Argument(help: "The log's folder, or a file with a proof.", completion: .file())
  var log: String
  @Option(help: "The ledger's public key: NAME+ID+BASE64. The name is the log's too.")
  var key: String
  @Option(help: "A checkpoint of this log from earlier.", completion: .file())
  var earlier: String?
  @Flag(name: .customLong("public"), help: "Without salts and bodies, as the public has the log.")
  var isPublic = false
  @Flag(help: "Answer in JSON.") var json = false

  func run() throws {
    let key = try known(key)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: log, isDirectory: &isFolder) else {
      throw Explanation(
        code: "noInput", message: "there is no log and no proof at \(log)",
        exitCode: Console.ExitCode.noInput)
    }
    if isFolder.boolValue {
      try audit(key)
    } else {
      try checkProof(key)
    }
  }

  private func audit(_ key: NoteKey) throws {
    let auditor = LogAuditor(origin: key.name, keys: [key])
    let report = auditor.audit(
      FolderLogStorage(folder: log), earlier: try earlier.map { try MessageFile.contents($0) },
      sources: isPublic ? .commitments : .all)
    try Output.show(AuditAnswer(report), json: json)
    guard report.isClean else { throw ArgumentParser.ExitCode(Console.ExitCode.refused) }
  }

  private func checkProof(_ key: NoteKey) throws {
    guard earlier == nil, !isPublic else {
      throw ValidationError("--earlier and --public are for the folder of a log.")
    }
    let bytes = try MessageFile.contents(log)
    let answer: ProofAnswer
    do throws(LogError) {
      let proof = try LogProof(bytes: bytes)
      answer = ProofAnswer(proof, try proof.verify(origin: key.name, keys: [key]))
    } catch {
      throw Explanation(
        code: "proofFails", message: "\(log) proves nothing: \(error)",
        exitCode: Console.ExitCode.refused)
    }
    try Output.show(answer, json: json)
  }

  private func known(_ text: String) throws -> NoteKey {
    do {
      return try NoteKey(text: text)
    } catch {
      throw Explanation(
        code: "badKey", message: "\(text) is no public key; it is written NAME+ID+BASE64",
        exitCode: Console.ExitCode.usage)
    }
  }

  private struct AuditAnswer: Report {
    var size: UInt64?
    var root: String?
    var earlier: UInt64?
    var entries: UInt64
    var findings: [String]
    var unlisted: Int
    var isClean: Bool

    init(_ report: AuditReport) {
      size = report.checkpoint?.size
      root = report.checkpoint.map { Data($0.root.bytes).base64EncodedString() }
      earlier = report.earlier?.size
      entries = report.entries
      findings = report.findings.map(\.description)
      unlisted = report.unlisted
      isClean = report.isClean
    }

    var text: String {
      guard isClean else {
        let more = unlisted > 0 ? ["and \(unlisted) more"] : []
        return (findings + more).joined(separator: "\n")
      }
      let grown = earlier.map { ", and nothing of the first \($0) was changed" } ?? ""
      return "\(entries) entries, every file is what the ledger signed\(grown)"
    }
  }

  private struct ProofAnswer: Report {
    var index: UInt64
    var size: UInt64
    var salt: String
    var body: String

    init(_ proof: LogProof, _ checkpoint: Checkpoint) {
      index = proof.index
      size = checkpoint.size
      salt = Self.hex(proof.entry.salt.bytes)
      body = Self.hex(proof.entry.body)
    }

    var text: String {
      "entry \(index) of the \(size) that the ledger signed; its body is \(body)"
    }

    private static func hex(_ bytes: [UInt8]) -> String {
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
  }
}
