import Synchronization
import Testing

@testable import CardLink

@Suite("A virtual card") struct VirtualCardTests {
  @Test("says when no reader listens") func nothingListens() throws {
    // A port that has just been free.
    let address = try FrameListener(at: .tcp(port: 0)).address
    let stay = serve(VirtualCard(CounterCard()), at: address)
    #expect(stay.value == .failure(.nothingListens("\(address)")))
  }

  @Test("is taken out from another thread") func stop() throws {
    let listener = try FrameListener(at: .tcp(port: 0))
    let card = VirtualCard(CounterCard())
    let ending = serve(card, at: listener.address)
    var connection = try SocketConnection(listener.accept(within: 5000))
    #expect(try connection.transmit([0, 0, 0, 0]).suffix(3) == [1, 0x90, 0x00])
    card.stop()
    #expect(ending.value == .success(.stopped))
    #expect(throws: CardLinkError.torn) { try connection.transmit([0, 0, 0, 0]) }
    #expect(card.processor.commands == 1)
    #expect(serve(card, at: listener.address).value == .success(.stopped))
  }

  @Test("comes back with what it had") func comesBack() throws {
    let listener = try FrameListener(at: .tcp(port: 0))
    let card = VirtualCard(CounterCard())
    for round in 1...2 {
      let ending = serve(card, at: listener.address)
      var connection = try SocketConnection(listener.accept(within: 5000))
      #expect(try connection.transmit([0, 0, 0, 0]).suffix(3) == [1, 0x90, 0x00])
      connection.disconnect()
      #expect(ending.value == .success(.readerGone))
      #expect(card.processor.powerUps == 2 * round)
    }
  }

  @Test("that was left on a reader waits for it, until it is stopped") func stays() throws {
    let listener = try FrameListener(at: .tcp(port: 0))
    let card = VirtualCard(CounterCard())
    let events = Events()
    let stay = Background {
      Result { () throws(CardLinkError) in
        try card.stay(at: listener.address, awaitsReader: false, observe: events.add)
      }
    }
    for _ in 1...2 {
      var connection = try SocketConnection(listener.accept(within: 5000))
      #expect(try connection.transmit([0, 0, 0, 0]).suffix(3) == [1, 0x90, 0x00])
      connection.disconnect()
    }
    // The third reader stays: one that went before the card was stopped would be a third gone.
    let last = try SocketConnection(listener.accept(within: 5000))
    card.stop()
    #expect(throws: Never.self) { try stay.value.get() }
    withExtendedLifetime(last) {}
    #expect(events.all.count { $0 == .readerGone } == 2)
  }

  @Test("that is left where no reader is says so, unless it shall wait") func noReaderYet() throws {
    let address = try FrameListener(at: .tcp(port: 0)).address
    let card = VirtualCard(CounterCard())
    #expect(throws: CardLinkError.nothingListens("\(address)")) {
      try card.stay(at: address, awaitsReader: false) { _ in }
    }
    let stay = Background {
      Result { () throws(CardLinkError) in
        try card.stay(at: address, awaitsReader: true) { _ in }
      }
    }
    card.stop()
    #expect(throws: Never.self) { try stay.value.get() }
  }

  @Test("does nothing at a control it does not know, and goes on") func unknownControl()
    throws
  {
    let listener = try FrameListener(at: .tcp(port: 0))
    let card = VirtualCard(CounterCard())
    let ending = serve(card, at: listener.address)
    let stream = try listener.accept(within: 5000)
    for frame: [UInt8] in [[0x77], [], [0x04]] { try stream.send(frame) }
    #expect(try stream.receive(within: 5000) == [0x3B, 0x00])
    stream.shutDown()
    #expect(ending.value == .success(.readerGone))
    #expect(card.processor.powerUps == 1)
    #expect(card.processor.commands == 0)
  }

  @Test("has forgotten what does not outlive power when it comes to a reader") func forgets() throws
  {
    let listener = try FrameListener(at: .tcp(port: 0))
    let card = VirtualCard(CounterCard())
    // This reader gives no power of its own.
    for _ in 1...2 {
      let ending = serve(card, at: listener.address)
      let stream = try listener.accept(within: 5000)
      try stream.send([0, 0, 0, 0])
      #expect(try stream.receive(within: 5000) == [0, 0, 0, 0, 1, 0x90, 0x00])
      stream.shutDown()
      #expect(ending.value == .success(.readerGone))
    }
  }

  @Test("tells what happens to it") func events() throws {
    let listener = try FrameListener(at: .tcp(port: 0))
    let card = VirtualCard(CounterCard())
    let events = Events()
    let ending = serve(card, at: listener.address, observe: events.add)
    var connection = try SocketConnection(listener.accept(within: 5000))
    _ = try connection.transmit([1, 2, 3, 4])
    try connection.reset()
    connection.disconnect()
    _ = ending.value
    #expect(
      events.all == [
        .inserted, .powerOn,
        .exchange(command: [1, 2, 3, 4], response: [4, 3, 2, 1, 1, 0x90, 0x00]), .powerOff,
        .powerOn,
      ])
  }
}

private final class Events: Sendable {
  private let list = Mutex<[VirtualCardEvent]>([])
  func add(_ event: VirtualCardEvent) { list.withLock { $0.append(event) } }
  var all: [VirtualCardEvent] { list.withLock { $0 } }
}
