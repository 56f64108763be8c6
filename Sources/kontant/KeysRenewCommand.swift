import ArgumentParser
import Console
import Home
import Wire

extension KeyRole: ExpressibleByArgument {}

struct KeysOrderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "order", abstract: "Make a new key and write the order that operators approve.",
    discussion:
      "The key is made where the present one lies, and is not in force before kontant keys renew.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Whose key: issuer, ledger or root.") var role: KeyRole
  @Option(help: "How many days it can be carried out.") var days: UInt32 = 7

  func validate() throws {
    guard (1...365).contains(days) else { throw ValidationError("--days is 1 to 365.") }
  }

  func run() throws {
    let home = try common.openHome()
    let order = try home.orderKey(role, days: days)
    let file = output.file(default: "order-\(order.number)")
    try file.write(try order.bytes)
    try Output.show(
      Done(
        text: "\(order.sentence)\nnext, each operator: "
          + "kontant operator approve \(file.shown) --key NAME.key"),
      json: common.json, toError: file.isStandardOutput)
  }
}

struct KeysRenewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "renew", abstract: "Put a new issuer, ledger or root key into force.",
    discussion: """
      Devices learn it when they sync, and from each other before. Where the bank has operators it takes \
      their approvals of an order; see: kontant keys order.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "Whose key: issuer, ledger or root.") var role: KeyRole
  @Option(help: "An operator's approval; once for each.", completion: .file())
  var approval: [String] = []

  func run() throws {
    let home = try common.openHome()
    try home.renewKey(role, approvals: try approval.map { try MessageFile.contents($0) })
    try common.show(
      Done(
        text:
          "a new \(role.rawValue) key is in force; devices learn it when they sync, and from each other"
      ))
  }
}
