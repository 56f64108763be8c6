import Foundation
import Money
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

  /// Signs a policy and puts it into force: the next number of its identifier, or a higher one that it brings.
  /// What an identifier must never change is checked first (FLD-32).
  /// - Returns: as it was signed.
  @discardableResult
  public func publish(_ policy: Policy, name: String) throws -> Policy {
    let same = policies.map(\.content).filter { $0.id == policy.id }
    var policy = policy
    let last = same.map(\.number).max() ?? 0
    if policy.number == 0 { policy.number = last &+ 1 }
    guard policy.number > last else { throw HomeError.policyNumber(policy.number, last: last) }
    policy.time = now
    if let before = same.first {
      guard before.ring == policy.ring, before.reporting == policy.reporting,
        before.sweep == policy.sweep
      else { throw HomeError.policyChangesKind(name) }
      guard !same.contains(where: { $0.fixed }) else { throw HomeError.policyIsFixed(name) }
    } else if policy.interim {
      throw HomeError.interimWithoutRegular(policy.id)
    }
    if let end = policy.validUntil, end <= now { throw HomeError.policyHasEnded(name) }
    if policy.interim, endsSooner(policy, than: same) { throw HomeError.interimEndsSooner(name) }
    try add(policy, name: try fileName(of: policy.id) ?? name)
    return policy
  }

  /// Whether an interim policy that runs already would hold again after this one: nothing says that it does not.
  private func endsSooner(_ policy: Policy, than same: [Policy]) -> Bool {
    let regular = same.filter { !$0.interim }.map(\.number).max() ?? 0
    return same.contains { other in
      guard other.interim, other.number > regular, let end = other.validUntil, end > now else {
        return false
      }
      return policy.validUntil ?? .unknown < end
    }
  }

  /// The identifier of the policy that a preset or a published policy has.
  public func policyID(named name: String) throws -> UInt16 {
    if let preset = PolicyPreset(rawValue: name) { return preset.id }
    guard (try? Self.checkName(name)) != nil, let policy = storedPolicy(name) else {
      throw HomeError.unknownPolicy(name)
    }
    return policy.id
  }

  /// What the policy of an identifier is called: the name of its file.
  public func fileName(of id: UInt16) throws -> String? {
    let names = try FileManager.default.contentsOfDirectory(atPath: path + "/policies")
    return names.sorted().first {
      !$0.contains(".") && storedPolicy($0)?.id == id
    }
  }

  private func storedPolicy(_ name: String) -> Policy? {
    guard let data = FileManager.default.contents(atPath: path + "/policies/" + name) else {
      return nil
    }
    return try? Signed<Policy>([UInt8](data).span.bytes).content
  }
}
