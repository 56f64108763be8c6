import Foundation
import Testing

@Suite("SUS-1: Proofs as files") struct ProofCommandTests {
  /// Alice's card is copied, and both copies spend the same money.
  private func convicted() throws -> Desk {
    let desk = try Desk.set()
    try desk.done("device", "copy", "Alice", "Mallory")
    for (payer, payee) in [("Alice", "Bob"), ("Mallory", "Carol")] {
      try desk.done("request", payee, "80", "-o", "r-\(payee)")
      try desk.done("pay", payer, "r-\(payee)", "--pin", "1234", "-o", "p-\(payee)")
      try desk.done("accept", payee, "p-\(payee)", "--pin", "1234", "-o", "a-\(payee)")
      try desk.done("sync", payee)
    }
    try desk.done("proof", "export", "1", "-o", "proof")
    try desk.done("proof", "authorities", "-o", "keys")
    return desk
  }

  @Test("a proof names the purse, with public keys alone and no home") func holds() throws {
    let desk = try convicted()
    let suspects = try desk.object(try desk.done("ledger", "suspects", "--json"))
    let suspect = try #require((suspects["suspects"] as? [[String: Any]])?.first)
    #expect(suspect["isConvicted"] as? Bool == true)
    let away = try Desk(empty: ())
    for name in ["proof", "keys"] { try away.write(try desk.bytes(name), to: name) }
    let answer = try away.object(
      try away.done("proof", "verify", "proof", "--authorities", "keys", "--json"))
    #expect(answer["serial"] as? String == suspect["serial"] as? String)
    #expect(answer["kind"] as? String == "fork")
    let keys = try away.object(String(decoding: try away.bytes("keys"), as: UTF8.self))
    let root = try #require(keys["root"] as? String)
    try away.done("proof", "verify", "proof", "--authorities", "keys", "--root", root)
    let wrong = String(root.dropLast()) + (root.hasSuffix("0") ? "1" : "0")
    let other = try away.run("proof", "verify", "proof", "--authorities", "keys", "--root", wrong)
    #expect(other.status == 1 && other.error.contains("another root"))
  }

  @Test("LED-70, KEY-20: a proof holds when the issuer, ledger and root of its day were replaced")
  func replaced() throws {
    let desk = try convicted()
    for key in ["issuer", "ledger", "root", "issuer"] { try desk.done("keys", "renew", key) }
    try desk.done("proof", "authorities", "-o", "keys-of-today")
    let answer = try desk.object(
      try desk.done("proof", "verify", "proof", "--authorities", "keys-of-today", "--json"))
    #expect(answer["kind"] as? String == "fork")
  }

  @Test("SUS-2: what is cut, altered or of another country proves nothing") func refused() throws {
    let desk = try convicted()
    let stranger = try Desk()
    try stranger.done("init", "--unsafe-file-keys")
    try stranger.done("proof", "authorities", "-o", "keys")
    try desk.write(try stranger.bytes("keys"), to: "strange-keys")
    let answer = try desk.run("proof", "verify", "proof", "--authorities", "strange-keys")
    #expect(answer.status == 1 && answer.error.contains("proves nothing"))
    let bytes = try desk.bytes("proof")
    for (i, step) in stride(from: 0, to: bytes.count, by: 61).enumerated() {
      var altered = bytes
      if i % 2 == 0 { altered[step] ^= 0x10 } else { altered.removeLast(bytes.count - step) }
      try desk.write(altered, to: "altered")
      let answer = try desk.run("proof", "verify", "altered", "--authorities", "keys")
      #expect([1, 65].contains(answer.status), "byte \(step): \(answer.error)")
      #expect(answer.errorLines.count == 1)
    }
    for keys in ["proof", "none", "strange-keys/"] {
      #expect(try desk.run("proof", "verify", "proof", "--authorities", keys).status != 0)
    }
    #expect(try desk.run("proof", "verify", "r-Bob", "--authorities", "keys").status == 65)
    #expect(try desk.run("proof", "export", "9").status == 66)
  }

  @Test(
    "SUS-11, SUS-12: a kiosk sees a copied card pay twice, writes the proof offline, and reports it"
  )
  func seen() throws {
    let desk = try Desk.set()
    try desk.done("device", "copy", "Alice", "Mallory")
    for payer in ["Alice", "Mallory"] {
      try desk.done("request", "Shop", "80", "-o", "r-\(payer)")
      try desk.done("pay", payer, "r-\(payer)", "--pin", "1234", "-o", "p-\(payer)")
    }
    try desk.done("accept", "Shop", "p-Alice", "-o", "a-Alice")
    for _ in 0..<2 {
      let answer = try desk.run("accept", "Shop", "p-Mallory", "-o", "a-Mallory")
      #expect(answer.status == 1 && answer.error.contains("signed two payments at one place"))
    }
    try desk.done("refuse", "Shop", "p-Mallory", "-o", "f-Mallory")
    // No ledger has heard of it, and the proof holds.
    try desk.done("proof", "seen", "Shop", "--write", "1", "-o", "proof")
    try desk.done("proof", "authorities", "-o", "keys")
    try desk.done("proof", "verify", "proof", "--authorities", "keys")
    #expect(try desk.run("proof", "seen", "Shop", "--write", "2").status == 66)
    #expect(try desk.done("proof", "seen", "Shop").contains("not reported yet"))
    let synced = try desk.object(try desk.done("sync", "Shop", "--json"))
    #expect(synced["forksReported"] as? Int == 1)
    let suspects = try desk.object(try desk.done("ledger", "suspects", "--json"))
    let rows = try #require(suspects["suspects"] as? [[String: Any]])
    #expect(rows.count == 1 && rows.first?["isConvicted"] as? Bool == true)
    let again = try desk.object(try desk.done("sync", "Shop", "--json"))
    #expect(again["forksReported"] as? Int == 0)
    let list = try desk.object(try desk.done("proof", "seen", "Shop", "--json"))
    #expect((list["proofs"] as? [[String: Any]])?.first?["isReported"] as? Bool == true)
  }

  @Test("what a device has seen and cannot be read is told, and no payment is decided")
  func damaged()
    throws
  {
    let desk = try Desk.set()
    try desk.done("request", "Shop", "80", "-o", "r")
    try desk.done("pay", "Alice", "r", "--pin", "1234", "-o", "p")
    try desk.write([1, 2, 3], to: "kontant-home/devices/Shop.device.seen")
    let answer = try desk.run("accept", "Shop", "p", "-o", "a")
    #expect(answer.status != 0 && answer.error.contains("move the file away"))
    #expect(answer.errorLines.count == 1)
  }
}
