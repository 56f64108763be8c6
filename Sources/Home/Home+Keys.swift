import Foundation
import LedgerCrypto
import Payment
import Purse
import Settlement
import Wire

extension Home {
  /// Makes the key that is to take another's place, and the order that operators approve. Nothing is in force yet.
  public func orderKey(_ role: KeyRole, days: UInt32) throws -> OrderFile {
    let (file, key) = try bankKeys.preparing(role)
    let order = try order(role.action(key), days: days)
    try use(file)
    return order
  }

  /// Puts a new key into force, with the approvals of operators where there are any (KEY-11). Killed half-way, the same
  /// call finishes it.
  public func renewKey(_ role: KeyRole, approvals: [[UInt8]]) throws {
    let (prepared, key) = try bankKeys.preparing(role)
    try use(prepared)
    if let rules = ledger.rules.approvals, !wasApproved(role.action(key)) {
      if approvals.isEmpty {
        throw LedgerError.approvals(
          rules.operators == nil ? .noOperators : .tooFew(given: 0, needed: 1))
      }
      try ledger.approve(role.action(key), approvals: approvals, time: now)
      try save()
    }
    try use(try bankKeys.renewing(role, time: now))
    guard role == .ledger else { return }
    try signPoliciesAnew()
    try openBlockList()
  }

  /// It was, and then the power went.
  private func wasApproved(_ action: ApprovedAction) -> Bool {
    ledger.carriedOut.contains { entry in
      let first = (try? Packet(entry.packet))?.documents.first
      return first.flatMap { Signed<Approval>(kept: Data($0)) }?.content.action == action
    }
  }

  private func use(_ file: KeyFile) throws {
    guard file != bankKeys.file else { return }
    try file.write(to: path + "/keys.json")
    try reloadKeys()
  }

  /// Purses that are made from now on know the new ledger only. A policy's content stays, and so does its number.
  /// A policy that the ledger's key in force has signed is left as it is: when a home is opened, what is signed here
  /// is what a renewal that was killed has left undone.
  func signPoliciesAnew() throws {
    let folder = path + "/policies"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where !name.hasSuffix(".new") {
      let data = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
      guard let policy = Signed<Policy>(kept: data), !isSignedInForce(policy) else { continue }
      let message = [UInt8](try BankKeys.sign(policy.content, bankKeys.ledger))
      try DurableFile.write(message, to: folder + "/" + name, mode: 0o600)
      if policy.content.interim {
        ledger.rules.interims[policy.content.id] = message
      } else {
        ledger.rules.policies[policy.content.id] = message
      }
    }
  }

  private func isSignedInForce(_ policy: Signed<Policy>) -> Bool {
    let digest = policy.digest(hash: ledger.crypto)
    guard
      let check = SignatureCheck(policy, digest, by: ledgerCertificate.content.key)
    else { return false }
    return ledger.crypto.verifyEnvelope(check)
  }

  /// All authorities, those included whose place others have taken: as the present root has signed them.
  public var authorities: [Signed<Authority>] {
    [issuerCertificate, ledgerCertificate] + bankKeys.retired
  }

  /// What the wallet of a purse carries for those its purse deals with: what its issuer's key is, and how the root
  /// came to be (KEY-24).
  public func introduction(of certificate: Certificate) -> Introduction {
    let authority = authorities.first {
      $0.content.role == .issuer && $0.content.id == certificate.issuer
    }
    var introduction = Introduction(
      authority: authority.map { [UInt8]($0) },
      successions: bankKeys.successions.map { [UInt8]($0) })
    introduction.olderIssuers =
      bankKeys.successions.isEmpty
      ? nil
      : bankKeys.olderIssuers.filter { $0.content.id != certificate.issuer }.map { [UInt8]($0) }
    return introduction
  }

  /// A new purse is told of older issuers, too: their purses are still about (KEY-24).
  func introduceOlderIssuers(to purse: inout some PurseAccess) throws {
    try purse.learn(
      bankKeys.olderIssuers.filter { $0.content.notAfter >= now }.map { [UInt8]($0) })
  }
}
