import Money
import Wire

/// A policy as a file that reads back to the same policy (FLD-31).
public enum PolicyText {
  public static func lines(_ policy: Policy, name: String, currency: Currency) -> [String] {
    var lines = [
      "name: \(name)", "currency: \(currency.letters)", "id: \(policy.id)",
      "number: \(policy.number)",
    ]
    func add(_ key: String, _ count: UInt32?) {
      if let count { lines.append("\(key): \(count)") }
    }
    func add(_ key: String, _ amount: Amount?) {
      if let amount { lines.append("\(key): \(currency.text(amount))") }
    }
    func add(_ key: String, _ flag: Bool) {
      if flag { lines.append("\(key): yes") }
    }
    add("operations", policy.operations)
    add("operations-sent", policy.operationsSent)
    add("operations-received", policy.operationsReceived)
    add("largest-payment", policy.largestPayment)
    add("largest-balance", policy.largestBalance)
    add("sum-sent", policy.sumSent)
    add("sum-received", policy.sumReceived)
    add("reuse", policy.reuse)
    add("reuse-operations", policy.reuseOperations)
    lines.append("pin-rule: \(word(policy.pinRule, PolicyChange.pinRules))")
    add("pin-above", policy.pinAbove)
    add("largest-without-pin", policy.largestWithoutPIN)
    add("pin-to-receive", policy.pinToReceive)
    add("days-since-sync", policy.daysSinceSync)
    add("direct", policy.direct)
    add("verify-payee", policy.verifyPayee)
    lines.append("evidence-rule: \(word(policy.evidence, PolicyChange.evidenceRules))")
    add("evidence-bytes", policy.evidence == .off ? nil : policy.evidenceBytes)
    lines.append("reporting: \(policy.reporting == .full ? "full" : "totals-only")")
    add("sweep", policy.sweep)
    add("rotation", policy.rotation)
    add("fixed", policy.fixed)
    add("ring", policy.ring)
    if let end = policy.validUntil { lines.append("valid-until: \(CalendarDay.text(end))") }
    add("interim", policy.interim)
    if policy.floor > 0 {
      lines.append("floor: \(policy.floor)")
      lines.append("floor-from: \(CalendarDay.text(policy.floorFrom))")
    }
    if let suite = policy.suite { lines.append("suite: \(word(suite, PolicyChange.suites))") }
    if let floor = policy.suiteFloor {
      lines.append("suite-floor: \(word(floor, PolicyChange.suites))")
    }
    return lines
  }

  private static func word<Value: Equatable>(_ value: Value, _ words: [(String, Value)]) -> String {
    words.first { $0.1 == value }?.0 ?? ""
  }
}
