import Settlement
import Wire

extension Home {
  /// Signs a policy and puts it into force beside the presets; an interim one beside the regular one of
  /// its identifier.
  /// - Parameter name: of its file; the policy is found by its identifier.
  public func add(_ policy: Policy, name: String) throws {
    try Self.checkName(name)
    let message = [UInt8](try BankKeys.sign(policy, bankKeys.ledger))
    let file = policy.interim ? name + ".interim" : name
    try DurableFile.write(message, to: path + "/policies/" + file, mode: 0o600)
    if policy.interim {
      ledger.rules.interims[policy.id] = message
    } else {
      ledger.rules.policies[policy.id] = message
    }
  }

  /// The signed policies, regular ones and interim ones, by identifier.
  public var policies: [Signed<Policy>] {
    (Array(ledger.rules.policies.values) + Array(ledger.rules.interims.values))
      .compactMap { try? Signed<Policy>($0.span.bytes) }
      .sorted { ($0.content.id, $0.content.number) < ($1.content.id, $1.content.number) }
  }
}
