import ArgumentParser
import Console
import Foundation
import Home
import Settlement
import Wire

struct ProofCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proof", abstract: "Proofs as files, which anybody checks with public keys alone.",
    subcommands: [Export.self, Seen.self, Authorities.self, Verify.self])

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a proof to a file; kontant ledger suspects lists them.")
    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The proof's number.") var number: UInt64

    func run() throws {
      let home = try common.openHome()
      guard let proof = try home.books.proofs.rows[number] else {
        throw Explanation(
          code: "unknownProof",
          message: "there is no proof \(number); list them with: kontant ledger suspects",
          exitCode: Console.ExitCode.noInput)
      }
      let file = output.file(default: "proof-\(number).kontant")
      try file.check()
      try file.write(proof.packet)
      try Output.show(
        Named(
          serial: proof.serial.text, kind: "\(proof.kind)", file: file.path,
          text: "proof \(number) names purse \(proof.serial.text); anybody checks it with: "
            + "kontant proof verify \(file.shown) --authorities FILE"),
        json: common.json, toError: file.isStandardOutput)
    }
  }

  struct Authorities: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the public keys that a proof is checked with: root, issuers, ledger.")
    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let home = try common.openHome()
      let file = output.file(default: "authorities.json")
      try file.check()
      try file.write(try home.proofAuthority.json)
      try Output.show(
        Keys(
          root: home.rootKey.text, file: file.path,
          text: "wrote the public keys to \(file.shown); the root's is \(home.rootKey.text)"),
        json: common.json, toError: file.isStandardOutput)
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a proof. Needs no home, and nobody's word.",
      discussion: """
        Ends with 0 and names the purse if the proof holds, and with 1 if it does not. Who has the \
        root's public key from elsewhere gives it with --root.
        """)
    @Flag(help: "Answer in JSON.") var json = false
    @Argument(help: "The proof's file (- for standard input).", completion: .file())
    var proof: String
    @Option(
      help: "The public keys: a file that kontant proof authorities wrote.", completion: .file())
    var authorities: String
    @Option(
      help:
        "The root's public key in hexadecimal digits (128 of ES256, 64 of EdDSA, 130 of ES256+ML-DSA-65): refuse any other."
    )
    var root: String?

    func run() throws {
      let packet = try MessageFile.read(proof, .proof)
      guard let keys = ProofAuthority(json: try MessageFile.contents(authorities)) else {
        throw Explanation(
          code: "badAuthorities",
          message: "\(authorities) holds no public keys; write it with: kontant proof authorities",
          exitCode: Console.ExitCode.data)
      }
      if let root, root.lowercased() != keys.root.text {
        throw Explanation(
          code: "otherRoot",
          message: "\(authorities) is of another root (\(keys.root.text)); get the right one",
          exitCode: Console.ExitCode.refused)
      }
      let fault: ProvenFault
      do {
        fault = try keys.verify(packet)
      } catch {
        throw Explanation(
          code: error.code, message: "\(proof) proves nothing: \(error.words); nobody is blamed",
          exitCode: Console.ExitCode.refused)
      }
      try Output.show(
        Named(
          serial: fault.serial.text, kind: "\(fault.kind)", file: proof,
          text: "the proof holds: purse \(fault.serial.text) signed \(fault.kind.words)"),
        json: json)
    }
  }

  private struct Named: Report {
    var serial: String
    var kind: String
    var file: String
    var text: String
    enum CodingKeys: String, CodingKey {
      case serial, kind, file
      case text = "message"
    }
  }

  private struct Keys: Report {
    var root: String
    var file: String
    var text: String
    enum CodingKeys: String, CodingKey {
      case root, file
      case text = "message"
    }
  }
}

extension ProofError {
  /// Stable, for programs.
  fileprivate var code: String { String("\(self)".prefix { $0 != "(" }) }

  fileprivate var words: String {
    switch self {
    case .notAProof: "it does not say what it shows"
    case .badAuthority: "a certificate of issuer or ledger is not signed by the root"
    case .badCertificate: "no known issuer has signed the certificate of the accused"
    case .unknownPart(let place): "its part \(place + 1) is nothing that a proof has"
    case .badUpload(let place): "its part \(place + 1) is no journal that the accused signed"
    case .partMissing: "a part is missing"
    case .badSignature: "a signature does not hold"
    case .otherPurse: "its parts concern another purse than the accused"
    case .nothingWrong: "an honest purse could have signed all of it"
    }
  }
}

extension ProofKind {
  fileprivate var words: String {
    switch self {
    case .fork: "two payments at one place of its journal"
    case .missing: "a payment that its own journal does not have"
    case .journal: "a journal that no honest purse signs"
    case .twoFaced: "acceptance and refusal of one payment"
    case .split: "going on under a serial that it had left"
    }
  }
}
