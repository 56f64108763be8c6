import Crypto
import Foundation
import LedgerCrypto
import PKCS11
import PurseCrypto
import Wire

extension BankKeys {
  /// Makes the key that is to take another's place, where that one lies, and notes it; made before, it is that one.
  func preparing(_ role: KeyRole) throws -> (file: KeyFile, key: Wire.PublicKey) {
    var file = file
    if let entry = file.pending?[role.rawValue], let signer = signer(entry, role) {
      return (file, signer.publicKey)
    }
    // Second signatures of what a key has said could not be made any more when it is gone (SUI-27).
    guard rootKey.suite != .es256MLDSA65 else { throw HomeError.notInSuite3 }
    let entry = try newEntry(role)
    guard let signer = signer(entry, role) else {
      throw HomeError.damaged("keys.json", "the new key cannot be read")
    }
    file.pending = (file.pending ?? [:]).merging([role.rawValue: entry]) { $1 }
    return (file, signer.publicKey)
  }

  /// The file with the prepared key in force (KEY-20 to KEY-22). Whatever signs is not changed by it.
  func renewing(_ role: KeyRole, time: LedgerTime) throws -> KeyFile {
    var file = file
    guard let entry = file.pending?.removeValue(forKey: role.rawValue),
      let signer = signer(entry, role)
    else { throw HomeError.damaged("keys.json", "there is no new key for the \(role.rawValue)") }
    if file.pending?.isEmpty == true { file.pending = nil }
    switch role {
    case .issuer:
      file.retired = (file.retired ?? []) + [file.issuerCertificate]
      file.issuer = entry
      file.issuerCertificate = try certify(issuerCertificate, signer.publicKey, isNew: true, time)
    case .ledger:
      file.retired = (file.retired ?? []) + [file.ledgerCertificate]
      file.ledger = entry
      file.ledgerCertificate = try certify(ledgerCertificate, signer.publicKey, isNew: true, time)
    case .root: try renewRoot(&file, entry, signer, time)
    }
    return file
  }

  /// The old root names the new one, which then says again what the old one has said.
  private func renewRoot(
    _ file: inout KeyFile, _ entry: KeyFile.Entry, _ new: any DigestSigner, _ time: LedgerTime
  ) throws {
    let succession = Succession(
      number: UInt16(successions.count) + 1, key: new.publicKey,
      currency: ledgerCertificate.content.currency, time: time)
    file.successions = (file.successions ?? []) + [Data([UInt8](try Self.sign(succession, root)))]
    file.firstRoot = file.firstRoot ?? Data(rootKey.x.array + rootKey.y.array)
    file.root = entry
    file.issuerCertificate = try certify(issuerCertificate, issuer.publicKey, time, by: new)
    file.ledgerCertificate = try certify(ledgerCertificate, ledger.publicKey, time, by: new)
    // What was retired is known under the new root, too, and ends as before.
    file.retired = try retired.map { Data([UInt8](try Self.sign($0.content, new))) }
    if let operators {
      file.operators = Data([UInt8](try Self.sign(operators.content, new)))
    }
  }

  /// - Parameter isNew: under a name of its own.
  private func certify(
    _ before: Signed<Authority>, _ key: Wire.PublicKey, isNew: Bool = false, _ time: LedgerTime,
    by signer: (any DigestSigner)? = nil
  ) throws -> Data {
    var authority = before.content
    if isNew {
      let ids =
        [issuerCertificate, ledgerCertificate].map(\.content.id.value)
        + retired.map(\.content.id.value)
      authority.id = AuthorityID((ids.max() ?? 0) + 1)
    }
    authority.key = key
    authority.notBefore = time
    // Purses take the ledger whose certificate ends last (KEY-21).
    authority.notAfter = max(
      time.adding(days: 3650), LedgerTime(seconds: before.content.notAfter.seconds + 1))
    return Data([UInt8](try Self.sign(authority, signer ?? root)))
  }

  private func newEntry(_ role: KeyRole) throws -> KeyFile.Entry {
    let old = entry(role)
    guard let token = old.token, let name = old.name, let module = file.module else {
      return try KeyFile.Entry(new: Suite(rawValue: old.suite ?? 1) ?? .es256)
    }
    let access = TokenFiles(module: module, pinFile: file.pinFile)
      .access(token, isRoot: role == .root)
    let stem = name.split(separator: "-").prefix { UInt($0) == nil }.joined(separator: "-")
    // The next number that the token has no key of.
    let opened = try access.token()
    for number in 2...Self.mostKeys {
      let next = "\(stem)-\(number)"
      guard let point = try Self.make(next, in: opened) else { continue }
      return KeyFile.Entry(token: token, name: next, publicKey: Data(point))
    }
    throw TokenError.keyExists(stem, token: token)
  }

  /// Nil where the token has a key of this name.
  private static func make(_ name: String, in token: Token) throws(TokenError) -> [UInt8]? {
    do throws(TokenError) {
      return try token.makeSigningKey(name)
    } catch {
      guard case .keyExists = error else { throw error }
      return nil
    }
  }

  private func entry(_ role: KeyRole) -> KeyFile.Entry {
    switch role {
    case .issuer: file.issuer
    case .ledger: file.ledger
    case .root: file.root
    }
  }

  private func signer(_ entry: KeyFile.Entry, _ role: KeyRole) -> (any DigestSigner)? {
    let access = file.module.flatMap { module in
      entry.token.map {
        TokenFiles(module: module, pinFile: file.pinFile).access($0, isRoot: role == .root)
      }
    }
    return entry.signer(access)
  }

  private static var mostKeys: Int { 1_000 }

  /// What purses may have to learn before a grant; nothing while the first keys are in force.
  var lessons: [[UInt8]] {
    guard !retired.isEmpty || !successions.isEmpty else { return [] }
    return successions.map { [UInt8]($0) } + [[UInt8](ledgerCertificate)]
      + (successions.isEmpty ? [] : olderIssuers.map { [UInt8]($0) })
      + [[UInt8](issuerCertificate)]
  }

  /// The two latest issuers whose place others have taken: who takes a new root forgets them, and their purses are
  /// still about (KEY-22, KEY-24).
  var olderIssuers: [Signed<Authority>] {
    Array(retired.filter { $0.content.role == .issuer }.suffix(2))
  }

  /// Issuers whose place another has taken.
  var replacedIssuers: [AuthorityID: AuthorityID] {
    var replaced: [AuthorityID: AuthorityID] = [:]
    for authority in retired where authority.content.role == .issuer {
      replaced[authority.content.id] = issuerCertificate.content.id
    }
    return replaced
  }
}
