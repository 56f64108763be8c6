import Card
import Payment
import Purse
import Wire

/// What a card tells when it is selected (APD-3), kept true by noting what it was told afterwards.
public struct CardSelection: Sendable {
  /// Nil when a command may have moved it in a way only the card knows.
  public private(set) var place: PursePlace?
  /// As it travels; nil before personalisation.
  public private(set) var certificate: [UInt8]?
  public let lifeCycle: LifeCycle
  public let pinTriesLeft: UInt8

  init(_ answer: [UInt8]) throws(CardPurseError) {
    guard let template = try AnswerObjects(answer).all(Self.template).first,
      let data = try AnswerObjects(template).all(Self.proprietaryData).first
    else { throw .garbled }
    let objects = try AnswerObjects(data)
    place = PursePlace(
      sequence: try objects.sequence(), requestNumber: try objects.requestNumber(),
      policyNumber: try objects.shortNumber(.policyNumber),
      blockListNumber: try objects.shortNumber(.blockListNumber))
    certificate = objects.optional(.certificate)
    lifeCycle = try objects.lifeCycle()
    pinTriesLeft = UInt8(truncatingIfNeeded: try objects.count(.pinTries))
  }

  /// The card has carried out a command: it stands at the place that the command named.
  mutating func note(_ command: PurseCommand) {
    switch command {
    case .pay(let used, _, _, _), .payDirect(let used, _, _, _, _), .accept(let used, _, _, _, _),
      .refuseRequest(let used, _), .refusePayment(let used, _), .takeAcceptance(let used, _, _),
      .takeRefusal(let used, _, _), .unload(let used, _, _):
      place?.sequence = used
    case .request(let number, _):
      place?.requestNumber = number
    case .updatePolicy, .takeBlockList: place = nil
    case .applyGrant, .unblockPIN:
      // A grant that came before has moved nothing, and one may bring another certificate.
      place = nil
      certificate = nil
    default: break
    }
  }

  /// The card has said anew where it stands.
  mutating func note(_ status: PurseStatus) {
    place = PursePlace(status)
  }

  private static let template: UInt8 = 0x6F
  private static let proprietaryData: UInt8 = 0xA5
}
