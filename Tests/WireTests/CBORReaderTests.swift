import Testing
import Wire

@Suite struct CBORReaderTests {
  @Test(
    "MSG-3: the shortest head of a number is read",
    arguments: [
      ([0x00], 0), ([0x17], 23), ([0x18, 24], 24), ([0x18, 0xFF], 255), ([0x19, 1, 0], 256),
      ([0x19, 0xFF, 0xFF], 65_535), ([0x1A, 0, 1, 0, 0], 65_536),
      ([0x1A, 0xFF, 0xFF, 0xFF, 0xFF], 4_294_967_295),
      ([0x1B, 0, 0, 0, 1, 0, 0, 0, 0], 4_294_967_296),
      ([0x1B, 255, 255, 255, 255, 255, 255, 255, 255], UInt64.max),
    ] as [([UInt8], UInt64)])
  func shortest(bytes: [UInt8], value: UInt64) throws {
    var reader = CBORReader(bytes.span.bytes)
    #expect(try reader.readUInt() == value)
    try reader.expectEnd()
    var written = Bytes<16>()
    written.putUInt(value)
    #expect(written.array == bytes)
  }

  @Test(
    "MSG-3: a longer head for a small number is refused",
    arguments: [
      [0x18, 0], [0x18, 23], [0x19, 0, 24], [0x19, 0, 0xFF], [0x1A, 0, 0, 1, 0],
      [0x1A, 0, 0, 0xFF, 0xFF], [0x1B, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x1B, 0, 0, 0, 0, 0, 0, 0, 0],
    ] as [[UInt8]])
  func longer(bytes: [UInt8]) {
    refuses(bytes, .notCanonical) { reader throws(WireError) in _ = try reader.readUInt() }
  }

  @Test("MSG-3: reserved and indefinite heads are refused", arguments: [0x1C, 0x1D, 0x1E, 0x1F])
  func reserved(head: UInt8) {
    refuses([head, 0], .notCanonical) { reader throws(WireError) in _ = try reader.readUInt() }
    refuses([0x40 | head, 0], .notCanonical) { reader throws(WireError) in
      _ = try reader.readBytes(atMost: 9).byteCount
    }
    refuses([0x80 | head, 0], .notCanonical) { reader throws(WireError) in
      _ = try reader.readArray(atMost: 9)
    }
    refuses([0xA0 | head, 0], .notCanonical) { reader throws(WireError) in
      _ = try reader.readMap()
    }
  }

  @Test(
    "MSG-1: a head that the bytes end within is truncated",
    arguments: [
      [], [0x18], [0x19, 1], [0x1A, 1, 2, 3], [0x1B, 1, 2, 3, 4, 5, 6, 7],
    ] as [[UInt8]])
  func truncated(bytes: [UInt8]) {
    refuses(bytes, .truncated) { reader throws(WireError) in _ = try reader.readUInt() }
  }

  @Test("MSG-1: a byte string whose length is beyond the end is truncated, however long it says")
  func longStrings() {
    refuses([0x42, 1], .truncated) { reader throws(WireError) in
      _ = try reader.readBytes(atMost: 9).byteCount
    }
    refuses([0x5B] + [UInt8](repeating: 0xFF, count: 8), .tooLong) { reader throws(WireError) in
      _ = try reader.readBytes(atMost: Int.max).byteCount
    }
    refuses([0x5B, 0x7F] + [UInt8](repeating: 0xFF, count: 7), .truncated) {
      reader throws(WireError) in _ = try reader.readBytes(atMost: Int.max).byteCount
    }
  }

  @Test(
    "MSG-2: an item of another type is refused",
    arguments: [
      0x20, 0x40, 0x60, 0x80, 0xA0, 0xC0, 0xF4, 0xF6, 0xFF,
    ])
  func types(head: UInt8) {
    refuses([head], .unexpectedType) { reader throws(WireError) in _ = try reader.readUInt() }
  }

  @Test("MSG-2: true and false are F5 and F4 and nothing else")
  func booleans() throws {
    var reader = CBORReader(([0xF5, 0xF4] as [UInt8]).span.bytes)
    #expect(try reader.readBool())
    #expect(try !reader.readBool())
    for bytes: [UInt8] in [[0xF6], [0x01], [0xF8, 0x15]] {
      refuses(bytes, .unexpectedType) { reader throws(WireError) in _ = try reader.readBool() }
    }
    refuses([], .truncated) { reader throws(WireError) in _ = try reader.readBool() }
  }

  @Test("MSG-9: lists, maps and strings above their limit are refused before their items are read")
  func limits() {
    refuses([0x89], .tooLong) { reader throws(WireError) in _ = try reader.readArray(atMost: 8) }
    refuses([0x9B] + [UInt8](repeating: 0xFF, count: 8), .tooLong) { reader throws(WireError) in
      _ = try reader.readArray(atMost: 8)
    }
    refuses([0xB8, 65], .tooLong) { reader throws(WireError) in _ = try reader.readMap() }
    refuses([0x49], .tooLong) { reader throws(WireError) in
      _ = try reader.readBytes(atMost: 8).byteCount
    }
  }

  @Test(
    "MSG-8: names, hashes, keys and signatures of another length are refused",
    arguments: [0, 7, 9, 31, 33, 63])
  func lengths(count: Int) {
    let bytes = [0x58, UInt8(count)] + [UInt8](repeating: 1, count: count)
    let item = count < 24 ? [0x40 | UInt8(count)] + bytes.dropFirst(2) : bytes
    refuses(item, .outOfRange) { reader throws(WireError) in _ = try reader.readName() }
    refuses(item, .outOfRange) { reader throws(WireError) in _ = try reader.readWord() }
    refuses(item, .outOfRange) { reader throws(WireError) in _ = try reader.readKey() }
    refuses(item, .outOfRange) { reader throws(WireError) in _ = try reader.readSignature() }
  }

  @Test("MSG-34: the largest 64-bit number is no counter")
  func counters() throws {
    let largest = [0x1B] + [UInt8](repeating: 0xFF, count: 7) + [0xFE]
    var reader = CBORReader(largest.span.bytes)
    #expect(try reader.readCounter(from: 1) == .max - 1)
    refuses(largest.dropLast() + [0xFF], .outOfRange) { reader throws(WireError) in
      _ = try reader.readCounter(from: 1)
    }
    refuses([0], .outOfRange) { reader throws(WireError) in _ = try reader.readCounter(from: 1) }
  }

  @Test("MSG-32: a currency is a number from 1 to 999")
  func currencies() throws {
    var reader = CBORReader(([0x19, 0x02, 0xF0] as [UInt8]).span.bytes)
    #expect(try reader.readCurrency().numeric == 752)
    #expect(CurrencyCode(numeric: 0) == nil)
    #expect(CurrencyCode(numeric: 1000) == nil)
    refuses([0], .outOfRange) { reader throws(WireError) in _ = try reader.readCurrency() }
    refuses([0x19, 0x03, 0xE8], .outOfRange) { reader throws(WireError) in
      _ = try reader.readCurrency()
    }
  }

  private func refuses(
    _ bytes: [UInt8], _ error: WireError,
    _ read: (inout CBORReader) throws(WireError) -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) {
      var reader = CBORReader(bytes.span.bytes)
      try read(&reader)
    }
  }
}
