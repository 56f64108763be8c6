import Wire

/// Finds where a reader refuses bytes. A reader goes from the first byte to the last and gives the
/// first reason it meets (MSG-42); so it calls a prefix truncated until the prefix reaches the byte
/// that it refuses, and the shortest prefix that is refused for the reason itself ends there. The
/// readers stay free of positions, which a card would carry for nothing.
enum Locator {
  typealias Reader = ([UInt8]) -> WireError?

  static func refusal(ofMessage bytes: [UInt8]) -> Inspection.Refused? {
    if let error = envelope(bytes) {
      return locate(error, in: bytes, envelope) { _ in "in the envelope of a message" }
    }
    let payload = Inspector.payload(of: bytes)
    // After the payload there is the signature: a head of two bytes and 64 bytes.
    let start = bytes.count - payload.count - 66
    guard let type = type(payload) else {
      guard let error = typeError(payload) else { return nil }
      return locate(error, in: payload, typeError, start: start) { _ in
        "in field 0 (type) of a message"
      }
    }
    let reader = reader(of: type)
    guard let error = reader(payload) else { return nil }
    return locate(error, in: payload, reader, start: start) { offset in
      place(in: payload, at: offset, FieldSchema.of(type), of: type.name)
    }
  }

  static func refusal(ofPacket bytes: [UInt8]) -> Inspection.Refused? {
    guard let error = packet(bytes) else { return nil }
    return locate(error, in: bytes, packet) { offset in
      place(in: bytes, at: offset, FieldSchema.packet, of: "packet")
    }
  }

  static func refusal(ofEntry bytes: [UInt8]) -> Inspection.Refused? {
    guard let error = entry(bytes) else { return nil }
    return locate(error, in: bytes, entry) { _ in "in a journal entry" }
  }

  /// Halves the interval of prefixes: one is called truncated exactly if it ends before the place.
  private static func locate(
    _ error: WireError, in bytes: [UInt8], _ read: Reader, start: Int = 0,
    _ place: (Int) -> String
  ) -> Inspection.Refused {
    guard error != .truncated else {
      return Inspection.Refused(
        error, offset: start + bytes.count, place: "at the end, " + place(bytes.count))
    }
    var low = 0
    var high = bytes.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if read(Array(bytes[..<middle])) == .truncated { low = middle } else { high = middle }
    }
    let offset = max(high - 1, 0)
    return Inspection.Refused(error, offset: start + offset, place: place(offset))
  }

  /// The field of a map in which a byte lies.
  private static func place(
    in bytes: [UInt8], at offset: Int, _ schema: [UInt64: FieldSchema], of what: String
  ) -> String {
    var scanner = CBORScanner(bytes)
    guard let head = scanner.head(), head.major == 5 else { return "at the start of a \(what)" }
    var number: UInt64?
    while scanner.offset <= offset, scanner.offset < bytes.count {
      guard let key = scanner.item(depth: 1), case .unsigned(let value) = key else { break }
      number = value
      guard scanner.item(depth: 1) != nil else { break }
    }
    guard let number else { return "at the start of a \(what)" }
    let name = schema[number].map { " (\($0.name))" } ?? ""
    return "in field \(number)\(name) of a \(what)"
  }

  private static func envelope(_ bytes: [UInt8]) -> WireError? {
    do throws(WireError) {
      _ = try Envelope(bytes.span.bytes)
      return nil
    } catch {
      return error
    }
  }

  private static func type(_ payload: [UInt8]) -> MessageType? {
    try? Envelope.type(ofPayload: payload.span.bytes)
  }

  private static func typeError(_ payload: [UInt8]) -> WireError? {
    do throws(WireError) {
      _ = try Envelope.type(ofPayload: payload.span.bytes)
      return nil
    } catch {
      return error
    }
  }

  private static func packet(_ bytes: [UInt8]) -> WireError? {
    do throws(WireError) {
      _ = try Packet(bytes)
      return nil
    } catch {
      return error
    }
  }

  private static func entry(_ bytes: [UInt8]) -> WireError? {
    do throws(WireError) {
      _ = try JournalEntry(bytes.span.bytes)
      return nil
    } catch {
      return error
    }
  }

  private static func reader(of type: MessageType) -> Reader {
    switch type {
    case .certificate: { content($0, Certificate.self) }
    case .authority: { content($0, Authority.self) }
    case .request: { content($0, Request.self) }
    case .payment: { content($0, Payment.self) }
    case .acceptance: { content($0, Acceptance.self) }
    case .refusal: { content($0, Refusal.self) }
    case .syncRequest: { content($0, SyncRequest.self) }
    case .syncGrant: { content($0, SyncGrant.self) }
    case .policy: { content($0, Policy.self) }
    case .approval: { content($0, Approval.self) }
    case .succession: { content($0, Succession.self) }
    case .operators: { content($0, Operators.self) }
    case .claim: { content($0, Claim.self) }
    case .blockList: { content($0, BlockList.self) }
    }
  }

  private static func content<Content: MessageContent>(
    _ payload: [UInt8], _ content: Content.Type
  ) -> WireError? {
    do throws(WireError) {
      _ = try Content(payload: payload.span.bytes)
      return nil
    } catch {
      return error
    }
  }
}
