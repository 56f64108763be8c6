import Foundation
import Payment
import Purse
import Settlement
import Wire
import World

/// Six people with cards, one of whom has a broken card, and a ledger that gets to know every kind of
/// row there is.
enum Town {
  // ISO 4217 has this number.
  static let currency = CurrencyCode(numeric: 752)!
  private static let names = (0..<6).map { "P\($0)" }

  static func sek(_ units: UInt64) -> Amount { Amount(minorUnits: units * 100) ?? .zero }

  static func stage() throws -> Stage {
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    return Stage(currency: currency, liquidity: .evidenceAndPool, policies: [policy])
  }

  static func policy(_ message: [UInt8]) throws -> Policy {
    try Signed<Policy>(message.span.bytes).content
  }

  /// Cards and what they are loaded with.
  static func issue(_ vault: Vault) throws {
    guard let message = vault.stage.bank.ledger.rules.policies[9] else { return }
    let policy = try policy(message)
    for name in names + ["Empty", "Broken"] {
      try vault.stage.issue(name, policy: policy, money: sek(1_000))
      try vault.keep()
      if name != "Empty" { try vault.sync(name, load: sek(300)) }
    }
  }

  /// Payments in rounds, after each of which all sync.
  static func settle(_ vault: Vault, rounds: Int) throws {
    for round in 0..<rounds {
      for (index, name) in names.enumerated() {
        let payee = names[(index + 1 + round % 4) % names.count]
        let request = try vault.stage.request(payee, sek(UInt64(1 + index)))
        _ = try vault.stage.accept(payee, try vault.stage.pay(name, request))
      }
      for name in names { try vault.sync(name) }
    }
  }

  /// A refusal, a delivery, carried documents, evidence, a fork: something in every table.
  static func quarrel(_ vault: Vault) throws {
    let refused = try vault.stage.payDirect("P0", to: "P1", sek(5))
    try vault.stage.take("P0", try vault.stage.refuse("P1", payment: refused))
    try vault.sync("P0")
    let second = try vault.stage.payDirect("P0", to: "P2", sek(6))
    let refusal = try vault.stage.refuse("P2", payment: second)
    try vault.sync("P3", documents: [second, refusal])
    _ = try vault.stage.payDirect("P3", to: "P4", sek(7))
    for name in ["P3", "P4", "P4", "P0", "P1", "P2"] { try vault.sync(name) }
    try fork(vault)
    // Empty has nothing but what P0 paid it, and nobody has told the ledger: evidence.
    let first = try vault.stage.payDirect("P0", to: "Empty", sek(20))
    _ = try vault.stage.accept("Empty", first)
    let onward = try vault.stage.payDirect("Empty", to: "P1", sek(15))
    _ = try vault.stage.accept("P1", onward)
    try vault.sync("P1")
    // And what is open at the end.
    let open = try vault.stage.payDirect("P5", to: "P4", sek(9))
    let acceptance = try vault.stage.accept("P4", open)
    try vault.sync("P2", documents: [open, acceptance])
    _ = try vault.stage.payDirect("P2", to: "P3", sek(4))
    try vault.sync("P2")
  }

  /// One card pays twice from one place of its journal.
  private static func fork(_ vault: Vault) throws {
    let copy = vault.stage.purses["Broken"]
    let one = try vault.stage.payDirect("Broken", to: "P1", sek(30))
    vault.stage.purses["Broken"] = copy
    let other = try vault.stage.payDirect("Broken", to: "P2", sek(31))
    _ = try vault.stage.accept("P1", one)
    _ = try vault.stage.accept("P2", other)
    for name in ["P1", "P2", "Broken"] { try vault.sync(name) }
  }

  /// The files of a whole town, made once: the ledger closed, the tables brought up to every batch.
  static let files = Result {
    try whole { vault in
      try settle(vault, rounds: 2)
      try quarrel(vault)
    }
  }
  /// The same with more than 256 entries in the log, so that every kind of its files is there.
  static let manyFiles = Result {
    try whole { vault in
      try quarrel(vault)
      try settle(vault, rounds: 30)
    }
  }

  private static func whole(_ story: (Vault) throws -> Void) throws -> [String: Data] {
    let folder = try Folder()
    do {
      let vault = try Vault(in: folder)
      try issue(vault)
      try story(vault)
    }
    return try folder.files()
  }
}
