import Settlement
import Wire

/// What a client may ask (docs/spec/service.md).
public enum ServiceRequest: Equatable, Sendable {
  case upload(Packet)
  case status

  enum Kind: UInt8 {
    case upload = 1
    case status
  }

  var kind: Kind {
    switch self {
    case .upload: .upload
    case .status: .status
    }
  }

  var body: [UInt8] {
    switch self {
    case .upload(let packet): packet.bytes
    case .status: []
    }
  }
}

/// What a service answers.
public enum ServiceAnswer: Equatable, Sendable {
  case grant(SyncOutcome)
  case status(ServiceStatus)
  case refusal(ServiceRefusal)

  enum Kind: UInt8 {
    case grant = 129
    case status
    case refusal = 255
  }

  func frame(_ number: UInt64) -> ServiceFrame {
    var body: [UInt8] = []
    let kind: Kind
    switch self {
    case .grant(let outcome):
      kind = .grant
      body.putHead(4, 2)
      body.putBytes(outcome.packet.bytes)
      body.putHead(4, UInt64(outcome.notices.count))
      for notice in outcome.notices { body.put(notice) }
    case .status(let status):
      kind = .status
      body.putHead(4, 9)
      for number in [
        ServiceStatus.version, status.isEnding ? 1 : 0, status.connections, status.taken,
        status.granted, status.refused, status.busy, status.unavailable,
      ] { body.putHead(0, number) }
      body.putBytes(Array(status.figures.utf8.prefix(ServiceLimits.figures)))
    case .refusal(let refusal):
      kind = .refusal
      body.putHead(4, 2)
      body.putBytes(Array(refusal.code.utf8.prefix(ServiceLimits.code)))
      body.putBytes(Array(refusal.message.utf8.prefix(ServiceLimits.sentence)))
    }
    return ServiceFrame(number: number, kind: kind.rawValue, body: body)
  }

  /// Reads an answer; a byte too many or too few and it is none.
  init(_ frame: ServiceFrame) throws(WireError) {
    guard let kind = Kind(rawValue: frame.kind) else { throw .wrongMessageType }
    var reader = CBORReader(frame.body.span.bytes)
    switch kind {
    case .grant: self = .grant(try reader.readOutcome())
    case .status: self = .status(try reader.readStatus())
    case .refusal:
      try reader.readArray(exactly: 2)
      self = .refusal(
        ServiceRefusal(
          code: try reader.readText(atMost: ServiceLimits.code),
          message: try reader.readText(atMost: ServiceLimits.sentence)))
    }
    try reader.expectEnd()
  }
}

extension CBORReader {
  fileprivate mutating func readArrayOfBytes(atMost limit: Int) throws(WireError) -> [UInt8] {
    let bytes = try readBytes(atMost: limit)
    return bytes.withUnsafeBytes { Array($0) }
  }

  fileprivate mutating func readText(atMost limit: Int) throws(WireError) -> String {
    String(decoding: try readArrayOfBytes(atMost: limit), as: UTF8.self)
  }

  fileprivate mutating func readOutcome() throws(WireError) -> SyncOutcome {
    try readArray(exactly: 2)
    let packet = try Packet(try readArrayOfBytes(atMost: ServiceLimits.answer))
    guard packet.kind == .grant else { throw .wrongMessageType }
    var outcome = SyncOutcome(packet)
    for _ in 0..<(try readArray(atMost: ServiceLimits.notices)) {
      outcome.notices.append(try readNotice())
    }
    return outcome
  }

  fileprivate mutating func readStatus() throws(WireError) -> ServiceStatus {
    try readArray(exactly: 9)
    _ = try readUInt(in: ServiceStatus.version...ServiceStatus.version)
    var status = ServiceStatus()
    status.isEnding = try readUInt(in: 0...1) == 1
    status.connections = try readUInt()
    status.taken = try readUInt()
    status.granted = try readUInt()
    status.refused = try readUInt()
    status.busy = try readUInt()
    status.unavailable = try readUInt()
    status.figures = try readText(atMost: ServiceLimits.figures)
    return status
  }
}
