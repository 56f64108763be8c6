import Foundation
import Testing

/// `keys.json` as kontant wrote it before keys could lie in tokens, beside a ledger of the same time.
@Suite("Keys as homes first kept them") struct OldKeysTests {
  @Test(
    "KEY-2: a file of the first form is read, left as it is, and works on",
    arguments: [true, false])
  func read(hasLog: Bool) throws {
    let desk = try Desk.withOldLedger()
    var old = try desk.object(try Desk.fixture("keys.json"))
    // Homes of before there was a log had no keys for it.
    if !hasLog { for part in ["log", "logSecret"] { old[part] = nil } }
    let written = try JSONSerialization.data(withJSONObject: old)
    try desk.write([UInt8](written), to: Self.path)

    try desk.done("ledger", "fsck")
    let shown = try desk.done("keys", "show")
    for key in Self.publicKeys { #expect(shown.contains("key \(key)"), "\(shown)") }
    let status = try desk.done("ledger", "status")
    #expect(status.contains("kontant/\(Self.publicKeys[0].prefix(12))/log"))
    #expect(status.contains(Self.logKey) == hasLog)

    // What it signs is taken by who knows the old keys only.
    try desk.done("account", "open", "Frida", "--issue", "100")
    try desk.done("card", "issue", "Frida", "--pin", "1234")
    try desk.done("load", "Frida", "50")
    #expect(try desk.spendable("Frida") == 5_000)
    let kept = try desk.object(String(decoding: try desk.bytes(Self.path), as: UTF8.self))
    for (name, secret) in old {
      #expect(Self.secret(name, in: kept) == secret as? String, "\(name)")
    }
    if hasLog { #expect(try desk.bytes(Self.path) == [UInt8](written)) }

    for role in ["issuer", "ledger", "root"] { try desk.done("keys", "renew", role) }
    try desk.done("sync", "Frida")
    try desk.done("load", "Frida", "10")
    #expect(try desk.spendable("Frida") == 6_000)
    try desk.done("ledger", "fsck")
  }

  @Test("KEY-2: one that lacks a key is refused with a sentence, and left as it is")
  func lacking() throws {
    let desk = try Desk.withOldLedger()
    let old = try desk.object(try Desk.fixture("keys.json"))
    for name in ["root", "issuer", "ledger", "master", "issuerCertificate", "ledgerCertificate"] {
      var file = old
      file[name] = nil
      let bytes = [UInt8](try JSONSerialization.data(withJSONObject: file))
      try desk.write(bytes, to: Self.path)
      let answer = try desk.run("ledger", "status")
      #expect(answer.status == 65 && answer.errorLines.count == 1, "\(name): \(answer.error)")
      #expect(answer.error.contains("the keys cannot be read"), "\(name): \(answer.error)")
      #expect(try desk.bytes(Self.path) == bytes)
    }
  }

  private static let path = "kontant-home/keys.json"

  /// How the keys of the fixture begin: root, issuer, ledger.
  private static let publicKeys = ["6b0446d7eac5cfaf", "4a7538d60e9fa9c4", "cb07d1c5f4530e42"]

  /// The fixture's log key, as `ledger status` shows it.
  private static let logKey = "AeNPw4GGZ2sSEj6tALA8rSYb5K5xwReLJNPzIFX0zsY5"

  /// The same secret in the first form, or in that of today.
  private static func secret(_ name: String, in file: [String: Any]) -> String? {
    file[name] as? String ?? (file[name] as? [String: Any])?["secret"] as? String
  }
}
