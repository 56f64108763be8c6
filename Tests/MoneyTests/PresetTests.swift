import Testing
import Wire

@testable import Money

/// Currencies and the policies that come with Kontant.
struct PresetTests {
  static let time = LedgerTime(seconds: 1_800_000_000)

  static func policy(_ preset: PolicyPreset, _ letters: String = "SEK") throws -> Policy {
    preset.policy(number: 1, time: time, currency: try #require(Currency(letters: letters)))
  }

  @Test("every currency is found by its letters and by its number") func table() {
    #expect(Currency.table.count == 47)
    for currency in Currency.table {
      #expect(Currency(letters: currency.letters.lowercased()) == currency)
      #expect(Currency(code: currency.code) == currency)
    }
  }

  @Test("an unknown currency is nil", arguments: ["", "XXX", "SEKK", "752"])
  func unknown(letters: String) { #expect(Currency(letters: letters) == nil) }

  @Test("PUR-60: the e-krona card has the limits of Phase 4") func card() throws {
    let policy = try Self.policy(.ekronaCard)
    #expect(policy.operations == 5)
    #expect(policy.largestBalance == Amount(minorUnits: 300_000))
    #expect(policy.reuse && policy.pinToReceive && policy.pinRule == .always)
  }

  @Test("PUR-60: the e-krona terminal takes 12 payments and spends none") func terminal() throws {
    let policy = try Self.policy(.ekronaTerminal)
    #expect(policy.operationsReceived == 12)
    #expect(policy.sumReceived == Amount(minorUnits: 2_000_000))
    #expect(policy.operationsSent == 0)
    #expect(policy.sweep && !policy.reuse && !policy.direct && policy.pinRule == .never)
  }

  @Test("PUR-60: staged does not reuse, fully keeps a ring and no count") func modes() throws {
    let staged = try Self.policy(.staged)
    #expect(!staged.reuse && !staged.ring && staged.operations == 10)
    let fully = try Self.policy(.fully)
    #expect(fully.reuse && fully.ring && fully.operations == nil)
  }

  @Test("PUR-60: no two presets share an identifier, and each survives its coding") func coding()
    throws
  {
    #expect(Set(PolicyPreset.allCases.map(\.id)).count == PolicyPreset.allCases.count)
    for preset in PolicyPreset.allCases {
      let policy = try Self.policy(preset, "KWD")
      var bytes = Bytes<512>()
      policy.encode(into: &bytes)
      #expect(try Policy(payload: bytes.span) == policy)
    }
  }

  @Test("PUR-60: limits are in whole units of the currency") func units() throws {
    #expect(try Self.policy(.ekronaCard, "JPY").largestBalance?.minorUnits == 3_000)
    #expect(try Self.policy(.ekronaCard, "KWD").largestBalance?.minorUnits == 3_000_000)
  }
}
