import Wire

/// A currency of ISO 4217, with the decimals its amounts are written with.
public struct Currency: Equatable, Hashable, Sendable {
  public let letters: String
  public let code: CurrencyCode
  public let decimals: Int

  /// Nil for a code that is not in the table.
  public init?(letters: String) {
    guard let row = Currency.table.first(where: { $0.letters == letters.uppercased() }) else {
      return nil
    }
    self = row
  }

  /// Nil for a number that is not in the table.
  public init?(code: CurrencyCode) {
    guard let row = Currency.table.first(where: { $0.code == code }) else { return nil }
    self = row
  }

  private init?(_ letters: String, _ numeric: UInt16, _ decimals: Int) {
    guard let code = CurrencyCode(numeric: numeric) else { return nil }
    self.letters = letters
    self.code = code
    self.decimals = decimals
  }

  /// Minor units in one unit of the currency.
  public var minorUnitsPerUnit: UInt64 {
    (0..<decimals).reduce(1) { product, _ in product * 10 }
  }

  /// Source: ISO 4217 list one, currencies of issuing central banks.
  public static let table: [Currency] = [
    Currency("AED", 784, 2), Currency("AUD", 36, 2), Currency("BHD", 48, 3),
    Currency("BRL", 986, 2), Currency("BSD", 44, 2), Currency("CAD", 124, 2),
    Currency("CHF", 756, 2), Currency("CLP", 152, 0), Currency("CNY", 156, 2),
    Currency("CZK", 203, 2), Currency("DKK", 208, 2), Currency("EUR", 978, 2),
    Currency("GBP", 826, 2), Currency("GHS", 936, 2), Currency("HKD", 344, 2),
    Currency("HUF", 348, 2), Currency("IDR", 360, 2), Currency("ILS", 376, 2),
    Currency("INR", 356, 2), Currency("ISK", 352, 0), Currency("JMD", 388, 2),
    Currency("JOD", 400, 3), Currency("JPY", 392, 0), Currency("KES", 404, 2),
    Currency("KRW", 410, 0), Currency("KWD", 414, 3), Currency("MXN", 484, 2),
    Currency("NGN", 566, 2), Currency("NOK", 578, 2), Currency("NZD", 554, 2),
    Currency("OMR", 512, 3), Currency("PHP", 608, 2), Currency("PLN", 985, 2),
    Currency("SAR", 682, 2), Currency("SEK", 752, 2), Currency("SGD", 702, 2),
    Currency("THB", 764, 2), Currency("TND", 788, 3), Currency("TRY", 949, 2),
    Currency("UAH", 980, 2), Currency("USD", 840, 2), Currency("UYU", 858, 2),
    Currency("VND", 704, 0), Currency("XAF", 950, 0), Currency("XCD", 951, 2),
    Currency("XOF", 952, 0), Currency("ZAR", 710, 2),
  ].compactMap { $0 }
}
