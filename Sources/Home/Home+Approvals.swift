import Foundation
import LedgerCrypto
import Money
import PurseCrypto
import Settlement
import Wire

extension Home {
  /// Has the root name who may approve, in a home or a folder that a ceremony was held in (KEY-10).
  /// - Returns: the set's number.
  public static func setOperators(
    home path: String, needed: Int, keys: [PublicKey], days: UInt32, now: LedgerTime
  ) throws -> UInt32 {
    let file = path + "/keys.json"
    guard FileManager.default.fileExists(atPath: file) else { throw HomeError.missing(path) }
    let lock = exists(at: path) ? try HomeLock(path: path + "/lock") : nil
    defer { withExtendedLifetime(lock) {} }
    let known = try BankKeys(path: file)
    guard known.rootKey.suite != .es256MLDSA65 else { throw HomeError.notInSuite3 }
    let number = (known.operators?.content.number ?? 0) + 1
    guard
      let set = Operators(
        number: number, currency: known.ledgerCertificate.content.currency,
        needed: UInt8(clamping: needed), keys: keys, notBefore: now,
        notAfter: now.adding(days: days))
    else { throw HomeError.badOperators }
    var changed = known.file
    changed.operators = Data([UInt8](try BankKeys.sign(set, known.root)))
    try changed.write(to: file)
    return number
  }

  /// An order for operators to approve; nothing is done yet.
  public func order(_ action: ApprovedAction, days: UInt32) throws -> OrderFile {
    guard let operators = bankKeys.operators else { throw LedgerError.approvals(.noOperators) }
    return OrderFile(
      action, currency: currency, number: ledger.nextOrder,
      operators: operators.content.number, notAfter: now.adding(days: days))
  }
}
