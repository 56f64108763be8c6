/// What a signed message is. The number stands in the payload (field 0) and the name in the
/// external_aad, so that a signature on one type never passes for another (MSG-11).
public enum MessageType: UInt8, Sendable, Equatable {
  case certificate = 1
  case authority = 2
  case request = 3
  case payment = 4
  case acceptance = 5
  case refusal = 6
  case syncRequest = 7
  case syncGrant = 8
  case policy = 9
  case approval = 11
  case succession = 13
  case operators = 16
  case claim = 12
  case blockList = 10

  /// `kontant/<name>/1`, the external_aad.
  public var context: StaticString {
    switch self {
    case .certificate: "kontant/certificate/1"
    case .authority: "kontant/authority/1"
    case .request: "kontant/request/1"
    case .payment: "kontant/payment/1"
    case .acceptance: "kontant/acceptance/1"
    case .refusal: "kontant/refusal/1"
    case .syncRequest: "kontant/sync-request/1"
    case .syncGrant: "kontant/sync-grant/1"
    case .policy: "kontant/policy/1"
    case .approval: "kontant/approval/1"
    case .succession: "kontant/succession/1"
    case .operators: "kontant/operators/1"
    case .claim: "kontant/claim/1"
    case .blockList: "kontant/block-list/1"
    }
  }
}
