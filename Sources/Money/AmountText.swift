import Wire

/// Why a text is not an amount.
public enum AmountTextError: Error, Equatable, CustomStringConvertible {
  case empty
  case negative(String)
  case notANumber(String)
  case tooManyDecimals(String, Currency)
  case tooLarge(String)

  public var description: String {
    switch self {
    case .empty: "an amount is missing; write it like 80 or 80.50"
    case .negative(let text): "\(text) is negative; amounts are above zero"
    case .notANumber(let text):
      "\(text) is not an amount; write digits and at most one point, like 80 or 80.50"
    case .tooManyDecimals(let text, let currency):
      currency.decimals == 0
        ? "\(text) has decimals, but \(currency.letters) has none"
        : "\(text) has more than the \(currency.decimals) decimals of \(currency.letters)"
    case .tooLarge(let text): "\(text) is above the largest amount, 10^15 minor units"
    }
  }
}

extension Currency {
  /// Reads an amount as people write it: `80`, `80.50`, `1,200`. Exact; no floating point.
  public func amount(_ text: String) throws(AmountTextError) -> Amount {
    guard !text.isEmpty else { throw .empty }
    if text.hasPrefix("-") || text.hasPrefix("\u{2212}") { throw .negative(text) }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = digits(parts[0], grouped: true) else {
      throw .notANumber(text)
    }
    var minor: [UInt8] = []
    if parts.count == 2 {
      guard let read = digits(parts[1], grouped: false) else { throw .notANumber(text) }
      guard read.count <= decimals else { throw .tooManyDecimals(text, self) }
      minor = read
    }
    while minor.count < decimals { minor.append(0) }
    var value: UInt64 = 0
    for digit in whole + minor {
      guard value <= WireLimits.largestAmount else { throw .tooLarge(text) }
      value = value * 10 + UInt64(digit)
    }
    guard let amount = Amount(minorUnits: value) else { throw .tooLarge(text) }
    return amount
  }

  /// Writes an amount with the currency's decimals and grouped thousands: `3,000.00`.
  public func text(_ amount: Amount) -> String {
    let unit = minorUnitsPerUnit
    var whole = String(amount.minorUnits / unit)
    var index = whole.endIndex
    while whole.distance(from: whole.startIndex, to: index) > 3 {
      index = whole.index(index, offsetBy: -3)
      whole.insert(",", at: index)
    }
    guard decimals > 0 else { return whole }
    let minor = String(amount.minorUnits % unit)
    return whole + "." + String(repeating: "0", count: decimals - minor.count) + minor
  }

  /// Digits of a part, or nil. Groups of three may be set off by commas.
  private func digits(_ part: Substring, grouped: Bool) -> [UInt8]? {
    let groups = part.split(separator: ",", omittingEmptySubsequences: false)
    guard grouped || groups.count == 1 else { return nil }
    if groups.count > 1 {
      guard (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 })
      else { return nil }
    }
    let values = groups.joined().utf8.map { $0 &- 0x30 }
    guard !values.isEmpty, values.count <= 24, values.allSatisfy({ $0 <= 9 }) else { return nil }
    return values
  }
}
