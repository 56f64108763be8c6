import Money
import Wire

extension Inspector {
  func packet(_ bytes: [UInt8]) -> Inspection {
    var inspection = Inspection(kind: "packet", bytes: bytes.count)
    let packet: Packet
    do {
      packet = try Packet(bytes)
    } catch {
      inspection.refused = Locator.refusal(ofPacket: bytes)
      return inspection
    }
    inspection.kind = "\(packet.kind) packet"
    var reader = self
    reader.keys = keys.adding(packet.certificate, packet.authority).adding(seconds: packet.seconds)
    if packet.kind == .address || packet.kind == .proof {
      reader.keys = reader.keys.adding(packet.message, nil)
    }
    let beside = packet.certificate ?? packet.message
    if let certificate = try? Signed<Certificate>(beside.span.bytes) {
      reader.currency = Currency(code: certificate.content.currency) ?? currency
      reader.decider = certificate.content.serial
    }
    inspection.fields = reader.fields(of: bytes)
    inspection.parts = reader.parts(of: packet)
    return inspection
  }

  /// The packet's own fields; long ones are shown by their parts.
  private func fields(of bytes: [UInt8]) -> [Inspection.Field] {
    guard case .map(let pairs) = CBORItem(bytes) else { return [] }
    return fields(pairs, FieldSchema.packet).map { field in
      var field = field
      if field.value.utf8.count > Self.longestValue { field.value = "" }
      return field
    }
  }

  private func parts(of packet: Packet) -> [Inspection] {
    var parts = [part(message(packet.message), "message")]
    if let certificate = packet.certificate {
      parts.append(part(message(certificate), "certificate"))
    }
    if let authority = packet.authority { parts.append(part(message(authority), "authority")) }
    if let sealed = packet.sealed { parts.append(part(self.sealed(sealed), "sealed")) }
    for item in packet.items {
      let role = "item \(item.sequence.value)"
      var entry = part(self.entry(item.entry), role)
      if let payment = item.payment { entry.parts.append(part(message(payment), "payment")) }
      if let sealed = item.sealed { entry.parts.append(part(self.sealed(sealed), "sealed")) }
      parts.append(entry)
    }
    for (index, document) in packet.documents.enumerated() {
      parts.append(part(self.document(document), "document \(index + 1)"))
    }
    for second in packet.seconds { parts.append(Self.second(second)) }
    return parts
  }

  /// An ML-DSA-65 key, or what it has signed (SUI-20).
  private static func second(_ item: [UInt8]) -> Inspection {
    guard item.count != SecondSignature.keyBytes else {
      return Inspection(kind: "ML-DSA-65 key", bytes: item.count)
    }
    var inspection = Inspection(kind: "second signature", bytes: item.count)
    inspection.fields = [("key", 0), ("message", 32)].map { name, start in
      Inspection.Field(
        number: nil, name: name, value: Array(item.dropFirst(start).prefix(32)).inspectedHex,
        meaning: name == "key" ? "SHA-256 of its ML-DSA-65 key" : "the digest of what it signs")
    }
    return inspection
  }

  /// A packet, a message, or plaintext that a proof shows.
  private func document(_ bytes: [UInt8]) -> Inspection {
    let found = inspect(bytes)
    guard found.refused != nil, let item = CBORItem(bytes) else { return found }
    guard case .array = item else { return found }
    var plaintext = Inspection(kind: "opened sealed part", bytes: bytes.count)
    plaintext.diagnostic = item.diagnostic
    return plaintext
  }

  private func sealed(_ bytes: [UInt8]) -> Inspection {
    var sealed = Inspection(kind: "sealed part", bytes: bytes.count)
    sealed.fields = [
      Inspection.Field(
        number: nil, name: "ciphertext", value: "", meaning: "only the ledger can read it")
    ]
    return sealed
  }

  func entry(_ bytes: [UInt8]) -> Inspection {
    var inspection = Inspection(kind: "journal entry", bytes: bytes.count)
    let entry: JournalEntry
    do {
      entry = try JournalEntry(bytes.span.bytes)
    } catch {
      inspection.refused = Locator.refusal(ofEntry: bytes)
      return inspection
    }
    let (kind, names) = Self.names(of: entry)
    inspection.kind = "journal entry: " + kind
    guard let item = CBORItem(bytes), case .array(let items) = item else { return inspection }
    inspection.diagnostic = item.diagnostic
    inspection.fields = zip(names, items.dropFirst()).map { name, value in
      Inspection.Field(
        number: nil, name: name.name, value: value.diagnostic, meaning: meaning(value, name.meaning)
      )
    }
    return inspection
  }

  /// What an entry is, and its items after the kind (JRN-1).
  private static func names(of entry: JournalEntry) -> (String, [FieldSchema]) {
    let payment = FieldSchema("payment", .hash)
    let amount = FieldSchema("amount", .amount)
    let signature = FieldSchema("signature", .hash)
    switch entry {
    case .paid: return ("paid", [payment, amount])
    case .received: return ("received", [payment, amount, signature])
    case .refusedPayment: return ("refused payment", [payment])
    case .refusedRequest: return ("refused request", [FieldSchema("request", .hash)])
    case .refunded:
      return ("refunded", [payment, amount, FieldSchema("byRequest", .flag), signature])
    case .confirmed: return ("confirmed", [payment, FieldSchema("sequence", .count), signature])
    case .granted:
      return (
        "granted",
        [
          FieldSchema("number", .count), FieldSchema("load", .amount),
          FieldSchema("released", .amount), FieldSchema("swept", .amount),
          FieldSchema("deliveries", .list), FieldSchema("reversals", .list),
        ]
      )
    case .unloaded: return ("unloaded", [amount])
    }
  }

  private static let longestValue = 140
}
