/// What precedes a frame's body (SRV-1).
struct FrameHead: Equatable, Sendable {
  /// Of the body, in bytes.
  var length: Int
  var number: UInt64
  var kind: UInt8

  /// Bytes of length, number and kind.
  static let size = 13
  /// Bytes of number and kind, which the length counts.
  static let counted = 9
}

/// One request or answer as it travels.
struct ServiceFrame: Equatable, Sendable {
  var number: UInt64
  var kind: UInt8
  var body: [UInt8]

  var bytes: [UInt8] {
    let length = UInt32(FrameHead.counted + body.count)
    var out: [UInt8] = []
    out.reserveCapacity(FrameHead.size + body.count)
    for shift in stride(from: 24, through: 0, by: -8) {
      out.append(UInt8(truncatingIfNeeded: length >> UInt32(shift)))
    }
    for shift in stride(from: 56, through: 0, by: -8) {
      out.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
    out.append(kind)
    out += body
    return out
  }
}

/// The beginning of the next frame is not known (SRV-3).
struct FramingLost: Error, Equatable {}
