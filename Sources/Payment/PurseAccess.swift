import Purse
import Wire

/// A purse within reach of a program, wherever it is: in a device's file, or in a card behind a
/// reader. What refuses is the purse and throws `PurseError`; what could not reach it throws its own
/// error, and then nobody knows whether the command was carried out.
public protocol PurseAccess {
  mutating func execute(_ command: PurseCommand) throws -> PurseReply
  /// Makes the signing key in the purse and returns its public half (PUR-10).
  mutating func generateKey(of suite: Suite) throws -> PublicKey
  /// Installs what an issuer gives a purse (PUR-10).
  /// - Parameter pin: ASCII digits.
  mutating func personalise(_ data: borrowing Personalisation, pin: [UInt8]) throws
  /// Hands over the second signatures that came beside messages, before they are verified (SUI-22).
  mutating func bring(_ seconds: [[UInt8]]) throws
  /// Those that are to travel with a packet.
  mutating func seconds(for packet: Packet) throws -> [[UInt8]]
}

/// What a card behind a reader does without: nobody there keeps second signatures.
extension PurseAccess {
  public mutating func bring(_ seconds: [[UInt8]]) throws {}
  public mutating func seconds(for packet: Packet) throws -> [[UInt8]] { [] }

  /// A packet with the second signatures of the messages in it. An upload has all that are at hand already.
  public mutating func withSeconds(_ packet: Packet) throws -> Packet {
    var packet = packet
    packet.seconds = try seconds(for: packet)
    return packet
  }
}

extension PurseAccess {
  public mutating func readStatus() throws -> PurseStatus {
    guard case .status(let status) = try execute(.status) else { throw UnexpectedReply() }
    return status
  }
}

/// A purse answered another command than it was given: a fault of ours or of a card.
public struct UnexpectedReply: Error, Equatable, Sendable, CustomStringConvertible {
  public init() {}
  public var description: String {
    "the purse answered something else than it was asked; try again"
  }
}
