import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Applet versions that are too old to pay (PUR-26).
struct FloorTests {
  /// A day after the start, from which on version 2 is the lowest.
  private static let day = ModelBank.start.adding(days: 1)

  private static func pair() throws -> Pair {
    try Pair {
      $0.floor = 2
      $0.floorFrom = day
      $0.verifyPayee = true
    }
  }

  /// Everybody's purse has seen the day.
  private static func pass(_ pair: inout Pair) throws {
    pair.stage.time = day
    for name in ["Alice", "Bob"] { try pair.stage.sync(name) }
  }

  @Test("PUR-26: from its day on an older version neither pays, asks nor accepts, and not before")
  func own() throws {
    var pair = try Self.pair()
    let request = try pair.stage.request("Bob", Pair.sek(10))
    let paid = try pair.stage.pay("Alice", request)
    let open = try pair.stage.request("Bob", Pair.sek(10))
    pair.stage.time = Self.day
    try pair.stage.sync("Bob")
    #expect(throws: PurseError.outdated) { try pair.stage.accept("Bob", paid) }
    #expect(throws: PurseError.outdated) { try pair.stage.request("Bob", Pair.sek(1)) }
    try pair.stage.sync("Alice")
    #expect(throws: PurseError.outdated) { try pair.stage.pay("Alice", open) }
    #expect(throws: PurseError.outdated) {
      try pair.stage.payDirect("Alice", to: "Bob", Pair.sek(1))
    }
  }

  @Test("PUR-26: an older version refuses, takes decisions, syncs and unloads")
  func ends() throws {
    var pair = try Self.pair()
    let paid = try pair.stage.pay("Alice", try pair.stage.request("Bob", Pair.sek(10)))
    pair.stage.time = Self.day
    try pair.stage.sync("Bob")
    let refusal = try pair.stage.refuse("Bob", payment: paid)
    try pair.stage.take("Alice", refusal)
    try pair.stage.sync("Alice")
    let held = try #require(pair.stage.status("Alice")?.spendable)
    try pair.stage.unload("Alice", held)
    try pair.stage.sync("Alice")
    #expect(pair.stage.status("Alice")?.spendable == .zero)
    #expect(pair.stage.bank.ledger.book.isBalanced)
  }

  @Test("PUR-26, SYN-25: a newer applet pays once a sync has brought its certificate")
  func updated() throws {
    var pair = try Self.pair()
    try Self.pass(&pair)
    for name in ["Alice", "Bob"] {
      pair.stage.update(name, to: 2)
      #expect(throws: PurseError.outdated) { try pair.stage.request(name, Pair.sek(1)) }
      try pair.stage.sync(name)
      #expect(pair.stage.purses[name]?.currentCertificate?.content.appletVersion == 2)
    }
    _ = try pair.stage.accept(
      "Bob", try pair.stage.pay("Alice", try pair.stage.request("Bob", Pair.sek(10))))
    // An older applet put in its place again pays no more, whatever the certificate says.
    pair.stage.update("Alice", to: 1)
    let request = try pair.stage.request("Bob", Pair.sek(10))
    #expect(throws: PurseError.outdated) { try pair.stage.pay("Alice", request) }
  }

  @Test(
    "PUR-26: nothing is taken from, and where payees are verified nothing paid to, an older version"
  )
  func others() throws {
    var pair = try Self.pair()
    // Alice has neither the day nor a new version; Bob has both.
    let request = try pair.stage.request("Bob", Pair.sek(10))
    let paid = try pair.stage.pay("Alice", request)
    pair.stage.time = Self.day
    pair.stage.update("Bob", to: 2)
    try pair.stage.sync("Bob")
    #expect(throws: PurseError.outdated) { try pair.stage.accept("Bob", paid) }
    let refusal = try pair.stage.refuse("Bob", payment: paid)
    try pair.stage.take("Alice", refusal)
    let hers = try pair.stage.request("Alice", Pair.sek(10))
    #expect(throws: PurseError.outdated) { try pair.stage.pay("Bob", hers) }
  }

  @Test("SYN-25: nothing is loaded for a purse below the floor")
  func loads() throws {
    var pair = try Self.pair()
    pair.stage.time = Self.day
    let outcome = try pair.stage.sync("Alice", load: Pair.sek(10))
    #expect(outcome.notices == [.loadRefused(.outdated)])
    pair.stage.update("Alice", to: 2)
    #expect(try pair.stage.sync("Alice", load: Pair.sek(10)).notices.isEmpty)
  }
}
