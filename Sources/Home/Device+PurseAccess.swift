import Payment
import Purse
import Wire

extension Device: PurseAccess {
  public mutating func execute(_ command: PurseCommand) throws -> PurseReply {
    try purse.execute(command, time: nil)
  }

  public mutating func generateKey() throws -> PublicKey { try purse.generateKey() }

  public mutating func personalise(_ data: borrowing Personalisation, pin: [UInt8]) throws {
    try purse.personalise(data, pin: try PIN(ascii: pin.span.bytes))
  }
}
