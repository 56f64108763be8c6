import Testing
import Wire

@testable import Money

@Suite struct EmergencyTests {
  private static let end = PresetTests.time.adding(days: 7)

  @Test(
    "PUR-61: in an emergency limits are wider, and nothing else is other",
    arguments: PolicyPreset.allCases)
  func wider(preset: PolicyPreset) throws {
    let regular = try PresetTests.policy(preset)
    var policy = regular.relaxed(until: Self.end)
    #expect(policy.interim && policy.validUntil == Self.end && policy.number == 0)
    #expect(policy.operations == regular.operations.map { $0 * 4 })
    #expect(policy.operationsReceived == regular.operationsReceived.map { $0 * 4 })
    #expect(policy.daysSinceSync == regular.daysSinceSync.map { $0 * 4 })
    #expect(policy.sumReceived?.minorUnits == regular.sumReceived.map { $0.minorUnits * 4 })
    #expect(policy.largestBalance?.minorUnits == regular.largestBalance.map { $0.minorUnits * 2 })
    #expect(policy.largestPayment?.minorUnits == regular.largestPayment.map { $0.minorUnits * 2 })
    #expect(policy.reuse == !regular.sweep)
    // With the limits put back it is the regular one again.
    (policy.number, policy.interim, policy.validUntil) = (regular.number, false, nil)
    (policy.operations, policy.operationsReceived) = (
      regular.operations, regular.operationsReceived
    )
    (policy.daysSinceSync, policy.sumReceived) = (regular.daysSinceSync, regular.sumReceived)
    (policy.largestBalance, policy.largestPayment) = (
      regular.largestBalance, regular.largestPayment
    )
    policy.reuse = regular.reuse
    #expect(policy == regular)
  }

  @Test("PUR-61: what is forbidden stays so, and what is as wide as can be written stays there")
  func edges() throws {
    var regular = try PresetTests.policy(.ekronaTerminal)
    regular.operationsReceived = .max
    regular.sumSent = .largest
    regular.reuseOperations = 3
    let policy = regular.relaxed(until: Self.end)
    #expect(policy.operationsSent == 0)
    #expect(policy.operationsReceived == .max)
    #expect(policy.sumSent == .largest)
    #expect(policy.reuseOperations == 12)
    #expect(!policy.reuse, "takings that are swept were spent")
  }
}
