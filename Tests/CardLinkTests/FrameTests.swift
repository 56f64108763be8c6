import Testing

@testable import CardLink

@Suite("A frame") struct FrameTests {
  @Test("is a big-endian length and the bytes") func layout() throws {
    let peer = RawPeer()
    try peer.stream.send([UInt8](repeating: 7, count: 258))
    #expect(peer.receive(260) == [0x01, 0x02] + [UInt8](repeating: 7, count: 258))
  }

  @Test("comes whole, however it is cut") func partial() throws {
    let peer = RawPeer()
    peer.send([0x00, 0x03, 1, 2, 3, 0x00, 0x00])
    #expect(try peer.stream.receive(within: 1000) == [1, 2, 3])
    #expect(try peer.stream.receive(within: 1000) == [])
  }

  @Test("that is broken off is torn", arguments: [[], [0x00], [0x00, 0x02], [0x00, 0x02, 9]])
  func brokenOff(sent: [UInt8]) {
    let peer = RawPeer()
    peer.send(sent)
    peer.hangUp()
    #expect(throws: CardLinkError.torn) { try peer.stream.receive(within: 1000) }
  }

  @Test("that does not come in time is torn") func late() {
    let peer = RawPeer()
    #expect(throws: CardLinkError.torn) { try peer.stream.receive(within: 1) }
  }

  @Test("to a peer that has gone is torn, and no signal ends the program") func gone() throws {
    let peer = RawPeer()
    peer.hangUp()
    #expect(throws: CardLinkError.torn) { try peer.stream.send([1, 2, 3]) }
  }

  @Test("may be as long as its length can say, and no longer") func longest() throws {
    let peer = RawPeer()
    let longest = [UInt8](repeating: 5, count: CardLinkLimits.frame)
    let received = Background { peer.receive(2 + longest.count) }
    try peer.stream.send(longest)
    #expect(received.value == [0xFF, 0xFF] + longest)
    #expect(throws: CardLinkError.noCommand(bytes: 65_536)) {
      try peer.stream.send(longest + [5])
    }
  }

  @Test("that is waited for ends with the stream") func shutDown() {
    let peer = RawPeer()
    let result = Background { Result { () throws in try peer.stream.receive(within: -1) } }
    peer.stream.shutDown()
    #expect(throws: CardLinkError.torn) { try result.value.get() }
    #expect(peer.stream.isShutDown)
  }
}
