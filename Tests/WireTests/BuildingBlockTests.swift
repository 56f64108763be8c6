import Testing
import Wire

@Suite struct AmountTests {
  @Test("MSG-31: an amount is 0 to 10^15 minor units")
  func range() {
    #expect(Amount(minorUnits: 0) == .zero)
    #expect(Amount(minorUnits: 1_000_000_000_000_000) == .largest)
    #expect(Amount(minorUnits: 1_000_000_000_000_001) == nil)
    #expect(Amount(minorUnits: .max) == nil)
  }

  @Test("MSG-31: a sum above the largest amount and a difference below zero are not amounts")
  func arithmetic() throws {
    let one = try #require(Amount(minorUnits: 1))
    #expect(Amount.largest.adding(one) == nil)
    #expect(Amount.largest.adding(.largest) == nil)
    #expect(Amount.largest.adding(.zero) == .largest)
    #expect(Amount.zero.subtracting(one) == nil)
    #expect(one.subtracting(one) == .zero)
    #expect(one.excess(over: .largest) == .zero)
    #expect(Amount.largest.excess(over: one) == Amount(minorUnits: 999_999_999_999_999))
    #expect(one + one > one)
    #expect(Amount.largest - .largest == .zero)
  }

  @Test("MSG-31: a sum that breaks the bound of its invariant traps")
  func trap() async {
    await #expect(processExitsWith: .failure) { _ = Amount.largest + Amount.largest }
    await #expect(processExitsWith: .failure) { _ = Amount.zero - Amount.largest }
  }
}

@Suite struct Word32Tests {
  @Test("A word is its 32 bytes, big-endian, and back")
  func bytes() {
    let bytes = (0..<40).map { UInt8($0) }
    let word = Word32(bytes.span.bytes, at: 8)
    #expect(word.array == Array(bytes[8...]))
    #expect(word.a == 0x0809_0A0B_0C0D_0E0F)
    #expect(Word32.zero.array == [UInt8](repeating: 0, count: 32))
  }
}

@Suite struct BytesTests {
  @Test("What is appended is read back, in order")
  func append() {
    var bytes = Bytes<64>()
    bytes.append(1)
    bytes.append(([2, 3] as [UInt8]).span.bytes)
    bytes.append(bigEndian: 0x0405_0607, size: 4)
    bytes.append(ascii: "hi")
    bytes.append(Word32(0, 0, 0, 8))
    let word = [UInt8](repeating: 0, count: 31) + [8]
    #expect(bytes.array == [1, 2, 3, 4, 5, 6, 7, 0x68, 0x69] + word)
    #expect(bytes.count == 41)
    #expect(bytes.remaining == 23)
    bytes.removeAll()
    #expect(bytes.array == [])
  }

  @Test("Bytes that fit are copied, bytes that do not are nil")
  func copies() {
    #expect(Bytes<3>(([1, 2, 3] as [UInt8]).span.bytes)?.array == [1, 2, 3])
    #expect(Bytes<3>([UInt8]().span.bytes)?.array == [])
    #expect(Bytes<3>(([1, 2, 3, 4] as [UInt8]).span.bytes) == nil)
  }

  @Test("Writing past the capacity traps")
  func overflow() async {
    await #expect(processExitsWith: .failure) {
      var bytes = Bytes<2>()
      bytes.append(([1, 2, 3] as [UInt8]).span.bytes)
    }
    await #expect(processExitsWith: .failure) {
      var bytes = Bytes<31>()
      bytes.append(Word32.zero)
    }
  }
}

@Suite struct BoundedListTests {
  @Test("Removal closes the gap and keeps the order")
  func removal() {
    var list = BoundedList<Int, 4>(filler: 0)
    for i in 1...4 { list.append(i) }
    #expect(list.isFull)
    list.remove(at: 1)
    #expect((0..<list.count).map { list[$0] } == [1, 3, 4])
    #expect(list.room == 1)
    list.append(5)
    list.remove(at: 3)
    list.remove(at: 0)
    #expect((0..<list.count).map { list[$0] } == [3, 4])
    list[1] = 9
    #expect(list[1] == 9)
    list.removeAll()
    #expect(list.isEmpty)
  }

  @Test("A place beyond the count, and room beyond the capacity, trap")
  func traps() async {
    await #expect(processExitsWith: .failure) {
      var list = BoundedList<Int, 1>(filler: 0)
      list.append(1)
      list.append(2)
    }
    await #expect(processExitsWith: .failure) {
      let list = BoundedList<Int, 1>(filler: 0)
      _ = list[0]
    }
    await #expect(processExitsWith: .failure) {
      var list = BoundedList<Int, 1>(filler: 0)
      list.remove(at: 0)
    }
  }
}
