import Foundation
import Testing

@Suite("A terminal with its keys in a token", .enabled(if: TokenRoom.isThere))
struct TerminalCommandTests {
  private static let issue =
    "kontant terminal issue Kiosk --token kiosk --module \(TokenRoom.modulePath ?? "none")"

  /// A bank, Alice with 500 on her card, and a token that waits for its terminal.
  private func room() throws -> TokenRoom {
    let room = try TokenRoom()
    try room.makeToken("kiosk")
    try room.line("kontant init --unsafe-file-keys; kontant account open Alice --issue 1000")
    try room.line("kontant card issue Alice --pin 1234; kontant load Alice 500")
    return room
  }

  private func buy(_ room: TokenRoom, _ amount: Int, _ name: String) throws {
    try room.line("kontant request Kiosk \(amount) -o \(name).request")
    try room.line("kontant pay Alice \(name).request --pin 1234 -o \(name).payment")
    try room.line("kontant accept Kiosk \(name).payment -o \(name).receipt")
  }

  @Test("TRM-1, TRM-22: takes payments and syncs; an older copy of its file is refused")
  func story() throws {
    let room = try room()
    let said = try room.line(Self.issue)
    #expect(said.contains("sealed under a key in token kiosk"))
    let file = "kontant-home/devices/Kiosk.device"
    try buy(room, 80, "first")
    try room.line("cp \(file) old")
    try buy(room, 30, "second")
    try room.line("cp \(file) newest; cp old \(file)")
    let older = try room.run("kontant sync Kiosk")
    expect(older, 1, "an older copy was put back")
    expect(try room.run("kontant request Kiosk 5 -o third.request"), 1, "put the newest one back")
    try room.line("cp newest \(file); kontant sync Kiosk")
    #expect(try room.line("kontant ledger status").contains("the books balance"))
    #expect(try room.line("kontant ledger proofs").contains("no proof"))
  }

  @Test("TRM-25: a terminal whose newest file is lost syncs with an older copy and goes on")
  func restored() throws {
    let room = try room()
    try room.line(Self.issue)
    let file = "kontant-home/devices/Kiosk.device"
    try room.line("cp \(file) old")
    try buy(room, 80, "first")
    try room.line("cp old \(file)")
    let refused = try room.run("kontant sync Kiosk")
    expect(refused, 1, "after: kontant device restored Kiosk")
    let json = try room.desk.object(try room.line("kontant device restored Kiosk --json"))
    #expect(json["state"] as? String == "restored")
    expect(try room.run("kontant request Kiosk 5 -o request"), 1, "it can only sync")
    #expect(try room.line("kontant sync Kiosk").contains("goes on empty under a new serial"))
    try room.line("cp old beside; kontant device restored Kiosk --from beside; kontant sync Kiosk")
    try buy(room, 20, "second")
    try room.line("kontant sync Kiosk; kontant sync Alice")
    #expect(try room.line("kontant ledger status").contains("the books balance"))
    #expect(try room.line("kontant ledger proofs").contains("no proof"))
    try room.line("head -c 4096 \(file) > empty")
    let empty = try room.run("kontant device restored Kiosk --from empty")
    expect(empty, 65, "nothing in it opens with its token")
  }

  @Test("TRM-4: without its token, or with another PIN, it does nothing, and goes on afterwards")
  func absent() throws {
    let room = try room()
    try room.line(Self.issue)
    try room.line("cp kontant-home/devices/Kiosk.device before; mv tokens away; mkdir tokens")
    expect(try room.run("kontant request Kiosk 5 -o request"), 66, "there is no token kiosk")
    try room.line("rmdir tokens; mv away tokens")
    expect(try room.run("kontant request Kiosk 5 -o request", pin: "9999"), 1, "not the PIN")
    expect(try room.run("kontant request Kiosk 5 -o request", pin: nil), 64, "KONTANT_TOKEN_PIN")
    try room.line("cmp kontant-home/devices/Kiosk.device before")
    try buy(room, 5, "first")
  }

  @Test("TRM-1: names what is wrong with the token of a new terminal") func usage() throws {
    let room = try room()
    expect(
      try room.run("kontant terminal issue Kiosk --token kiosk"), 64, "name it with --module")
    expect(
      try room.run("kontant terminal issue Kiosk --pin-file pin"), 64, "name it with --token")
    expect(try room.run(Self.issue + " --suite EdDSA"), 64, "sign with ES256")
    expect(
      try room.run("kontant terminal issue Kiosk --token kiosk --module /lib/none.so"), 66,
      "no PKCS#11 module")
    expect(
      try room.run(Self.issue.replacing("--token kiosk", with: "--token k")), 66,
      "there are: kiosk")
    let json = try room.desk.object(try room.line(Self.issue + " --json"))
    #expect(json["token"] as? String == "kiosk")
    expect(try room.run(Self.issue), 73, "exists already")
    expect(
      try room.run("kontant card serve Kiosk"), 64, "sealed under a key")
  }

  @Test("TRM-22: the scenario comes out as it expects") func scenario() throws {
    let room = try TokenRoom()
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let story = try room.line("kontant run \(root)/scenarios/terminal-without-tee.yaml --plain")
    #expect(story.contains("older copy"))
  }

  @Test("TRM-23: a copy of it is no counterfeit") func copied() throws {
    let room = try room()
    try room.line(Self.issue)
    try buy(room, 80, "first")
    try room.line("kontant device copy Kiosk Twin; kontant sync Kiosk")
    expect(try room.run("kontant sync Twin"), 1, "another copy has gone on")
    #expect(try room.line("kontant ledger proofs").contains("no proof"))
  }
}
