import Settlement
import Wire

extension [UInt8] {
  /// A notice as a kind and a value (SRV-5).
  mutating func put(_ notice: SyncNotice) {
    let (kind, value): (UInt64, UInt64) =
      switch notice {
      case .repeated: (1, 0)
      case .loadRefused(.insufficientFunds): (2, 1)
      case .loadRefused(.balanceLimit): (2, 2)
      case .loadRefused(.suspended): (2, 3)
      case .loadRefused(.holdingCap): (2, 4)
      case .loadRefused(.outdated): (2, 5)
      case .more: (3, 0)
      case .suspended: (4, 0)
      case .unseenEntries: (5, 0)
      case .restored: (7, 0)
      case .waiting(let amount): (6, amount.minorUnits)
      case .borne(let amount): (8, amount.minorUnits)
      case .withheld(let amount): (9, amount.minorUnits)
      }
    putHead(4, 2)
    putHead(0, kind)
    putHead(0, value)
  }
}

extension CBORReader {
  mutating func readNotice() throws(WireError) -> SyncNotice {
    try readArray(exactly: 2)
    let kind = try readUInt()
    if kind == 6 { return .waiting(try readAmount()) }
    if kind == 8 { return .borne(try readAmount()) }
    if kind == 9 { return .withheld(try readAmount()) }
    switch (kind, try readUInt()) {
    case (1, 0): return .repeated
    case (2, 1): return .loadRefused(.insufficientFunds)
    case (2, 2): return .loadRefused(.balanceLimit)
    case (2, 3): return .loadRefused(.suspended)
    case (2, 4): return .loadRefused(.holdingCap)
    case (2, 5): return .loadRefused(.outdated)
    case (3, 0): return .more
    case (4, 0): return .suspended
    case (5, 0): return .unseenEntries
    case (7, 0): return .restored
    default: throw .outOfRange
    }
  }
}
