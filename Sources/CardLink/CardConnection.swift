/// A way to a card. One command APDU out, one response APDU back, whatever lies between: a call, a
/// reader, a socket, a serial line.
///
/// GET RESPONSE is a command as any other here: whoever builds the APDUs asks for the rest.
public protocol CardConnection {
  /// The response with its status word: at least two bytes. After `torn` nobody knows whether the
  /// card has carried the command out; it can be asked again.
  /// - Parameter command: a whole command APDU, `CardLinkLimits.command` bytes long.
  mutating func transmit(_ command: [UInt8]) throws(CardLinkError) -> [UInt8]

  /// Takes the card's power away and gives it back: nothing is selected, no PIN verified.
  mutating func reset() throws(CardLinkError)

  /// What the card said when it got its power.
  var answerToReset: [UInt8] { get }
}

extension CardConnection {
  /// Refuses what no transport carries, so that all of them refuse the same.
  package static func check(command: [UInt8]) throws(CardLinkError) {
    guard CardLinkLimits.command.contains(command.count) else {
      throw .noCommand(bytes: command.count)
    }
  }

  /// Fewer bytes than a status word are what a card leaves that vanishes while it answers.
  package static func check(response: [UInt8]) throws(CardLinkError) -> [UInt8] {
    guard response.count >= CardLinkLimits.statusWord else { throw .torn }
    return response
  }
}
