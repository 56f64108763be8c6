import Foundation
import Testing

@Suite("Keys in a token", .enabled(if: TokenRoom.isThere)) struct KeysTests {
  @Test("KEY-1, KEY-3, KEY-4: a bank whose keys lie in tokens does everything") func story() throws
  {
    let room = try TokenRoom()
    try room.makeToken("bank")
    try room.makeToken("root")
    try room.line(TokenRoom.ceremony + " --root-token root --currency SEK")
    try room.makeOperators()
    try room.line("kontant init --currency SEK")
    // Nothing from here on needs the root's token.
    try room.line("softhsm2-util --delete-token --token root")
    expect(
      try room.run("kontant account open Alice --issue 1000"), 1, "operators have to approve")
    try room.issue(1000, to: "Alice")
    for name in ["Alice", "Bob"] { try room.line("kontant card issue \(name) --pin 1234") }
    try room.line("kontant load Alice 500")
    try room.line("kontant request Bob 80 -o request")
    try room.line("kontant pay Alice request --pin 1234 -o payment")
    try room.line("kontant accept Bob payment --pin 1234 -o receipt")
    try room.line("kontant request Alice 30 -o second")
    try room.line("kontant pay Bob second --pin 1234 -o onward")
    try room.line("kontant accept Alice onward --pin 1234 -o receipt2")
    // Alice's upload encloses evidence, sealed under what the token's master key made.
    try room.line("kontant sync Alice")
    try room.line("kontant sync Bob")
    #expect(try room.line("kontant ledger status").contains("the books balance"))
    let file = try String(contentsOf: room.desk.path("kontant-home/keys.json"), encoding: .utf8)
    #expect(!file.contains("secret"))
  }

  @Test("KEY-1, KEY-6: shows where each key lies") func show() throws {
    let room = try TokenRoom()
    try room.makeToken("bank")
    try room.line(TokenRoom.ceremony)
    let shown = try room.line("kontant keys show", pin: "")
    #expect(shown.components(separatedBy: "token bank of").count == 5)
    #expect(!shown.contains("unsafe"))
    let desk = try Desk()
    try desk.done("init", "--unsafe-file-keys")
    #expect(try desk.done("keys", "show").components(separatedBy: "(unsafe)").count == 5)
    let json = try desk.object(try desk.done("keys", "show", "--json"))
    #expect((json["keys"] as? [[String: Any]])?.count == 5)
  }

  @Test("KEY-1: a ceremony takes no folder with keys, and no name twice") func twice() throws {
    let room = try TokenRoom()
    try room.makeToken("bank")
    try room.line(TokenRoom.ceremony)
    let before = try room.desk.bytes("kontant-home/keys.json")
    expect(try room.run(TokenRoom.ceremony), 73, "has keys already")
    expect(try room.run(TokenRoom.ceremony + " --home other"), 73, "has a key kontant-root")
    #expect(!FileManager.default.fileExists(atPath: room.desk.path("other/keys.json").path))
    try room.line(TokenRoom.ceremony + " --home other --name second")
    expect(try room.run("kontant init --unsafe-file-keys"), 73, "has keys already")
    #expect(try room.desk.bytes("kontant-home/keys.json") == before)
    try room.line("kontant init")
    expect(try room.run(TokenRoom.ceremony), 73, "is a Kontant home already")
    expect(try room.run("kontant init --home other --currency EUR"), 64, "say --currency SEK")
  }

  @Test("KEY-2: no keys in a file unless they are asked for as unsafe") func unsafe() throws {
    let desk = try Desk()
    expect(try desk.run("init"), 64, "--unsafe-file-keys")
    #expect(!FileManager.default.fileExists(atPath: desk.path("kontant-home/kontant.json").path))
    try desk.done("init", "--unsafe-file-keys")
    try desk.done("account", "open", "Alice", "--issue", "10")
  }

  @Test("KEY-5: a token that is not there stops the books and nothing else") func absent() throws {
    let room = try TokenRoom()
    try room.makeToken("bank")
    try room.line("echo 1234 >pin; " + TokenRoom.ceremony + " --pin-file pin; kontant init")
    expect(try room.run("kontant account open Alice --issue 1000"), 1, "name operators")
    try room.makeOperators()
    try room.issue(1000, to: "Alice")
    try room.line("kontant card issue Alice --pin 1234")
    try room.line("kontant load Alice 100")
    let before = try room.line("kontant ledger status --json; kontant status Alice --json")
    try room.line("mv tokens away; mkdir tokens")
    expect(try room.run("kontant load Alice 50"), 66, "there is no token bank")
    expect(try room.run("kontant card issue Bob --pin 1234"), 66, "there is no token bank")
    try room.line("rmdir tokens; mv away tokens")
    expect(try room.run("kontant load Alice 50", pin: "9999"), 1, "not the PIN of token bank")
    try room.line("echo >pin")
    expect(try room.run("kontant load Alice 50", pin: nil), 66, "cannot be read")
    let after = try room.run("kontant ledger status --json; kontant status Alice --json", pin: nil)
    // Alice's request waits for its answer; no money has moved.
    #expect(after.out.contains("\"awaitsGrant\" : true"))
    #expect(try issued(after.out) == (try issued(before)))
    // What was begun is finished, once.
    try room.line("kontant load Alice 50")
    #expect(try room.desk.spendable("Alice") == 150_00)
  }

  @Test("KEY-3: a token with another key under the name is refused") func exchanged() throws {
    let room = try TokenRoom()
    try room.makeToken("bank")
    try room.line(TokenRoom.ceremony + "; kontant init")
    try room.makeOperators()
    try room.issue(100, to: "Alice")
    try room.line("kontant card issue Alice --pin 1234")
    try room.line("softhsm2-util --delete-token --token bank")
    try room.makeToken("bank")
    try room.line(TokenRoom.ceremony + " --home other")
    expect(try room.run("kontant load Alice 50"), 1, "is not the one that was certified")
    #expect(try room.desk.spendable("Alice") == 0)
  }

  @Test("names what is wrong with module, token and name")
  func usage() throws {
    let room = try TokenRoom()
    try room.makeToken("bank")
    expect(
      try room.run("kontant keys ceremony --module /lib/none.so --token bank"), 66,
      "no PKCS#11 module")
    expect(
      try room.run(TokenRoom.ceremony.replacing("--token bank", with: "--token b")), 66,
      "there are: bank")
    expect(try room.run(TokenRoom.ceremony + " --name ''"), 64, "1 to 32")
    expect(try room.run(TokenRoom.ceremony + " --currency XXZ"), 64, "XXZ")
    expect(try room.run(TokenRoom.ceremony, pin: nil), 64, "KONTANT_TOKEN_PIN")
    expect(try room.run("kontant keys show", pin: nil), 66, "there is no Kontant home")
  }

  private func issued(_ text: String) throws -> [Substring] {
    text.split(separator: "\n").filter { $0.contains("\"issued\"") || $0.contains("spendable") }
  }
}

/// Refused, with a code and one sentence that says this.
func expect(
  _ answer: Desk.Answer, _ status: Int32, _ words: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(answer.status == status, "\(answer.error)", sourceLocation: sourceLocation)
  #expect(answer.errorLines.count == 1, "\(answer.error)", sourceLocation: sourceLocation)
  #expect(answer.error.contains(words), "\(answer.error)", sourceLocation: sourceLocation)
}
