import Home
import Payment
import Purse
import PurseCrypto
import Wire

extension DeviceFile {
  /// Carries a payer's session through, up to the payment.
  public mutating func pay(_ order: PayerSession.Order, pin: [UInt8]?) throws -> Packet {
    var session = PayerSession(
      order: order, certificate: [UInt8](certificate), authority: nil, pin: pin)
    var action = session.handle(.start)
    while case .command(let command) = action {
      do throws(PurseError) {
        action = session.handle(.reply(try execute(command)))
      } catch {
        action = session.handle(.failed(error))
      }
    }
    switch action {
    case .send(let packet): return packet
    case .askPIN: throw PurseError.pinRequired
    case .finished(.failed(let error)): throw error
    default: throw Explanation.confused
    }
  }

  /// Has the purse ask for an amount.
  /// - Parameter number: the request number that was stored for this command before it began.
  public mutating func request(_ amount: Amount, number: RequestNumber) throws -> Packet {
    var session = payeeSession(pin: nil)
    var action = session.handle(.start(amount))
    while case .command(let command) = action {
      do throws(PurseError) {
        var reply = try execute(command)
        if case .place(var place) = reply {
          // The session asks for the next request; after a torn link that is the one begun before.
          place.requestNumber = RequestNumber(number.value - 1)
          reply = .place(place)
        }
        action = session.handle(.reply(reply))
      } catch {
        action = session.handle(.failed(error))
      }
    }
    switch action {
    case .send(let packet): return packet
    case .finished(.failed(let error)): throw error
    default: throw Explanation.confused
    }
  }

  /// Has the purse take a payment.
  /// - Parameter repeating: asks for the answer to the purse's last command again, if it was this
  ///   one; `outOfOrder` says that it was not.
  public mutating func accept(_ payment: Packet, pin: [UInt8]?, repeating: Bool) throws -> Packet {
    var session = payeeSession(pin: pin)
    _ = session.handle(.listen)
    var action = session.handle(.payment(payment))
    while case .command(let command) = action {
      do throws(PurseError) {
        var reply = try execute(command)
        if repeating, case .place(var place) = reply {
          guard place.sequence != .none else { throw .outOfOrder(next: 1) }
          place.sequence = SequenceNumber(place.sequence.value - 1)
          reply = .place(place)
        }
        action = session.handle(.reply(reply))
      } catch {
        action = session.handle(.failed(error))
      }
    }
    switch action {
    case .send(let packet): return packet
    case .askPIN: throw PurseError.pinRequired
    case .handToLedger: throw PurseError.askTheLedger
    case .finished(.failed(let error)): throw error
    default: throw Explanation.confused
    }
  }

  private func payeeSession(pin: [UInt8]?) -> PayeeSession<SoftwareHash> {
    PayeeSession(
      certificate: [UInt8](certificate), authority: nil, pin: pin, hash: SoftwareHash())
  }

  /// Gives a command the purse may have carried out already: first as a repetition of its last one,
  /// which has no second effect, then as a new one.
  /// - Parameter beforeNew: what must hold before something new is begun.
  public mutating func repeatOrExecute(
    beforeNew: () throws -> Void, _ command: (SequenceNumber) -> PurseCommand
  ) throws -> (reply: PurseReply, isRepetition: Bool) {
    let last = status.sequence
    if last != .none {
      do throws(PurseError) {
        return (try execute(command(last)), true)
      } catch {
        guard case .outOfOrder = error else { throw error }
      }
    }
    try beforeNew()
    return (try execute(command(last.next)), false)
  }

  /// Refuses a request whose own parts do not fit together, or whose signer's certificate this
  /// purse would not trust. The purse need not look (PUR-31): it is the holder's phone that does.
  public func check(request packet: Packet, from path: String) throws -> Signed<Request> {
    let request: Signed<Request>
    do { request = try Signed(packet.message.span.bytes) } catch {
      throw Explanation(wire: error, of: path)
    }
    let payee = try check(certificate: packet.certificate ?? [], from: path)
    guard payee.content.serial == request.content.payee,
      SoftwarePurseCrypto().verify(
        request.signature, over: request.digest(hash: SoftwareHash()), by: payee.content.key)
    else { throw PurseError.badSignature }
    return request
  }

  /// A certificate this purse trusts.
  public func check(certificate: [UInt8], from path: String) throws -> Signed<Certificate> {
    let signed: Signed<Certificate>
    do { signed = try Signed(certificate.span.bytes) } catch {
      throw Explanation(wire: error, of: path)
    }
    var purse = device.purse
    try purse.check(certificate: certificate.span.bytes)
    return signed
  }
}

extension Explanation {
  /// Packets whose parts do not belong together.
  static let confused = Explanation(
    code: "confused", message: "the messages do not belong together; begin again with a new one",
    exitCode: ExitCode.data)
}
