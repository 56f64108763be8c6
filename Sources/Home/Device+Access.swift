import Payment
import Purse
import Wire

/// A device as programs work with it: what its token could not do is said as it is, and never passes for an answer of
/// the purse (TRM-4).
extension Device: PurseAccess {
  public mutating func execute(_ command: PurseCommand) throws -> PurseReply {
    try checked { try $0.execute(command) }
  }

  public mutating func generateKey(of suite: Suite) throws -> PublicKey {
    try checked { try $0.generateKey(of: suite) }
  }

  public mutating func personalise(_ data: borrowing Personalisation, pin: [UInt8]) throws {
    var result: Result<Void, any Error> = .success(())
    do { try purse.personalise(data, pin: pin) } catch { result = .failure(error) }
    try check()
    try result.get()
  }

  public mutating func bring(_ seconds: [[UInt8]]) throws {
    try checked { $0.bring(seconds) }
  }

  public mutating func seconds(for packet: Packet) throws -> [[UInt8]] {
    try checked { try $0.seconds(for: packet) }
  }

  private mutating func checked<Value>(
    _ body: (inout DevicePurse) throws -> Value
  ) throws -> Value {
    let result = Result { try body(&purse) }
    try check()
    return try result.get()
  }
}
