import Purse
import Wire

/// What carries a session on: its commands go to a purse until it has something else to say.
extension PurseAccess {
  /// - Throws: what kept the purse from being reached. The session waits for its answer then, and
  ///   goes on with the event `torn` as soon as there is a link again.
  public mutating func drive(
    _ session: inout PayerSession, _ event: PayerSession.Event
  ) throws -> PayerSession.Action {
    switch event {
    case .start: try bring(session.orderPacket.seconds)
    case .decision(let packet): try bring(packet.seconds)
    default: break
    }
    var action = session.handle(event)
    while case .command(let command) = action {
      do {
        action = session.handle(.reply(try execute(command)))
      } catch let error as PurseError {
        action = session.handle(.failed(error))
      }
    }
    if case .send(let packet) = action { return .send(try withSeconds(packet)) }
    return action
  }

  /// The same for a payee.
  public mutating func drive<Hash: MessageHash & Sendable>(
    _ session: inout PayeeSession<Hash>, _ event: PayeeSession<Hash>.Event
  ) throws -> PayeeSession<Hash>.Action {
    if case .payment(let packet) = event { try bring(packet.seconds) }
    var action = session.handle(event)
    while case .command(let command) = action {
      do {
        action = session.handle(.reply(try execute(command)))
      } catch let error as PurseError {
        action = session.handle(.failed(error))
      }
    }
    switch action {
    case .send(let packet): return .send(try withSeconds(packet))
    default: return action
    }
  }
}
