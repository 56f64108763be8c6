import Settlement
import Wire

extension Home {
  /// Signs a policy and puts it into force beside the presets.
  /// - Parameter name: of its file; the policy is found by its identifier.
  public func add(_ policy: Policy, name: String) throws {
    try Self.checkName(name)
    let message = [UInt8](try BankKeys.sign(policy, bankKeys.ledger))
    try DurableFile.write(message, to: path + "/policies/" + name, mode: 0o600)
    ledger.rules.policies[policy.id] = message
  }
}
