import ArgumentParser
import Console
import Foundation
import Home
import Settlement
import Money
import Wire

struct OperatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operator",
    abstract: "Those who approve new money and keys, each with a key of his own.",
    subcommands: [OperatorNewCommand.self, OperatorApproveCommand.self])
}

struct OperatorNewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Make an operator's key.",
    discussion: """
      Writes NAME.key, for the operator alone, and NAME.pub, for the root. With --token the key is made in \
      the operator's token and NAME.key says where it is.
      """)
  @Flag(help: "Answer in JSON.") var json = false
  @Argument(help: "What the files' names begin with.") var name: String
  @Option(help: "The PKCS#11 module of the operator's token.") var module: String?
  @Option(help: "The token's label; without it the key lies in the file.") var token: String?
  @Option(help: "A file that holds the token's PIN.") var pinFile: String?

  func validate() throws {
    guard (module == nil) == (token == nil) else {
      throw ValidationError("--module and --token go together.")
    }
  }

  func run() throws {
    var place: TokenPlace?
    if let module, let token {
      place = TokenPlace(
        module: module, token: token, rootToken: token,
        name: URL(fileURLWithPath: name).lastPathComponent,
        pinFile: pinFile.map { URL(fileURLWithPath: $0).path })
    }
    let key = try OperatorKey.make(path: name + ".key", place: place)
    try OutputFile(path: name + ".pub", force: false)
      .write(Array((key.publicKey.hexadecimal + "\n").utf8))
    try Output.show(
      Done(
        text: "made \(name).key, for the operator alone, and \(name).pub\n"
          + "next: kontant keys operators --needed M \(name).pub ..."), json: json)
  }
}

struct OperatorApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Approve an order, after reading it.",
    discussion: "What is shown is what is signed. No home is needed.")
  @Flag(help: "Answer in JSON.") var json = false
  @OptionGroup var output: OutputOptions
  @Argument(help: "The order's file.", completion: .file()) var order: String
  @Option(help: "The operator's key, NAME.key.") var key: String

  func run() throws {
    let read = try OrderFile(bytes: try MessageFile.contents(order), name: order)
    let key = try OperatorKey(path: key)
    let approval = try key.approve(read, name: order)
    let file = output.file(default: order + ".approval")
    try file.write(approval)
    try Output.show(
      Done(text: "approved \(read.sentence)\ngive \(file.shown) to whoever carries it out"),
      json: json, toError: file.isStandardOutput)
  }
}

struct KeysOperatorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "operators",
    abstract: "Have the root name who may approve, and how many it takes.",
    discussion:
      "The set takes the place of the one before, under which nothing is approved any more.")
  @OptionGroup var common: CommonOptions
  @Option(help: "How many of them have to approve.") var needed: Int
  @Option(help: "How many days the set counts.") var days: UInt32 = 365
  @Argument(help: "Their public keys, NAME.pub each.", completion: .file()) var keys: [String]

  func validate() throws {
    guard (1...36_500).contains(days) else { throw ValidationError("--days is 1 to 36500.") }
  }

  func run() throws {
    let keys = try keys.map { path in
      let text = String(decoding: try MessageFile.contents(path), as: UTF8.self)
      guard let key = PublicKey(hexadecimal: text.trimmingCharacters(in: .whitespacesAndNewlines))
      else {
        throw Explanation(
          code: "wrongFile", message: "\(path) holds no operator's public key; name a NAME.pub",
          exitCode: Console.ExitCode.data)
      }
      return key
    }
    let number = try Home.setOperators(
      home: common.homePath, needed: needed, keys: keys, days: days, now: common.time())
    try common.show(
      Done(
        text: "operators \(number): \(needed) of \(keys.count) have to approve new money and keys"))
  }
}

struct AccountOrderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order", abstract: "Write an order for new money, for operators to approve.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The account.") var name: String
  @Argument(help: "How much, like 80 or 80.50.") var amount: String
  @Option(help: "How many days it can be carried out.") var days: UInt32 = 7

  func validate() throws {
    guard (1...365).contains(days) else { throw ValidationError("--days is 1 to 365.") }
  }

  func run() throws {
    let home = try common.openHome()
    let amount = try home.currency.positive(amount)
    guard home.ledger.book.accounts[name] != nil else { throw LedgerError.unknownAccount(name) }
    let order = try home.order(.issue(amount, account: name), days: days)
    let file = output.file(default: "order-\(order.number)")
    try file.write(try order.bytes)
    try Output.show(
      Done(
        text:
          "\(order.sentence)\nnext, each operator: kontant operator approve \(file.shown) --key NAME.key"
      ),
      json: common.json, toError: file.isStandardOutput)
  }
}
