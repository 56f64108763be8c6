import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Journals that no honest purse signs: each convicts its signer by a proof that anyone can check.
struct BrokenJournalTests {
  static let faults = [
    "value from nothing", "below zero", "taken twice", "taken by tap and by grant",
    "taken later again",
    "known by evidence, taken twice", "foreign payee", "foreign payer", "paid another amount",
    "refund of nothing", "refund of another amount", "refund twice", "refund and reversal",
    "forged refusal", "load larger than granted", "grant left out", "grant of another number",
    "two grants", "largest amounts",
  ]

  @Test("A journal with value or entries from nowhere convicts its signer", arguments: faults)
  func impossible(_ fault: String) throws {
    var stage = try Play.stage(loads: ["Alice": 500, "Bob": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let declared = try Self.play(fault, &stage, &mallory)
    try mallory.sync(&stage, declaring: declared)
    Play.expectJust(stage, guilty: ["Mallory"])
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  /// Signs the fault and returns what the purse declares to have.
  private static func play(
    _ fault: String, _ stage: inout Stage, _ mallory: inout BrokenPurse
  ) throws -> Amount {
    let bob = try #require(stage.serial("Bob"))
    switch fault {
    case "value from nothing": return Play.sek(10)
    case "below zero":
      _ = mallory.pay(Play.sek(10), to: bob)
      mallory.receive(try stage.payDirect("Alice", to: "Mallory", Play.sek(10)))
      return .zero
    case "foreign payee":
      mallory.receive(try stage.payDirect("Alice", to: "Bob", Play.sek(10)))
      return Play.sek(10)
    case "foreign payer":
      let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(10))
      mallory.enter(
        .paid(payment: BrokenPurse.digest(payment), amount: Play.sek(10)), payment: payment.message)
      return .zero
    case "paid another amount":
      let payment = mallory.packet(.payment, mallory.payment(Play.sek(10), to: bob))
      mallory.enter(
        .paid(payment: BrokenPurse.digest(payment), amount: Play.sek(1)), payment: payment.message)
      return .zero
    case "largest amounts":
      for _ in 0..<3 { mallory.enter(.unloaded(.largest)) }
      return .zero
    default:
      if fault.contains("taken") { return try take(fault, &stage, &mallory) }
      if fault.contains("refu") { return try refund(fault, &stage, &mallory, bob) }
      return try grant(fault, &stage, &mallory)
    }
  }

  private static func take(
    _ fault: String, _ stage: inout Stage, _ mallory: inout BrokenPurse
  ) throws -> Amount {
    let payment = try stage.payDirect("Alice", to: "Mallory", Play.sek(10))
    switch fault {
    case "taken by tap and by grant":
      try stage.sync("Alice")
      let packet = mallory.upload(declaring: .zero)
      let grant = try stage.bank.ledger.sync(packet, time: stage.time).grant
      mallory.apply(try Signed<SyncGrant>(grant.span.bytes))
      mallory.receive(payment)
    case "taken later again":
      mallory.receive(payment)
      try mallory.sync(&stage, declaring: Play.sek(10))
      try mallory.sync(&stage, declaring: Play.sek(10))
      mallory.receive(payment)
    case "known by evidence, taken twice":
      try stage.sync(
        "Mallory's friend",
        carrying: [
          mallory.packet(
            .decision, Acceptance(payment: BrokenPurse.digest(payment), sequence: SequenceNumber(1))
          )
        ])
      try stage.sync("Alice")
      try stage.sync(
        "Mallory's friend",
        carrying: [
          mallory.packet(
            .decision, Acceptance(payment: BrokenPurse.digest(payment), sequence: SequenceNumber(1))
          )
        ])
      mallory.receive(payment)
      mallory.receive(payment)
    default:
      mallory.receive(payment)
      mallory.receive(payment)
    }
    return Play.sek(20)
  }

  private static func refund(
    _ fault: String, _ stage: inout Stage, _ mallory: inout BrokenPurse, _ bob: Serial
  ) throws -> Amount {
    mallory.receive(try stage.payDirect("Alice", to: "Mallory", Play.sek(50)))
    if fault == "refund of nothing" {
      mallory.refund(Digest(.zero), Play.sek(10), .zero)
      return Play.sek(60)
    }
    let payment = mallory.pay(Play.sek(10), to: bob)
    let digest = BrokenPurse.digest(payment)
    let refusal = try Signed<Refusal>(
      try stage.refuse("Bob", payment: payment).message.span.bytes)
    switch fault {
    case "refund of another amount":
      mallory.refund(digest, Play.sek(40), refusal.signature)
      return Play.sek(80)
    case "refund twice":
      mallory.refund(digest, Play.sek(10), refusal.signature)
      mallory.refund(digest, Play.sek(10), refusal.signature)
      return Play.sek(60)
    case "refund and reversal":
      try stage.sync("Bob")
      try mallory.sync(&stage, declaring: Play.sek(40))
      mallory.refund(digest, Play.sek(10), refusal.signature)
      return Play.sek(60)
    default:
      mallory.refund(digest, Play.sek(10), .zero)
      return Play.sek(50)
    }
  }

  private static func grant(
    _ fault: String, _ stage: inout Stage, _ mallory: inout BrokenPurse
  ) throws -> Amount {
    let packet = mallory.upload(declaring: .zero, load: Play.sek(10))
    let message = try stage.bank.ledger.sync(packet, time: stage.time).grant
    let signed = try Signed<SyncGrant>(message.span.bytes)
    switch fault {
    case "load larger than granted":
      mallory.apply(signed) { $0.load = Play.sek(1_000) }
      return Play.sek(1_000)
    case "grant left out":
      mallory.lastGrant = signed.content.number
      return .zero
    case "grant of another number":
      mallory.apply(signed) { $0.number = GrantNumber(7) }
      return Play.sek(10)
    default:
      mallory.apply(signed)
      mallory.enterAgain()
      return Play.sek(20)
    }
  }
}

extension BrokenPurse {
  fileprivate mutating func refund(_ digest: Digest, _ amount: Amount, _ signature: Signature) {
    enter(.refunded(payment: digest, amount: amount, byRequest: false, signature: signature))
  }
}
