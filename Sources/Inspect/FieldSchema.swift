import Wire

/// The fields of the messages as docs/spec/messages.md names them: what turns a number in a map into
/// words.
struct FieldSchema: Sendable {
  /// How a value is to be read by a person.
  enum Meaning: Sendable {
    case type
    case serial
    case authority
    case amount
    case count
    case time
    case currency
    case hash
    case key
    case choice([UInt64: String])
    case flag
    case text
    case message
    case list
    case packetKind
    case proofKind
  }

  var name: String
  var meaning: Meaning

  init(_ name: String, _ meaning: Meaning) {
    self.name = name
    self.meaning = meaning
  }

  static func of(_ type: MessageType) -> [UInt64: FieldSchema] {
    switch type {
    case .certificate: certificate
    case .authority: authority
    case .request: request
    case .payment: payment
    case .acceptance:
      [
        0: FieldSchema("type", .type), 1: FieldSchema("payment", .hash),
        2: FieldSchema("sequence", .count),
      ]
    case .refusal:
      [
        0: FieldSchema("type", .type), 1: FieldSchema("payment", .hash),
        2: FieldSchema("request", .hash),
      ]
    case .syncRequest: syncRequest
    case .syncGrant: syncGrant
    case .policy: policy
    case .approval: approval
    case .succession: succession
    case .operators: operators
    case .claim: claim
    case .blockList: blockList
    }
  }

  private static let certificate: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("issuer", .authority),
    2: FieldSchema("serial", .serial), 3: FieldSchema("suite", suites),
    4: FieldSchema("key", .key), 5: FieldSchema("kind", kinds),
    6: FieldSchema("policyID", .count), 7: FieldSchema("policyNumber", .count),
    8: FieldSchema("reporting", reporting), 9: FieldSchema("currency", .currency),
    10: FieldSchema("appletVersion", .count), 11: FieldSchema("notBefore", .time),
    12: FieldSchema("notAfter", .time),
  ]

  private static let authority: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("id", .authority),
    2: FieldSchema("role", .choice([1: "issuer", 2: "ledger"])), 3: FieldSchema("suite", suites),
    4: FieldSchema("key", .key), 5: FieldSchema("currency", .currency),
    6: FieldSchema("notBefore", .time), 7: FieldSchema("notAfter", .time),
  ]

  private static let approval: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("operator", .authority),
    2: FieldSchema("operators", .count), 3: FieldSchema("currency", .currency),
    4: FieldSchema(
      "action",
      .choice([1: "issue money", 2: "issuer's key", 3: "ledger's key", 4: "root's key"])),
    5: FieldSchema("number", .count), 6: FieldSchema("notAfter", .time),
    7: FieldSchema("amount", .amount), 8: FieldSchema("account", .text),
    9: FieldSchema("key", .key),
  ]

  private static let succession: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("number", .count),
    2: FieldSchema("suite", suites), 3: FieldSchema("key", .key),
    4: FieldSchema("currency", .currency), 5: FieldSchema("time", .time),
  ]

  private static let operators: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("number", .count),
    2: FieldSchema("currency", .currency), 3: FieldSchema("needed", .count),
    4: FieldSchema("keys", .list), 5: FieldSchema("notBefore", .time),
    6: FieldSchema("notAfter", .time),
  ]

  private static let request: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("payee", .serial),
    2: FieldSchema("number", .count), 3: FieldSchema("amount", .amount),
    4: FieldSchema("currency", .currency), 5: FieldSchema("policyNumber", .count),
    6: FieldSchema("blockListNumber", .count), 7: FieldSchema("suites", .count),
  ]

  private static let payment: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("payer", .serial),
    2: FieldSchema("sequence", .count), 3: FieldSchema("previous", .hash),
    4: FieldSchema("amount", .amount), 5: FieldSchema("payee", .serial),
    6: FieldSchema("request", .hash),
    7: FieldSchema("verification", .choice([0: "none", 1: "PIN"])),
    8: FieldSchema("sealed", .hash),
  ]

  private static let syncRequest: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("serial", .serial),
    2: FieldSchema("lastGrant", .count), 3: FieldSchema("first", .count),
    4: FieldSchema("last", .count), 5: FieldSchema("head", .hash),
    6: FieldSchema("spendable", .amount), 7: FieldSchema("pending", .amount),
    8: FieldSchema("policyNumber", .count), 9: FieldSchema("blockListNumber", .count),
    10: FieldSchema("appletVersion", .count), 11: FieldSchema("nextKey", .key),
    12: FieldSchema("load", .amount), 13: FieldSchema("unblockPIN", .flag),
    14: FieldSchema("checkpoint", .list), 15: FieldSchema("restored", .flag),
    16: FieldSchema("totals", .list),
  ]

  private static let syncGrant: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("serial", .serial),
    2: FieldSchema("request", .hash), 3: FieldSchema("number", .count),
    4: FieldSchema("covered", .count), 5: FieldSchema("time", .time),
    6: FieldSchema("state", .choice([1: "active", 2: "suspended", 3: "terminated"])),
    7: FieldSchema("load", .amount), 8: FieldSchema("released", .amount),
    9: FieldSchema("swept", .amount), 10: FieldSchema("deliveries", .list),
    11: FieldSchema("reversals", .list), 12: FieldSchema("unblockPIN", .flag),
    13: FieldSchema("certificate", .message), 14: FieldSchema("policy", .message),
    15: FieldSchema("more", .flag), 20: FieldSchema("restored", .flag),
  ]

  private static let policy: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("id", .count),
    2: FieldSchema("number", .count), 3: FieldSchema("time", .time),
    4: FieldSchema("currency", .currency), 5: FieldSchema("operations", .count),
    6: FieldSchema("operationsSent", .count), 7: FieldSchema("operationsReceived", .count),
    8: FieldSchema("largestPayment", .amount), 9: FieldSchema("largestBalance", .amount),
    10: FieldSchema("sumSent", .amount), 11: FieldSchema("sumReceived", .amount),
    12: FieldSchema("reuse", .flag), 13: FieldSchema("reuseOperations", .count),
    14: FieldSchema("pinRule", .choice([0: "never", 1: "above an amount", 2: "always"])),
    15: FieldSchema("pinAbove", .amount), 16: FieldSchema("largestWithoutPIN", .amount),
    17: FieldSchema("pinToReceive", .flag), 18: FieldSchema("daysSinceSync", .count),
    19: FieldSchema("direct", .flag), 20: FieldSchema("verifyPayee", .flag),
    21: FieldSchema("evidence", .choice([0: "off", 1: "best effort", 2: "required"])),
    22: FieldSchema("evidenceBytes", .count), 23: FieldSchema("reporting", reporting),
    24: FieldSchema("sweep", .flag), 25: FieldSchema("rotation", .count),
    26: FieldSchema("fixed", .flag), 27: FieldSchema("validUntil", .time),
    28: FieldSchema("ring", .flag), 29: FieldSchema("interim", .flag),
    32: FieldSchema("floor", .count), 33: FieldSchema("floorFrom", .time),
    36: FieldSchema("suite", suites), 42: FieldSchema("suiteFloor", suites),
  ]

  private static let blockList: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("number", .count),
    2: FieldSchema("part", .count), 3: FieldSchema("parts", .count),
    4: FieldSchema("time", .time), 5: FieldSchema("currency", .currency),
    6: FieldSchema("serials", .list),
  ]

  private static let claim: [UInt64: FieldSchema] = [
    0: FieldSchema("type", .type), 1: FieldSchema("issuer", .authority),
    2: FieldSchema("serial", .serial), 3: FieldSchema("account", .hash),
    4: FieldSchema(
      "kind",
      .choice([
        1: "lost", 2: "broken", 3: "dormant", 4: "replaced", 5: "found", 6: "restored",
      ])),
    5: FieldSchema("number", .count), 6: FieldSchema("time", .time),
    7: FieldSchema("replacement", .serial),
  ]

  static let packet: [UInt64: FieldSchema] = [
    0: FieldSchema("kind", .packetKind), 1: FieldSchema("message", .message),
    2: FieldSchema("certificate", .message), 3: FieldSchema("authority", .message),
    4: FieldSchema("sealed", .message), 5: FieldSchema("items", .list),
    6: FieldSchema("documents", .list), 7: FieldSchema("start", .hash),
    8: FieldSchema("proof", .proofKind), 9: FieldSchema("holds", .list),
    10: FieldSchema("seconds", .list),
  ]

  private static let suites = Meaning.choice([
    1: "ES256", 2: "EdDSA", 3: "ES256+ML-DSA-65",
  ])
  private static let kinds = Meaning.choice([1: "card", 2: "terminal", 3: "phone"])
  private static let reporting = Meaning.choice([0: "full", 1: "totals only"])
}
