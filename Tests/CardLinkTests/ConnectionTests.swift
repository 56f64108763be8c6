import Foundation
import Testing

@testable import CardLink

/// One body through every way to a card that needs nothing but this process. PC/SC and the firmware
/// have it too, in the reader tests.
@Suite("A way to a card") struct ConnectionTests {
  @Test("in the process") func inProcess() throws {
    var connection = InProcessConnection(CounterCard())
    try exercise(&connection)
    #expect(connection.processor.powerUps == 2)
  }

  @Test("over a socket", arguments: [LinkAddress.tcp(port: 0), Self.unixAddress()])
  func socket(address: LinkAddress) throws {
    let listener = try FrameListener(at: address)
    let card = VirtualCard(CounterCard())
    let ending = serve(card, at: listener.address)
    var connection = try SocketConnection(listener.accept(within: 5000))
    try exercise(&connection)
    connection.disconnect()
    #expect(ending.value == .success(.readerGone))
    // Inserted, powered, reset.
    #expect(card.processor.powerUps == 3)
    #expect(throws: CardLinkError.torn) { try connection.transmit([0, 0, 0, 0]) }
  }

  @Test("refuses what is no command, before anything is sent", arguments: [0, 1, 3, 65_536])
  func noCommand(count: Int) {
    let command = [UInt8](repeating: 0, count: count)
    var inProcess = InProcessConnection(CounterCard())
    #expect(throws: CardLinkError.noCommand(bytes: count)) { try inProcess.transmit(command) }
    #expect(inProcess.processor.commands == 0)
  }

  @Test("answered by less than a status word is torn") func shortAnswer() {
    var inProcess = InProcessConnection(CounterCard())
    #expect(throws: CardLinkError.torn) { try inProcess.transmit([0xFF, 0, 0, 0]) }
  }

  @Test("that no card comes to in time says how to serve one") func nobodyCame() throws {
    let listener = try FrameListener(at: .tcp(port: 0))
    #expect(throws: CardLinkError.nobodyCame("\(listener.address)")) {
      try listener.accept(within: 1)
    }
  }

  @Test("at a place that is taken says so") func taken() throws {
    let listener = try FrameListener(at: .tcp(port: 0))
    #expect(throws: CardLinkError.self) { try FrameListener(at: listener.address) }
  }

  @Test("by a path longer than a socket may have is refused") func longPath() {
    let path = String(repeating: "a", count: 108)
    #expect(throws: CardLinkError.self) { try FrameListener(at: .unix(path: path)) }
    #expect(throws: CardLinkError.self) { try FrameStream.connect(to: .unix(path: path)) }
  }

  /// What every way to a card must do, with a card that counts.
  private func exercise(_ connection: inout some CardConnection) throws {
    #expect(connection.answerToReset == [0x3B, 0x00])
    #expect(try connection.transmit([1, 2, 3, 4]) == [4, 3, 2, 1, 1, 0x90, 0x00])
    #expect(try connection.transmit([0, 0, 0, 9]) == [9, 0, 0, 0, 2, 0x90, 0x00])
    let long = [UInt8](repeating: 3, count: 40_000)
    #expect(try connection.transmit(long) == long + [3, 0x90, 0x00])
    try connection.reset()
    #expect(try connection.transmit([1, 2, 3, 4]) == [4, 3, 2, 1, 1, 0x90, 0x00])
  }

  private static func unixAddress() -> LinkAddress {
    .unix(path: FileManager.default.temporaryDirectory.path + "/kontant-\(UUID().uuidString)")
  }
}
