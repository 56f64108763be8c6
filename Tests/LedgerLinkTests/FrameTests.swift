import Testing

@testable import LedgerLink

@Suite struct FrameTests {
  private static let frames = [
    ServiceFrame(number: 1, kind: 2, body: []),
    ServiceFrame(number: .max, kind: 255, body: [1, 2, 3]),
    ServiceFrame(number: 7, kind: 1, body: Array(0..<100)),
  ]

  private func reader() -> FrameReader { FrameReader(longest: 100, mayBeZero: false) }

  private func read(
    _ bytes: [UInt8], in pieces: Int, mayKeep: (FrameHead) -> Bool = { _ in true }
  ) throws -> [FrameReader.Event] {
    var reader = reader()
    var events: [FrameReader.Event] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      var piece = rest.prefix(pieces)
      rest = rest.dropFirst(piece.count)
      while let event = try reader.next(&piece, mayKeep: mayKeep) { events.append(event) }
      #expect(piece.isEmpty)
    }
    #expect(reader.isBetweenFrames)
    return events
  }

  @Test("SRV-1: a frame is length, number, kind and body") func layout() {
    #expect(
      ServiceFrame(number: 0x0102, kind: 1, body: [0xAA, 0xBB]).bytes == [
        0, 0, 0, 11, 0, 0, 0, 0, 0, 0, 1, 2, 1, 0xAA, 0xBB,
      ])
  }

  @Test("SRV-1: frames are read however they are cut", arguments: 1...40) func cut(pieces: Int)
    throws
  {
    let events = try read(Self.frames.flatMap(\.bytes), in: pieces)
    #expect(events == Self.frames.map { .frame($0) })
  }

  @Test("SRV-8: a frame that is not kept is skipped whole, and the next one is read")
  func skipped() throws {
    for pieces in [1, 5, 1_000] {
      let events = try read(Self.frames.flatMap(\.bytes), in: pieces) { $0.length < 50 }
      #expect(
        events == [
          .frame(Self.frames[0]), .frame(Self.frames[1]),
          .skipped(FrameHead(length: 100, number: 7, kind: 1)),
        ])
    }
  }

  @Test("SRV-3: a length or number out of bounds ends the reading") func lost() throws {
    let tooLong = ServiceFrame(number: 1, kind: 1, body: [UInt8](repeating: 0, count: 101)).bytes
    let tooShort = [0, 0, 0, 8] + [UInt8](repeating: 1, count: 9)
    let huge = [UInt8](repeating: 0xFF, count: 13)
    let zero = ServiceFrame(number: 0, kind: 1, body: []).bytes
    for bytes in [tooLong, tooShort, huge, zero] {
      #expect(throws: FramingLost()) { try read(bytes, in: 1_000) }
    }
    var client = FrameReader(longest: 100, mayBeZero: true)
    var input = zero[...]
    #expect(
      try client.next(&input) { _ in true } == .frame(ServiceFrame(number: 0, kind: 1, body: [])))
  }
}
