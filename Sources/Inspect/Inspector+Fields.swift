import Money
import Wire

extension Inspector {
  typealias Pairs = [(key: CBORItem, value: CBORItem)]

  func fields(_ pairs: Pairs, _ schema: [UInt64: FieldSchema]) -> [Inspection.Field] {
    pairs.map { pair in
      guard case .unsigned(let number) = pair.key else {
        return Inspection.Field(
          number: nil, name: pair.key.diagnostic, value: pair.value.diagnostic, meaning: "")
      }
      let field = schema[number]
      return Inspection.Field(
        number: number, name: field?.name ?? "unknown", value: pair.value.diagnostic,
        meaning: field.map { meaning(pair.value, $0.meaning) } ?? "")
    }
  }

  /// A value in a person's words; empty where the value says it all.
  func meaning(_ value: CBORItem, _ kind: FieldSchema.Meaning) -> String {
    switch (kind, value) {
    case (.type, .unsigned(let number)):
      return MessageType(rawValue: UInt8(clamping: number))?.name ?? ""
    case (.serial, .bytes(let bytes)): return "purse " + bytes.inspectedHex
    case (.authority, .bytes(let bytes)): return "authority " + bytes.inspectedHex
    case (.amount, .unsigned(let minorUnits)): return money(minorUnits)
    case (.time, .unsigned(let seconds)): return Self.time(seconds)
    case (.currency, .unsigned(let number)): return Self.currency(number)?.letters ?? ""
    case (.choice(let names), .unsigned(let number)): return names[number] ?? ""
    case (.text, .bytes(let bytes)): return String(decoding: bytes, as: UTF8.self)
    case (.flag, .simple(21)): return "yes"
    case (.key, _): return "P-256 point, x then y"
    case (.list, .array(let items)): return "\(items.count) items"
    case (.message, .bytes(let bytes)): return "\(bytes.count) bytes"
    case (.packetKind, .unsigned(let number)):
      return Packet.Kind(rawValue: UInt8(clamping: number)).map { "\($0)" } ?? ""
    case (.proofKind, .unsigned(let number)):
      return ProofKind(rawValue: UInt8(clamping: number)).map { "\($0)" } ?? ""
    default: return ""
    }
  }

  func money(_ minorUnits: UInt64) -> String {
    guard let amount = Amount(minorUnits: minorUnits), let currency else {
      return "\(minorUnits) minor units"
    }
    return currency.text(amount) + " " + currency.letters
  }

  /// The currency that a message names itself.
  static func currency(of pairs: Pairs, _ schema: [UInt64: FieldSchema]) -> Currency? {
    for pair in pairs {
      guard case .unsigned(let number) = pair.key, case .unsigned(let code) = pair.value,
        case .currency? = schema[number]?.meaning
      else { continue }
      return currency(code)
    }
    return nil
  }

  private static func currency(_ number: UInt64) -> Currency? {
    CurrencyCode(numeric: UInt16(clamping: number)).flatMap { Currency(code: $0) }
  }

  /// A map in diagnostic notation, with the fields' names as comments.
  static func diagnostic(_ pairs: Pairs, _ schema: [UInt64: FieldSchema]) -> String {
    let lines = pairs.map { pair -> String in
      var name = ""
      if case .unsigned(let number) = pair.key, let field = schema[number] {
        name = "/ \(field.name) / "
      }
      return "  \(name)\(pair.key.diagnostic): \(pair.value.diagnostic)"
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n}"
  }

  /// A time in UTC, to the second, by the civil calendar (Howard Hinnant's algorithm).
  static func time(_ seconds: UInt64) -> String {
    guard seconds <= WireLimits.largestTime else { return "" }
    let days = seconds / 86_400 + 719_468
    let era = days / 146_097
    let dayOfEra = days % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let clock = [seconds % 86_400 / 3600, seconds % 3600 / 60, seconds % 60]
    let date = [year, month, day].map { two($0) }.joined(separator: "-")
    return date + " " + clock.map { two($0) }.joined(separator: ":") + " UTC"
  }

  private static func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
