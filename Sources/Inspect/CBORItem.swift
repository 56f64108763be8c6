/// Any well-formed CBOR item, for showing it: what is shown may be refused by every reader, so this
/// one asks neither for canonical form nor for known fields.
indirect enum CBORItem: Sendable {
  case unsigned(UInt64)
  case negative(UInt64)
  case bytes([UInt8])
  case text(String)
  case array([CBORItem])
  case map([(key: CBORItem, value: CBORItem)])
  case tag(UInt64, CBORItem)
  case simple(UInt64)

  /// Nil for bytes that are not one whole item, or nest deeper than any message.
  init?(_ bytes: [UInt8]) {
    var scanner = CBORScanner(bytes)
    guard let item = scanner.item(depth: 0), scanner.offset == bytes.count else { return nil }
    self = item
  }
}

/// Walks over CBOR. Every read is bounded by the bytes there are.
struct CBORScanner {
  private let bytes: [UInt8]
  private(set) var offset = 0
  private static let deepest = 16

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func item(depth: Int) -> CBORItem? {
    guard depth < Self.deepest, let (major, value) = head() else { return nil }
    switch major {
    case 0: return .unsigned(value)
    case 1: return .negative(value)
    case 2: return run(value).map { .bytes($0) }
    case 3: return run(value).map { .text(String(decoding: $0, as: UTF8.self)) }
    case 4: return array(value, depth)
    case 5: return map(value, depth)
    case 6: return item(depth: depth + 1).map { .tag(value, $0) }
    default: return .simple(value)
    }
  }

  /// Major type and argument. Indefinite lengths are left out: no message has one.
  mutating func head() -> (major: UInt8, value: UInt64)? {
    guard offset < bytes.count else { return nil }
    let first = bytes[offset]
    let short = first & 0x1F
    offset += 1
    if short < 24 { return (first >> 5, UInt64(short)) }
    guard short <= 27 else { return nil }
    let size = 1 << Int(short - 24)
    guard bytes.count - offset >= size else { return nil }
    var value: UInt64 = 0
    for byte in bytes[offset..<(offset + size)] { value = value << 8 | UInt64(byte) }
    offset += size
    return (first >> 5, value)
  }

  private mutating func run(_ length: UInt64) -> [UInt8]? {
    guard length <= UInt64(bytes.count - offset) else { return nil }
    defer { offset += Int(length) }
    return Array(bytes[offset..<(offset + Int(length))])
  }

  private mutating func array(_ count: UInt64, _ depth: Int) -> CBORItem? {
    // Every item has a byte at least, so a longer list than that is a lie and reserves nothing.
    guard count <= UInt64(bytes.count - offset) else { return nil }
    var items: [CBORItem] = []
    for _ in 0..<count {
      guard let item = item(depth: depth + 1) else { return nil }
      items.append(item)
    }
    return .array(items)
  }

  private mutating func map(_ count: UInt64, _ depth: Int) -> CBORItem? {
    guard count <= UInt64(bytes.count - offset) else { return nil }
    var pairs: [(key: CBORItem, value: CBORItem)] = []
    for _ in 0..<count {
      guard let key = item(depth: depth + 1), let value = item(depth: depth + 1) else {
        return nil
      }
      pairs.append((key, value))
    }
    return .map(pairs)
  }
}

extension CBORItem {
  /// Diagnostic notation (RFC 8949, section 8).
  var diagnostic: String {
    switch self {
    case .unsigned(let value): return "\(value)"
    case .negative(let value): return value == .max ? "-18446744073709551616" : "-\(value + 1)"
    case .bytes(let bytes): return "h'\(bytes.inspectedHex)'"
    case .text(let text):
      let escaped = text.unicodeScalars.map { scalar in
        scalar == "\"" || scalar == "\\"
          ? "\\\(scalar)" : scalar.value < 0x20 ? "\\u\(hex4(scalar.value))" : "\(scalar)"
      }
      return "\"\(escaped.joined())\""
    case .array(let items): return "[" + items.map(\.diagnostic).joined(separator: ", ") + "]"
    case .map(let pairs):
      return "{"
        + pairs.map { "\($0.key.diagnostic): \($0.value.diagnostic)" }
        .joined(separator: ", ") + "}"
    case .tag(let number, let item): return "\(number)(\(item.diagnostic))"
    case .simple(20): return "false"
    case .simple(21): return "true"
    case .simple(22): return "null"
    case .simple(23): return "undefined"
    case .simple(let value): return "simple(\(value))"
    }
  }

  private func hex4(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}

extension [UInt8] {
  var inspectedHex: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
