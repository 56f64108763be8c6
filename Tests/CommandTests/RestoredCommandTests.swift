import Foundation
import Testing

@Suite("Restored and updated devices on the command line") struct RestoredCommandTests {
  @Test("CLM-50: a device put back from a copy only syncs, and goes on under another serial")
  func restored() throws {
    let desk = try Self.desk()
    try desk.write(try desk.bytes("kontant-home/devices/Phone.device"), to: "backup")
    try desk.done("request", "Bob", "80", "-o", "request")
    try desk.done("pay", "Phone", "request", "--pin", "1234", "-o", "payment")
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "decision")
    let before = try Self.status(desk)
    try desk.done("device", "restored", "Phone", "--from", "backup")
    #expect(try Self.status(desk)["state"] as? String == "restored")
    let pay = try desk.run("pay", "Phone", "request", "--pin", "1234")
    #expect(pay.status == 1 && pay.error.contains("it can only sync"))
    let json = try desk.object(try desk.done("device", "restored", "Phone", "--json"))
    #expect(json["state"] as? String == "restored")
    #expect(try desk.done("sync", "Phone").contains("goes on empty under a new serial"))
    let after = try Self.status(desk)
    #expect(after["state"] as? String == "active")
    #expect(after["serial"] as? String != before["serial"] as? String)
    try desk.done("sync", "Bob")
    #expect(try desk.done("claim", "list").contains("restored"))
    try desk.done("clock", "--pass", "396d")
    #expect(try desk.done("claim", "pay").contains("paid 120.00 SEK"))
    #expect(try desk.isBalanced())
  }

  @Test("what is no copy of the device, and a card's, is refused and changes nothing")
  func bad() throws {
    let desk = try Self.desk()
    try desk.write([], to: "empty")
    try desk.write(try desk.bytes("kontant-home/devices/Bob.device"), to: "bobs")
    try desk.done("terminal", "issue", "Other", "--account", "Bob")
    try desk.write(try desk.bytes("kontant-home/devices/Other.device"), to: "others")
    let before = try desk.bytes("kontant-home/devices/Phone.device")
    for (file, words) in [
      ("nowhere", "no device file"), ("empty", "too short"), ("bobs", "is a card"),
      ("others", "a copy of Other and not of Phone"),
    ] {
      let run = try desk.run("device", "restored", "Phone", "--from", file)
      #expect(run.status != 0 && run.error.contains(words), "\(file): \(run.error)")
    }
    let card = try desk.run("device", "restored", "Bob")
    #expect(card.status == 1 && card.error.contains("is a card"))
    #expect(try desk.bytes("kontant-home/devices/Phone.device") == before)
  }

  @Test("SYN-25: an updated device's certificate tells its version after the next sync")
  func update() throws {
    let desk = try Self.desk()
    try desk.done("device", "update", "Phone", "--version", "2")
    try desk.done("sync", "Phone")
    try desk.done("request", "Phone", "1", "-o", "request")
    #expect(try desk.done("inspect", "request", "--json").contains("\"appletVersion\""))
    #expect(try desk.run("device", "update", "Phone", "--version", "0").status == 64)
    #expect(try desk.run("device", "update", "Nobody", "--version", "2").status != 0)
  }

  @Test("FLD-30: a floor is written in a policy's file, with its day")
  func floor() throws {
    let desk = try Self.desk()
    try desk.write(
      Array(
        "name: mended\nlike: ekrona-card\ncurrency: SEK\nfloor: 2\nfloor-from: 2020-01-01\n".utf8),
      to: "mended.yaml")
    try desk.done("policy", "publish", "mended.yaml")
    try desk.done("sync", "Phone")
    let refused = try desk.run("request", "Phone", "1")
    #expect(refused.status == 1 && refused.error.contains("older version"))
    #expect(try desk.run("load", "Phone", "1").error.contains("older version"))
    try desk.done("device", "update", "Phone", "--version", "2")
    try desk.done("sync", "Phone")
    try desk.done("request", "Phone", "1", "-o", "request")
  }

  private static func desk() throws -> Desk {
    let desk = try Desk.set()
    try desk.done(
      "terminal", "issue", "Phone", "--account", "Alice", "--policy", "ekrona-card", "--pin", "1234"
    )
    try desk.done("load", "Phone", "200")
    return desk
  }

  private static func status(_ desk: Desk) throws -> [String: Any] {
    try desk.object(try desk.done("status", "Phone", "--json"))
  }
}
