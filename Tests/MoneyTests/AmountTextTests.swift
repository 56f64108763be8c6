import Testing
import Wire

@testable import Money

/// Amounts as people write them, exactly, in currencies with two decimals, none and three.
struct AmountTextTests {
  static func currency(_ letters: String) throws -> Currency {
    try #require(Currency(letters: letters))
  }

  @Test(
    "an amount is read to the last minor unit",
    arguments: [
      ("SEK", "80", 8_000), ("SEK", "80.5", 8_050), ("SEK", "80.50", 8_050), ("SEK", "0.01", 1),
      ("SEK", "1,200", 120_000), ("SEK", "1,234,567.89", 123_456_789), ("SEK", "0", 0),
      ("SEK", "007", 700), ("SEK", "1200", 120_000), ("JPY", "80", 80), ("JPY", "1,200", 1_200),
      ("KWD", "80", 80_000), ("KWD", "0.001", 1), ("KWD", "1.5", 1_500), ("KWD", "1.005", 1_005),
      ("SEK", "10,000,000,000,000.00", 1_000_000_000_000_000),
      ("JPY", "1000000000000000", 1_000_000_000_000_000),
      ("KWD", "1,000,000,000,000.000", 1_000_000_000_000_000),
    ] as [(String, String, UInt64)])
  func reads(letters: String, text: String, minorUnits: UInt64) throws {
    #expect(try Self.currency(letters).amount(text).minorUnits == minorUnits)
  }

  @Test(
    "what is written is what was read",
    arguments: [
      ("SEK", 0, "0.00"), ("SEK", 1, "0.01"), ("SEK", 8_050, "80.50"), ("SEK", 99_999, "999.99"),
      ("SEK", 100_000, "1,000.00"), ("SEK", 300_000, "3,000.00"), ("JPY", 80, "80"),
      ("JPY", 1_200, "1,200"), ("KWD", 1, "0.001"), ("KWD", 1_234_567, "1,234.567"),
      ("SEK", 1_000_000_000_000_000, "10,000,000,000,000.00"),
    ] as [(String, UInt64, String)])
  func writes(letters: String, minorUnits: UInt64, text: String) throws {
    let currency = try Self.currency(letters)
    let amount = try #require(Amount(minorUnits: minorUnits))
    #expect(currency.text(amount) == text)
    #expect(try currency.amount(text) == amount)
  }

  @Test(
    "a text that is no number is refused",
    arguments: [
      "x", "8O", "80 kr", " 80", "80 ", "1.2.3", ".", ".5", "80.", "1,20", "12,00", "1,2000",
      ",200", "1,,200", "1200,000", "+80", "1e3", "0x10", "80,", "1.2,3", "8\u{0660}",
      "1000000000000000000000000000000",
    ])
  func refusesNoNumber(text: String) throws {
    #expect(throws: AmountTextError.notANumber(text)) {
      try Self.currency("SEK").amount(text)
    }
  }

  @Test("an empty text is refused") func refusesEmpty() throws {
    #expect(throws: AmountTextError.empty) { try Self.currency("SEK").amount("") }
  }

  @Test("a negative amount is refused, with either minus", arguments: ["-80", "\u{2212}80", "-"])
  func refusesNegative(text: String) throws {
    #expect(throws: AmountTextError.negative(text)) { try Self.currency("SEK").amount(text) }
  }

  @Test(
    "decimals that the currency lacks are refused, and never rounded",
    arguments: [("SEK", "1.000"), ("SEK", "0.001"), ("JPY", "1.0"), ("KWD", "0.0001")])
  func refusesDecimals(letters: String, text: String) throws {
    let currency = try Self.currency(letters)
    #expect(throws: AmountTextError.tooManyDecimals(text, currency)) {
      try currency.amount(text)
    }
  }

  @Test(
    "one minor unit above the largest amount is refused",
    arguments: [
      ("SEK", "10,000,000,000,000.01"), ("JPY", "1000000000000001"),
      ("KWD", "1,000,000,000,000.001"), ("JPY", "99999999999999999999"),
    ])
  func refusesTooLarge(letters: String, text: String) throws {
    #expect(throws: AmountTextError.tooLarge(text)) { try Self.currency(letters).amount(text) }
  }

  @Test("every refusal says what to write or what is wrong") func descriptions() throws {
    let yen = try Self.currency("JPY")
    let errors: [AmountTextError] = [
      .empty, .negative("-1"), .notANumber("x"), .tooManyDecimals("1.0", yen), .tooLarge("9"),
    ]
    #expect(errors.map(\.description).allSatisfy { $0.count > 10 })
    #expect(AmountTextError.tooManyDecimals("1.0", yen).description.contains("has none"))
  }
}
