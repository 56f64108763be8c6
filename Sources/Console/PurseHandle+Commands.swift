import Home
import Payment
import Purse
import PurseCrypto
import Wire

extension PurseHandle {
  /// Carries a payer's session through, up to the payment.
  public mutating func pay(_ order: PayerSession.Order, pin: [UInt8]?) throws -> Packet {
    var session = PayerSession(
      order: order, certificate: [UInt8](certificate), authority: introduction.authority, pin: pin)
    session.successions = introduction.documents
    switch try drive(&session, .start) {
    case .send(var packet):
      // A file that is made again must be the same: news have files of their own.
      packet.holds = nil
      packet.documents = session.successions
      return packet
    case .askPIN: throw PurseError.pinRequired
    case .finished(.failed(let error)): throw error
    default: throw Explanation.confused
    }
  }

  /// Has the purse ask for an amount.
  /// - Parameter number: the request number that was stored for this command before it began; after
  ///   a torn link it is the last one used, and the same request comes again.
  public mutating func request(_ amount: Amount, number: RequestNumber) throws -> Packet {
    guard case .message(let request) = try execute(.request(number: number, amount: amount))
    else { throw UnexpectedReply() }
    return packet(.request, request)
  }

  /// Has the purse take a payment.
  public mutating func accept(_ payment: Packet, pin: [UInt8]?) throws -> Packet {
    var session = PayeeSession(
      certificate: [UInt8](certificate), authority: introduction.authority, pin: pin,
      hash: SoftwareHash())
    session.successions = introduction.documents
    _ = session.handle(.listen)
    switch try drive(&session, .payment(payment)) {
    case .send(let packet): return packet
    case .askPIN: throw PurseError.pinRequired
    case .handToLedger: throw PurseError.askTheLedger
    case .finished(.failed(let error)): throw error
    default: throw Explanation.confused
    }
  }

  /// The purse's acceptance of this payment once more, if taking it was its last command; nil if it
  /// was not. Read, and not made again: a card need not be told the payment for that.
  public mutating func acceptance(again payment: Signed<Payment>) throws -> Packet? {
    guard case .message(let answer) = try execute(.lastAnswer),
      let acceptance = try? Signed<Acceptance>(answer.span.bytes),
      acceptance.content.payment == payment.digest(hash: SoftwareHash()),
      acceptance.content.sequence == (try place().sequence)
    else { return nil }
    return packet(.decision, answer)
  }

  /// Gives a command the purse may have carried out already: first as a repetition of its last one,
  /// which has no second effect, then as a new one.
  /// - Parameter beforeNew: what must hold before something new is begun.
  public mutating func repeatOrExecute(
    beforeNew: () throws -> Void, _ command: (SequenceNumber) -> PurseCommand
  ) throws -> (reply: PurseReply, isRepetition: Bool) {
    let last = try place().sequence
    if last != .none {
      do {
        return (try execute(command(last)), true)
      } catch PurseError.outOfOrder {
        // It was not the last command.
      }
    }
    try beforeNew()
    return (try execute(command(last.next)), false)
  }

  /// Refuses a request whose own parts do not fit together, or whose signer's certificate this
  /// purse would not trust. The purse need not look (PUR-31): it is the holder's phone that does.
  public mutating func check(request packet: Packet, from path: String) throws -> Signed<Request> {
    let request: Signed<Request>
    do { request = try Signed(packet.message.span.bytes) } catch {
      throw Explanation(wire: error, of: path)
    }
    try bring(packet.seconds)
    let payee = try check(certificate: packet.certificate ?? [], from: path)
    guard payee.content.serial == request.content.payee,
      request.holds(
        by: payee.content.key, beside: SecondSignatures(packet.seconds, hash: SoftwareHash()))
    else { throw PurseError.badSignature }
    return request
  }

  /// A certificate this purse trusts.
  public mutating func check(
    certificate: [UInt8], from path: String
  ) throws -> Signed<Certificate> {
    let signed: Signed<Certificate>
    do { signed = try Signed(certificate.span.bytes) } catch {
      throw Explanation(wire: error, of: path)
    }
    _ = try execute(.check(certificate: certificate))
    return signed
  }
}

extension Explanation {
  /// Packets whose parts do not belong together.
  static let confused = Explanation(
    code: "confused", message: "the messages do not belong together; begin again with a new one",
    exitCode: ExitCode.data)
}
