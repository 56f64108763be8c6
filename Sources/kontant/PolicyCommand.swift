import ArgumentParser
import Console
import Foundation
import Home
import Money
import Scenario
import Wire

struct PolicyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "The rules that purses enforce: files, checked and signed.",
    discussion: """
      A policy is a YAML file: name, id, and limits in units of the currency; `like` takes a preset to \
      start from. Published, it is numbered and signed, and goes to purses with their syncs and from purse to purse.
      """,
    subcommands: [Show.self, Check.self, Publish.self, Emergency.self, Export.self])

  /// The file's policy. What is wrong with it is said with line and column, as editors want it.
  static func read(_ file: String, _ currency: Currency? = nil) throws -> PolicyFile {
    do {
      return try PolicyFile(path: file, currency: currency)
    } catch {
      throw Explanation(
        code: "policyFile", message: error.description, exitCode: Console.ExitCode.data)
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The policies in force, as files that could be published.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "One policy's name; all without it.") var name: String?

    func run() throws {
      let home = try common.openHome()
      let id = try name.map { try home.policyID(named: $0) }
      let shown = try home.policies.map(\.content).filter { id == nil || $0.id == id }
        .map { policy in
          Shown(policy, name: try home.fileName(of: policy.id) ?? "policy", home.currency)
        }
      try common.show(Policies(policies: shown))
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read a policy's file and say what it means; nothing is signed.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The policy's file.", completion: .file(extensions: ["yaml"])) var file: String

    func run() throws {
      let read = try PolicyCommand.read(file)
      guard let currency = Currency(code: read.policy.currency) else { return }
      try common.show(
        Policies(policies: [Shown(read.policy, name: read.name, currency)], checked: file))
    }
  }

  struct Publish: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Number and sign a policy and put it into force.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The policy's file.", completion: .file(extensions: ["yaml"])) var file: String

    func run() throws {
      let home = try common.openHome()
      let read = try PolicyCommand.read(file, home.currency)
      let policy = try home.publish(read.policy, name: read.name)
      try common.show(
        Policies(policies: [Shown(policy, name: read.name, home.currency)], published: true))
    }
  }

  struct Emergency: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Relax a policy for some days; then it holds again.",
      discussion: """
        Four times the operations, sums and days without a sync, twice the balance and the payment, and received \
        value can be spent again (docs/spec/purse.md, PUR-61). For other rules publish a file of your own with \
        `interim: yes` and `valid-until`; --check shows one to begin with.
        """)
    @OptionGroup var common: CommonOptions
    @Argument(help: "The policy's name.") var name: String
    @Option(help: "How many days it is relaxed, 1 to 365.") var days: UInt32
    @Flag(help: "Only show what it would be; nothing is signed.") var check = false

    func validate() throws {
      guard (1...365).contains(days) else {
        throw ValidationError("--days must be 1 to 365, not \(days)")
      }
    }

    func run() throws {
      let home = try common.openHome()
      let id = try home.policyID(named: name)
      let named = try home.fileName(of: id) ?? name
      guard let regular = home.policies.last(where: { $0.content.id == id && !$0.content.interim })
      else { throw HomeError.unknownPolicy(name) }
      var policy = regular.content.relaxed(until: home.now.adding(days: days))
      if !check { policy = try home.publish(policy, name: named) }
      try common.show(
        Policies(policies: [Shown(policy, name: named, home.currency)], published: !check))
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a signed policy to a file, for any purse of its identifier to take.")
    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @Argument(help: "The policy's name.") var name: String

    func run() throws {
      let home = try common.openHome()
      let id = try home.policyID(named: name)
      guard let policy = home.policies.last(where: { $0.content.id == id }) else {
        throw HomeError.unknownPolicy(name)
      }
      let file = output.file(default: "\(name).kontant")
      try Output.deliver(
        Packet(kind: .news, message: [UInt8](policy)).bytes, to: file, made: "the policy")
      try common.show(
        Exported(
          file: file.path, number: policy.content.number,
          text: "\(file.shown) holds number \(policy.content.number) of \(name); "
            + "any purse of it takes it: kontant take DEVICE \(file.shown)"))
    }
  }

  struct Exported: Report {
    var file: String
    var number: UInt32
    var text: String

    enum CodingKeys: String, CodingKey {
      case file, number
      case text = "message"
    }
  }

  struct Shown: Encodable {
    var name: String
    var id: UInt16
    var number: UInt32
    var interim: Bool
    /// The fields as a file has them.
    var lines: [String]

    init(_ policy: Policy, name: String, _ currency: Currency) {
      self.name = name
      id = policy.id
      number = policy.number
      interim = policy.interim
      lines = PolicyText.lines(policy, name: name, currency: currency)
    }
  }

  struct Policies: Report {
    var policies: [Shown]
    var checked: String?
    var published = false

    var text: String {
      var parts = policies.map { $0.lines.joined(separator: "\n") }
      if let checked {
        parts.append("\(checked) can be published: kontant policy publish \(checked)")
      }
      if published, let policy = policies.first {
        parts.append(
          "in force as number \(policy.number) of \(policy.name); purses take it when they sync, and from others"
        )
      }
      return parts.joined(separator: "\n\n")
    }
  }
}
