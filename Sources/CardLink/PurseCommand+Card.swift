import Payment
import Purse
import Wire

extension PurseCommand {
  /// Reads, and answers with nothing where there is nothing.
  var isReading: Bool {
    switch self {
    case .certificate, .policy, .lastAnswer, .payment, .blockList: true
    default: false
    }
  }

  /// The holder has typed his PIN for this.
  var typesPIN: Bool {
    switch self {
    case .verifyPIN, .changePIN: true
    default: pin != nil
    }
  }

  /// Refuses what is no PIN before a card sees it, as a purse does before anything else; an empty one
  /// would be another question to a card (APD-13).
  func checkPINs() throws(PurseError) {
    let pins: [[UInt8]] =
      switch self {
      case .verifyPIN(let pin): [pin]
      case .changePIN(let old, let new): [old, new]
      case .unblockPIN(_, let new): [new].compactMap { $0 }
      default: [pin].compactMap { $0 }
      }
    for pin in pins {
      guard PIN.isWellFormed(pin.span.bytes) else { throw .pinFormat }
    }
  }

  /// What is wrong with the form of this command's messages. A card says only that something is
  /// (`6A80`); it reads them as here, so the answer is the same.
  var fault: WireError? {
    switch self {
    case .pay(_, let request, _, _): Self.fault(Signed<Request>.self, request)
    case .payDirect(_, _, _, let certificate, _), .check(let certificate):
      Self.fault(Signed<Certificate>.self, certificate)
    case .accept(_, let payment, let certificate, _, _):
      Self.fault(Signed<Payment>.self, payment)
        ?? Self.fault(Signed<Certificate>.self, certificate)
    case .refusePayment(_, let payment): Self.fault(Signed<Payment>.self, payment)
    case .takeAcceptance(_, let acceptance, let certificate):
      Self.fault(Signed<Acceptance>.self, acceptance)
        ?? Self.fault(Signed<Certificate>.self, certificate)
    case .takeRefusal(_, let refusal, let certificate):
      Self.fault(Signed<Refusal>.self, refusal)
        ?? Self.fault(Signed<Certificate>.self, certificate)
    case .applyGrant(let grant), .unblockPIN(let grant, _):
      Self.fault(Signed<SyncGrant>.self, grant)
    case .learnAuthority(let authority): Self.fault(Signed<Authority>.self, authority)
    case .updatePolicy(let policy): Self.fault(Signed<Policy>.self, policy)
    case .takeBlockList(let list): Self.fault(Signed<BlockList>.self, list)
    default: nil
    }
  }

  private static func fault<Content: MessageContent>(
    _ type: Signed<Content>.Type, _ bytes: [UInt8]
  ) -> WireError? {
    do throws(WireError) {
      _ = try Signed<Content>(bytes.span.bytes)
      return nil
    } catch { return error }
  }
}
