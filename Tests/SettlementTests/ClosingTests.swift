import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// When nothing is left to be done for a payment, so that it may leave memory (STO-3).
struct ClosingTests {
  @Test("STO-3: once both sides have synced a payment is closed, whichever came first")
  func bothSides() throws {
    for first in ["Alice", "Bob"] {
      var town = try Town()
      let packet = try town.paid("Alice", "Bob", 80)
      _ = try town.stage.accept("Bob", packet)
      try town.stage.sync(first)
      #expect(try town.row(packet)?.isClosed == false)
      try town.stage.sync(first == "Alice" ? "Bob" : "Alice")
      #expect(try town.row(packet)?.isClosed == true, "\(first) first")
      #expect(town.stage.row("Bob")?.inbox == [])
    }
  }

  @Test("STO-3: a refunded payment is closed, also when the refund was due to come by a grant")
  func refunded() throws {
    var town = try Town()
    let packet = try town.paid("Alice", "Bob", 80)
    _ = try town.stage.refuse("Bob", payment: packet)
    try town.stage.sync("Alice")
    try town.stage.sync("Bob")
    #expect(try town.row(packet)?.isClosed == false)
    try town.syncAll(["Alice", "Bob"])
    #expect(try town.row(packet)?.isClosed == true)

    var other = try Town()
    let early = try other.paid("Alice", "Bob", 80)
    try other.stage.take("Alice", try other.stage.refuse("Bob", payment: early))
    try other.stage.sync("Bob")
    try other.stage.sync("Alice")
    #expect(try other.row(early)?.isClosed == true)
  }

  @Test("STO-3: a delivery under way keeps its payment open until the purse has answered")
  func delivered() throws {
    var town = try Town()
    let packet = try town.paid("Alice", "Bob", 80)
    try town.stage.sync("Alice")
    let grant = try town.send(try town.stage.upload("Bob"))
    #expect(try town.row(packet)?.isClosed == false)
    try town.stage.apply("Bob", grant.grant)
    #expect(try town.row(packet)?.isClosed == false)
    try town.stage.sync("Bob")
    #expect(try town.row(packet)?.isClosed == true)
  }
}
