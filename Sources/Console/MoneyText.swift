import Money
import Wire

/// An amount for programs: a decimal text without grouping, and exact minor units.
public struct MoneyValue: Encodable, Equatable, Sendable {
  public let amount: String
  public let minorUnits: Int64
  public let currency: String

  public init(_ amount: Amount, _ currency: Currency) {
    self.init(minorUnits: Int64(amount.minorUnits), currency)
  }

  /// Ledger balances such as the pool's may be below zero.
  public init(minorUnits: Int64, _ currency: Currency) {
    let size = Amount(minorUnits: minorUnits.magnitude) ?? .largest
    let digits = currency.text(size).split(separator: ",").joined()
    amount = (minorUnits < 0 ? "-" : "") + digits
    self.minorUnits = minorUnits
    self.currency = currency.letters
  }
}

extension Currency {
  /// `3,000.00 SEK`.
  public func full(_ amount: Amount) -> String { text(amount) + " " + letters }

  /// The same for a balance that may be below zero.
  public func full(minorUnits: Int64) -> String {
    let size = Amount(minorUnits: minorUnits.magnitude) ?? .largest
    return (minorUnits < 0 ? "-" : "") + full(size)
  }
}

extension Serial {
  /// 16 hexadecimal digits.
  public var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Enough of it for people to tell two purses apart.
  public var short: String { String(text.prefix(8)) }

  public init?(text: String) {
    guard text.utf8.count == 16, let value = UInt64(text, radix: 16) else { return nil }
    self.init(value)
  }
}

extension Digest {
  public var text: String { word.array.hex }
  public var short: String { String(text.prefix(12)) }
}

extension [UInt8] {
  public var hex: String {
    map { byte in
      let digits = String(byte, radix: 16)
      return digits.utf8.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

extension LedgerTime {
  /// `2026-03-01 12:30 UTC`, or "never" for the unknown time. Civil dates from days, after
  /// Howard Hinnant's "chrono-compatible low-level date algorithms".
  public var text: String {
    guard self != .unknown else { return "never" }
    let days = Int64(seconds / 86_400) + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let clock = seconds % 86_400
    let hour = Int64(clock / 3600)
    let minute = Int64(clock % 3600 / 60)
    return "\(year)-\(two(month))-\(two(day)) \(two(hour)):\(two(minute)) UTC"
  }

  private func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
