import Foundation
import Testing

/// A command that must be refused: one line on standard error, an exit code, and nothing changed.
struct BadCommand: Sendable, CustomTestStringConvertible {
  var line: String
  var status: Int32
  var says: String
  var testDescription: String { "kontant " + line }

  init(_ line: String, _ status: Int32, _ says: String) {
    self.line = line
    self.status = status
    self.says = says
  }
}

@Suite("A refused command") struct RefusalTests {
  /// On the desk lie: request (Bob asks 80), foreign (a request in EUR), payment (Alice to Bob, taken),
  /// acceptance, waiting (Carol asks 7), open (Alice's payment of it), cut and flipped (of both),
  /// text, another's grant.
  static let bad: [BadCommand] = [
    BadCommand(
      "pay Alice payment --pin 1234", 65, "payment holds a payment; this command needs a request"),
    BadCommand("accept Bob request --pin 1234", 65, "request holds a request"),
    BadCommand("take Alice payment", 65, "needs a decision"),
    BadCommand("apply Alice request", 65, "needs a grant"),
    BadCommand("ledger receive request", 65, "needs an upload"),
    BadCommand("pay Alice cut-request --pin 1234", 65, "ends too early"),
    BadCommand("accept Carol cut-open --pin 1234", 65, "ends too early"),
    BadCommand("pay Alice flipped-request --pin 1234", 1, "signature does not hold"),
    BadCommand("accept Carol flipped-open --pin 1234", 1, "signature does not hold"),
    BadCommand("pay Alice --to flipped-address --amount 5 --pin 1234", 1, "forged or damaged"),
    BadCommand("pay Alice text --pin 1234", 65, "not a Kontant message"),
    BadCommand("pay Alice nowhere --pin 1234", 66, "there is no file nowhere"),
    BadCommand("pay Alice kontant-home --pin 1234", 66, "is a folder"),
    BadCommand("pay Alice foreign --pin 1234", 1, "another currency"),
    BadCommand("pay Bob request --pin 1234", 1, "purse's own"),
    BadCommand("pay Carol waiting --pin 1234", 1, "purse's own"),
    BadCommand("accept Bob open --pin 1234", 1, "meant for another purse"),
    BadCommand("accept Bob payment --pin 1234 -o new", 1, "carry it to the ledger"),
    BadCommand("take Bob acceptance", 1, "no payment in doubt"),
    BadCommand("refuse Bob payment", 1, "cannot prove"),
    BadCommand("refuse Alice waiting", 1, "cannot prove"),
    BadCommand("apply Bob grant", 1, "does not answer"),
    BadCommand("request Bob 0", 64, "above zero"),
    BadCommand("request Bob -- -5", 64, "negative"),
    BadCommand("request Bob 1.005", 64, "decimals"),
    BadCommand("request Bob 99999999999999999999", 64, "above the largest amount"),
    BadCommand("request Bob 12a", 64, "not an amount"),
    BadCommand("request Bob 10000", 1, "more than its policy allows"),
    BadCommand("request Nobody 5", 66, "there is no device Nobody"),
    BadCommand("request ./none.device 5", 66, "there is no device file"),
    BadCommand("request ./text.device 5", 65, "too short"),
    BadCommand("request Bob 5 -o missing/request", 73, "there is no folder"),
    BadCommand("request Bob 5 -o kontant-home", 73, "is a folder"),
    BadCommand("request ./kontant-home 5", 66, "there is no device file"),
    BadCommand("request Bob 5 -o text", 73, "exists already and nothing was done"),
    BadCommand("pay Alice waiting2 --pin 12", 64, "4 to 12 digits"),
    BadCommand("pay Alice waiting2", 1, "--pin"),
    BadCommand("pay Alice waiting2 --pin 1234 -o text", 73, "exists already"),
    BadCommand("pay Alice", 64, "request's file"),
    BadCommand("pay Alice request --amount 5", 64, "--to and --amount"),
    BadCommand("account open Alice", 1, "open already"),
    BadCommand("account open a/b", 64, "not a name"),
    BadCommand("account issue Nobody 5", 1, "there is no account Nobody"),
    BadCommand("account issue Alice 0", 64, "above zero"),
    BadCommand("account transfer Alice Bob 5000", 1, "holds less"),
    BadCommand("card issue Alice --pin 1234", 73, "exists already"),
    BadCommand("card issue Dora --pin 12", 64, "4 to 12 digits"),
    BadCommand("card issue Dora --pin 1234 --account Nobody", 1, "no account Nobody"),
    BadCommand("card issue Dora --pin 1234 --policy none", 64, "not a policy"),
    BadCommand("unload Alice 50000 --pin 1234", 1, "holds less"),
    BadCommand("clock --pass soon", 64, "not a time"),
    BadCommand("clock --pass 99999999999999999w", 64, "100 years"),
    BadCommand("ledger purse 0000000000000000", 1, "no such purse"),
    BadCommand("ledger proofs 7", 66, "no proofs"),
    BadCommand("sync Alice --carry grant", 65, "needs a payment or a decision"),
    BadCommand("sync ./kontant-home/devices/Alice.device --home euro", 1, "knows no such purse"),
    BadCommand("inspect cut-request", 65, "truncated (MSG-1)"),
    BadCommand("inspect text", 65, "MSG-"),
    BadCommand("nonsense", 64, "nonsense"),
    BadCommand("init --unsafe-file-keys", 73, "is a Kontant home already"),
    BadCommand("init --home other --currency XXX", 64, "not a currency"),
    BadCommand("status --home nowhere", 66, "no Kontant home"),
  ]

  /// One desk for all of them: none may change it, which the last look at it shows.
  @Test("says in one line what is wrong, ends with its code and changes nothing")
  func refused() throws {
    let desk = try laidOut()
    let before = try desk.picture()
    for command in Self.bad {
      let words = command.line.split(separator: " ").map(String.init)
      let answer = try desk.run(words)
      #expect(answer.status == command.status, "\(command.line): \(answer.error)")
      #expect(answer.errorLines.count == 1, "\(command.line): \(answer.error)")
      #expect(answer.error.contains(command.says), "\(command.line): \(answer.error)")
      #expect(answer.out.isEmpty, "\(command.line)")
    }
    #expect(try desk.picture() == before)
    #expect(!FileManager.default.fileExists(atPath: desk.path("other").path))
  }

  @Test("answers with an error object where JSON is asked for")
  func json() throws {
    let desk = try Desk.set()
    for (line, code) in [
      ("request Bob 0 --json", "amount"), ("pay Alice --json", "usage"),
      ("request Nobody 5 --json", "unknownDevice"), ("unload Alice 9999 --json", "pinRequired"),
    ] {
      let answer = try desk.run(line.split(separator: " ").map(String.init))
      let error = try #require(try desk.object(answer.error)["error"] as? [String: Any])
      #expect(error["code"] as? String == code)
      #expect((error["message"] as? String)?.isEmpty == false)
    }
  }

  private func laidOut() throws -> Desk {
    let desk = try Desk.set()
    try desk.done("request", "Bob", "80", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "acceptance")
    try desk.done("request", "Bob", "3", "-o", "waiting2")
    try desk.done("request", "Carol", "7", "-o", "waiting")
    try desk.done("pay", "Alice", "waiting", "--pin", "1234", "-o", "open")
    try desk.done("address", "Bob", "-o", "address")
    try desk.done("sync", "Shop", "--request-only", "-o", "up")
    try desk.done("ledger", "receive", "up", "-o", "grant")
    try desk.done("init", "--unsafe-file-keys", "--home", "euro", "--currency", "EUR")
    try desk.done("card", "issue", "Eva", "--pin", "1234", "--home", "euro")
    try desk.done("request", "Eva", "5", "-o", "foreign", "--home", "euro")
    for name in ["request", "open", "address"] {
      let bytes = try desk.bytes(name)
      try desk.write(Array(bytes.dropLast(40)), to: "cut-" + name)
      var flipped = bytes
      // The last byte of the signature of the message or, in an address, of the certificate.
      flipped[name == "address" ? bytes.count - 1 : 6 + Int(bytes[5]) - 1] ^= 1
      try desk.write(flipped, to: "flipped-" + name)
    }
    try desk.write(Array("this is no message".utf8), to: "text")
    try desk.write(Array("this is no device".utf8), to: "text.device")
    return desk
  }
}
