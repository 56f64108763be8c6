import Purse
import Testing
import Wire

@testable import Payment

/// What a wish for an offline balance comes to (FLD-40).
struct TopUpTests {
  static func step(_ spendable: UInt64, _ pending: UInt64, to target: UInt64) -> TopUp.Step {
    var status = PurseStatus()
    status.spendable = Desk.sek(spendable)
    status.pending = Desk.sek(pending)
    status.inDoubt = Desk.sek(500)
    return TopUp(target: Desk.sek(target)).step(status)
  }

  @Test("FLD-40: what is missing is loaded, what is above is unloaded, in doubt is not counted")
  func steps() {
    #expect(Self.step(0, 0, to: 200) == .load(Desk.sek(200)))
    #expect(Self.step(120, 30, to: 200) == .load(Desk.sek(50)))
    #expect(Self.step(150, 50, to: 200) == .nothing)
    #expect(Self.step(350, 0, to: 200) == .unload(Desk.sek(150)))
  }

  @Test("FLD-40: pending value cannot be unloaded") func pending() {
    #expect(Self.step(100, 250, to: 200) == .unload(Desk.sek(100)))
    #expect(Self.step(0, 250, to: 200) == .nothing)
  }
}
