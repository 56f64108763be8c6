import Foundation
import Money
import PurseCrypto
import Settlement
import Wire

/// What operators are asked to approve, as a file that a person can read (KEY-11).
public struct OrderFile: Codable, Equatable, Sendable {
  public enum Action: String, Codable, Sendable {
    case issue
    case issuerKey = "issuer-key"
    case ledgerKey = "ledger-key"
    case rootKey = "root-key"
  }

  public var version: Int
  public var action: Action
  /// Letters of ISO 4217.
  public var currency: String
  /// Of money, as people write it, and where it goes.
  public var amount: String?
  public var account: String?
  /// Of a key: x || y in hexadecimal.
  public var key: String?
  public var number: UInt64
  /// Number of the set of operators.
  public var operators: UInt32
  /// Seconds since 1970, and the same for people.
  public var notAfter: UInt64
  public var until: String

  static let knownVersion = 1

  init(
    _ action: ApprovedAction, currency: Currency, number: UInt64, operators: UInt32,
    notAfter: LedgerTime
  ) {
    version = Self.knownVersion
    self.currency = currency.letters
    self.number = number
    self.operators = operators
    self.notAfter = notAfter.seconds
    until = Date(timeIntervalSince1970: Double(notAfter.seconds)).formatted(.iso8601)
    switch action {
    case .issue(let amount, let account):
      self.action = .issue
      self.amount = currency.text(amount)
      self.account = account
    case .issuerKey(let key): (self.action, self.key) = (.issuerKey, key.hexadecimal)
    case .ledgerKey(let key): (self.action, self.key) = (.ledgerKey, key.hexadecimal)
    case .rootKey(let key): (self.action, self.key) = (.rootKey, key.hexadecimal)
    }
  }

  public init(bytes: [UInt8], name: String) throws {
    guard let order = try? JSONDecoder().decode(OrderFile.self, from: Data(bytes)),
      order.version == Self.knownVersion
    else { throw HomeError.notAnOrder(name) }
    self = order
  }

  public var bytes: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      return [UInt8](try encoder.encode(self)) + [0x0A]
    }
  }

  /// The approval that an operator signs.
  public func approval(by key: PublicKey, name: String) throws -> Approval {
    guard let currency = Currency(letters: currency),
      notAfter <= WireLimits.largestTime, number > 0, number < .max, operators > 0
    else { throw HomeError.notAnOrder(name) }
    return Approval(
      operatorID: OperatorID(key, hash: SoftwareHash()), operators: operators,
      currency: currency.code, action: try approvedAction(currency, name), number: number,
      notAfter: LedgerTime(seconds: notAfter))
  }

  private func approvedAction(_ currency: Currency, _ name: String) throws -> ApprovedAction {
    if action == .issue {
      guard let amount, let account, let parsed = try? currency.amount(amount), !parsed.isZero,
        (1...Approval.longestAccount).contains(account.utf8.count)
      else { throw HomeError.notAnOrder(name) }
      return .issue(parsed, account: account)
    }
    guard let key = key.flatMap({ PublicKey(hexadecimal: $0) }) else {
      throw HomeError.notAnOrder(name)
    }
    switch action {
    case .issuerKey: return .issuerKey(key)
    case .ledgerKey: return .ledgerKey(key)
    default: return .rootKey(key)
    }
  }

  /// What it says, in a sentence.
  public var sentence: String {
    let what =
      action == .issue
      ? "issue \(amount ?? "?") \(currency) to account \(account ?? "?")"
      : "put \(action.rawValue.replacing("-", with: " ")) \(key?.prefix(16) ?? "?") into force"
    return "order \(number): \(what), until \(until), under operators \(operators)"
  }
}

extension PublicKey {
  /// x || y, 128 digits.
  public var hexadecimal: String {
    (x.array + y.array).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  public init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 128, text.allSatisfy({ $0.isHexDigit }) else { return nil }
    let bytes = stride(from: 0, to: 128, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
    guard bytes.count == 64 else { return nil }
    self.init(x: Word32(bytes.span.bytes), y: Word32(bytes.span.bytes, at: 32))
  }
}
