/// The reader's side of frames: a card at the other end of a socket. It is a reader without pcscd for
/// `kontant card serve`, and the serial line of the firmware.
public struct SocketConnection: CardConnection, Sendable {
  private let stream: FrameStream
  public private(set) var answerToReset: [UInt8] = []

  /// Gives the card at the other end its power.
  public init(_ stream: FrameStream) throws(CardLinkError) {
    self.stream = stream
    try powerOn()
  }

  public mutating func transmit(_ command: [UInt8]) throws(CardLinkError) -> [UInt8] {
    try Self.check(command: command)
    try stream.send(command)
    return try Self.check(
      response: stream.receive(within: CardLinkLimits.answerMilliseconds))
  }

  public mutating func reset() throws(CardLinkError) {
    try stream.send(FrameControl.powerOff.frame)
    try powerOn()
  }

  /// Pulls the card out, as far as it can tell.
  public func disconnect() { stream.shutDown() }

  private mutating func powerOn() throws(CardLinkError) {
    try stream.send(FrameControl.powerOn.frame)
    try stream.send(FrameControl.answerToReset.frame)
    answerToReset = try stream.receive(within: CardLinkLimits.answerMilliseconds)
    guard (2...CardLinkLimits.answerToReset).contains(answerToReset.count) else { throw .torn }
  }
}
