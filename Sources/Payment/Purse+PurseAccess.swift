import Purse
import Wire

/// A purse in memory is within reach at once; it has no clock but the ledger's.
extension Purse: PurseAccess {
  public mutating func execute(_ command: PurseCommand) throws -> PurseReply {
    try execute(command, time: nil)
  }

  public mutating func personalise(_ data: borrowing Personalisation, pin: [UInt8]) throws {
    try personalise(data, pin: try PIN(ascii: pin.span.bytes))
  }

  public mutating func seconds(for packet: Packet) throws -> [[UInt8]] {
    let known = secondSignatures
    guard !known.isEmpty else { return [] }
    return known.of(packet.digests(crypto)).items
  }
}
