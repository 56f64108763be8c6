import Home
import Payment
import Purse
import PurseCrypto
import Wire

/// One payment on its way: both sides' sessions and the messages they have sent. What a phone or a
/// terminal remembers, so that it survives a torn link.
struct PaymentRun {
  enum Phase { case requesting, paying, accepting, decided }

  let order: PayOrder
  var phase: Phase
  var payer: PayerSession?
  var payee: PayeeSession<SoftwareHash>
  /// The request, or the payee's certificate for a direct payment.
  var request: Packet?
  var payment: Packet?
  var decision: Packet?
  /// The purse to which the link broke is to be told so.
  var linkIsTorn = false
  /// The payee's purse has answered once, so another answer needs another session.
  var payeeHasAnswered = false

  /// - Parameter news: what a terminal offers to the cards it meets (FLD-11).
  init(
    _ order: PayOrder, payeeCertificate: [UInt8], introduction: Introduction, news: [[UInt8]] = []
  ) {
    self.order = order
    payee = Self.session(payeeCertificate, introduction, news: news)
    if order.flow == .direct {
      phase = .paying
      var address = Packet(
        kind: .address, message: payeeCertificate, authority: introduction.authority)
      address.documents = introduction.documents
      request = address
      _ = payee.handle(.listen)
    } else {
      phase = .requesting
    }
  }

  /// A new session of the payee, for a payment that its purse has seen before.
  mutating func listen(certificate: [UInt8], introduction: Introduction) {
    payee = Self.session(certificate, introduction)
    _ = payee.handle(.listen)
    phase = .accepting
  }

  private static func session(
    _ certificate: [UInt8], _ introduction: Introduction, news: [[UInt8]] = []
  ) -> PayeeSession<SoftwareHash> {
    var session = PayeeSession(
      certificate: certificate, authority: introduction.authority, pin: nil, hash: SoftwareHash(),
      news: news)
    session.successions = introduction.documents
    return session
  }
}

/// What a session stopped with.
enum SessionEnd {
  case message(Packet)
  case forLedger(Packet)
  case finished
}

/// A link broke where the scenario says.
struct Torn: Error {}

/// One tap: a device is given power and carries out a session's commands until the session has
/// something to send. Opening the device anew for each tap is what a card does.
struct Tap {
  var device: Device
  let pin: [UInt8]
  let torn: TornPoint?
  /// PINs that the holder has typed.
  private(set) var pins = 0

  init(_ device: Device, pin: [UInt8], torn: TornPoint?) {
    self.device = device
    self.pin = pin
    self.torn = torn
  }

  mutating func drive(
    _ session: inout PayerSession, _ event: PayerSession.Event
  ) throws -> SessionEnd {
    switch event {
    case .start: device.purse.bring(session.orderPacket.seconds)
    case .decision(let packet): device.purse.bring(packet.seconds)
    default: break
    }
    var action = session.handle(event)
    while true {
      switch action {
      case .command(let command):
        switch try execute(command) {
        case .success(let reply): action = session.handle(.reply(reply))
        case .failure(let error): action = session.handle(.failed(error))
        }
      case .askPIN:
        pins += 1
        action = session.handle(.pin(pin))
      case .send(let packet): return .message(try device.purse.withSeconds(packet))
      case .finished(.failed(let error)): throw Refusal(error)
      case .finished(.accepted), .finished(.refunded): return .finished
      case .finished(.confused): throw PurseError.malformed(.wrongMessageType)
      }
    }
  }

  mutating func drive(
    _ session: inout PayeeSession<SoftwareHash>, _ event: PayeeSession<SoftwareHash>.Event
  ) throws -> SessionEnd {
    if case .payment(let packet) = event { device.purse.bring(packet.seconds) }
    var action = session.handle(event)
    while true {
      switch action {
      case .command(let command):
        switch try execute(command) {
        case .success(let reply): action = session.handle(.reply(reply))
        case .failure(let error): action = session.handle(.failed(error))
        }
      case .askPIN:
        pins += 1
        action = session.handle(.pin(pin))
      case .send(let packet): return .message(try device.purse.withSeconds(packet))
      case .handToLedger(let packet): return .forLedger(packet)
      case .wait: return .finished
      case .finished(.failed(let error)): throw Refusal(error)
      case .finished(.confused): throw PurseError.malformed(.wrongMessageType)
      }
    }
  }

  private mutating func execute(
    _ command: PurseCommand
  ) throws -> Result<PurseReply, PurseError> {
    if let torn, torn == command.tornBefore { throw Torn() }
    let reply: PurseReply
    do throws(PurseError) {
      reply = try device.purse.execute(command, time: nil)
    } catch {
      return .failure(error)
    }
    if let torn, torn == command.tornAfter { throw Torn() }
    return .success(reply)
  }
}

extension PurseCommand {
  fileprivate var tornBefore: TornPoint? {
    switch self {
    case .pay, .payDirect: .beforeDebit
    case .accept: .beforeCredit
    default: nil
    }
  }

  fileprivate var tornAfter: TornPoint? {
    switch self {
    case .request: .afterRequest
    case .pay, .payDirect: .afterDebit
    case .accept: .afterCredit
    default: nil
    }
  }
}
