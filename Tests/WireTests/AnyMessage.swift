import Testing
import Wire

extension Signed {
  /// The whole message, on the heap.
  var array: [UInt8] {
    var bytes = Bytes<2144>()
    encode(into: &bytes)
    return bytes.array
  }
}

extension MessageContent {
  /// The payload, on the heap.
  var array: [UInt8] {
    var bytes = Bytes<2048>()
    encode(into: &bytes)
    return bytes.array
  }
}

/// What a test needs of a message, whatever its type.
struct AnyMessage {
  var fields: [String: Plain]
  var digest: Wire.Digest
  var algorithm: Algorithm
  var signature: Signature
  var sigStructure: [UInt8]
  var encoded: [UInt8]
  var payload: [UInt8]

  init<Content: PlainFields>(_ type: Content.Type, _ bytes: [UInt8]) throws(WireError) {
    let message = try Signed<Content>(bytes.span.bytes)
    fields = message.content.present
    digest = message.digest(hash: CryptoHash())
    algorithm = message.algorithm
    signature = message.signature
    sigStructure = message.content.sigStructure(message.algorithm)
    encoded = message.array
    payload = message.content.array
  }
}

/// A message type by the name it has in vectors/ and in its external_aad.
enum Kind: String, CaseIterable, CustomTestStringConvertible {
  case certificate
  case authority
  case request
  case payment
  case acceptance
  case refusal
  case syncRequest = "sync-request"
  case syncGrant = "sync-grant"
  case policy
  case approval
  case succession
  case operators
  case claim
  case blockList = "block-list"

  var testDescription: String { rawValue }

  var type: MessageType {
    switch self {
    case .certificate: .certificate
    case .authority: .authority
    case .request: .request
    case .payment: .payment
    case .acceptance: .acceptance
    case .refusal: .refusal
    case .syncRequest: .syncRequest
    case .syncGrant: .syncGrant
    case .policy: .policy
    case .approval: .approval
    case .succession: .succession
    case .operators: .operators
    case .claim: .claim
    case .blockList: .blockList
    }
  }

  func read(_ bytes: [UInt8]) throws(WireError) -> AnyMessage {
    switch self {
    case .certificate: try AnyMessage(Certificate.self, bytes)
    case .authority: try AnyMessage(Authority.self, bytes)
    case .request: try AnyMessage(Request.self, bytes)
    case .payment: try AnyMessage(Payment.self, bytes)
    case .acceptance: try AnyMessage(Acceptance.self, bytes)
    case .refusal: try AnyMessage(Refusal.self, bytes)
    case .syncRequest: try AnyMessage(SyncRequest.self, bytes)
    case .syncGrant: try AnyMessage(SyncGrant.self, bytes)
    case .policy: try AnyMessage(Policy.self, bytes)
    case .approval: try AnyMessage(Approval.self, bytes)
    case .succession: try AnyMessage(Succession.self, bytes)
    case .operators: try AnyMessage(Operators.self, bytes)
    case .claim: try AnyMessage(Claim.self, bytes)
    case .blockList: try AnyMessage(BlockList.self, bytes)
    }
  }
}
