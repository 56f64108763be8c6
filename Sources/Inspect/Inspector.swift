import Money
import PurseCrypto
import Wire

/// Explains any message, packet or journal entry, and says of bytes that are refused which rule they
/// break and where.
public struct Inspector: Sendable {
  var keys: KeyRing
  /// Of amounts in messages that name no currency.
  var currency: Currency?
  /// Who signs the acceptance or refusal at hand: the message does not say, its packet does.
  var decider: Serial?

  public init(keys: KeyRing) {
    self.keys = keys
    currency = keys.authorities.first.flatMap { Currency(code: $0.content.currency) }
  }

  /// Explains bytes, or a text that has them in hexadecimal.
  public func inspect(_ bytes: [UInt8]) -> Inspection {
    let bytes = Self.fromHexadecimal(bytes) ?? bytes
    switch bytes.first.map({ $0 >> 5 }) {
    case 6: return message(bytes)
    case 4: return entry(bytes)
    default: return packet(bytes)
    }
  }

  func message(_ bytes: [UInt8]) -> Inspection {
    let type = Self.type(of: bytes)
    switch type {
    case .certificate: return explain(bytes) { certificate($0) }
    case .authority: return explain(bytes) { (m: Signed<Authority>) in keys.checkByRoot(m) }
    case .request:
      return explain(bytes) { (m: Signed<Request>) in keys.check(m, by: m.content.payee) }
    case .payment:
      return explain(bytes) { (m: Signed<Payment>) in keys.check(m, by: m.content.payer) }
    case .acceptance: return explain(bytes) { (m: Signed<Acceptance>) in decision(m) }
    case .refusal: return explain(bytes) { (m: Signed<Refusal>) in decision(m) }
    case .syncRequest:
      return explain(bytes) { (m: Signed<SyncRequest>) in keys.check(m, by: m.content.serial) }
    case .syncGrant:
      return explain(bytes) { (m: Signed<SyncGrant>) in keys.check(m, by: nil, role: .ledger) }
    case .policy:
      return explain(bytes) { (m: Signed<Policy>) in keys.check(m, by: nil, role: .ledger) }
    case .succession: return explain(bytes) { (m: Signed<Succession>) in keys.checkByRoot(m) }
    case .operators: return explain(bytes) { (m: Signed<Operators>) in keys.checkByRoot(m) }
    case .approval:
      return explain(bytes) { (m: Signed<Approval>) in
        Inspection.SignatureCheck(
          signer: "operator \(Serial(m.content.operatorID.value).inspected)", state: .unchecked,
          reason: "its key is in the set of operators; see: kontant keys verify")
      }
    case .claim:
      return explain(bytes) { (m: Signed<Claim>) in
        keys.check(m, by: m.content.issuer, role: .issuer)
      }
    case .blockList:
      return explain(bytes) { (m: Signed<BlockList>) in keys.check(m, by: nil, role: .ledger) }
    case nil:
      var inspection = Inspection(kind: "message", bytes: bytes.count)
      inspection.refused = Locator.refusal(ofMessage: bytes)
      return inspection
    }
  }

  private func certificate(_ message: Signed<Certificate>) -> Inspection.SignatureCheck {
    keys.check(message, by: message.content.issuer, role: .issuer)
  }

  private func decision<Content: MessageContent>(
    _ message: Signed<Content>
  ) -> Inspection.SignatureCheck {
    guard let decider else {
      return Inspection.SignatureCheck(
        signer: "the payee's purse", state: .unchecked,
        reason: "a decision does not name its signer; its packet does, by the certificate")
    }
    return keys.check(message, by: decider)
  }

  private func explain<Content: MessageContent>(
    _ bytes: [UInt8], _ check: (Signed<Content>) -> Inspection.SignatureCheck
  ) -> Inspection {
    var inspection = Inspection(kind: Content.type.name, bytes: bytes.count)
    let signed: Signed<Content>
    do {
      signed = try Signed(bytes.span.bytes)
    } catch {
      inspection.refused = Locator.refusal(ofMessage: bytes)
      return inspection
    }
    let payload = Self.payload(of: bytes)
    inspection.payloadBytes = payload.count
    inspection.signatureBytes = 64
    inspection.digest = signed.digest(hash: SoftwareHash()).word.array.inspectedHex
    inspection.signature = check(signed)
    guard case .map(let pairs) = CBORItem(payload) else { return inspection }
    let schema = FieldSchema.of(Content.type)
    var reader = self
    reader.currency = Self.currency(of: pairs, schema) ?? currency
    inspection.fields = reader.fields(pairs, schema)
    inspection.diagnostic = Self.diagnostic(pairs, schema)
    for pair in pairs {
      guard case .unsigned(let number) = pair.key, case .bytes(let inner) = pair.value,
        case .message? = schema[number]?.meaning
      else { continue }
      inspection.parts.append(part(reader.message(inner), schema[number]?.name ?? ""))
    }
    return inspection
  }

  func part(_ inspection: Inspection, _ role: String) -> Inspection {
    var inspection = inspection
    inspection.role = role
    return inspection
  }

  /// The type that a message says it has, if it comes so far.
  private static func type(of bytes: [UInt8]) -> MessageType? {
    guard let envelope = try? Envelope(bytes.span.bytes) else { return nil }
    return try? Envelope.type(ofPayload: envelope.payload)
  }

  static func payload(of message: [UInt8]) -> [UInt8] {
    guard let envelope = try? Envelope(message.span.bytes) else { return [] }
    return envelope.payload.withUnsafeBytes { Array($0) }
  }

  private static func fromHexadecimal(_ bytes: [UInt8]) -> [UInt8]? {
    let text = bytes.filter { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    guard text.count >= 2, text.count.isMultiple(of: 2) else { return nil }
    var result: [UInt8] = []
    var high: UInt8?
    for digit in text {
      guard let value = Character(UnicodeScalar(digit)).hexDigitValue, digit < 0x80 else {
        return nil
      }
      if let first = high {
        result.append(first << 4 | UInt8(value))
        high = nil
      } else {
        high = UInt8(value)
      }
    }
    return result
  }
}

extension MessageType {
  /// As its external_aad names it: `kontant/<name>/1`.
  var name: String { String("\(context)".split(separator: "/")[1]) }
}
