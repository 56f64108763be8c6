/// When the power goes, and what becomes of the word in work.
public struct PowerCut: Equatable, Sendable {
  /// Operations that are still carried out whole: 0 cuts the next one.
  public var operations: UInt16
  /// The bits of the word that the cut operation still reaches. A program clears bits, an erase sets
  /// them.
  public var mask: UInt64

  public init(operations: UInt16, mask: UInt64) {
    self.operations = operations
    self.mask = mask
  }

  /// A word may be torn in any way; these are the ways that are tried, by number, so that a control of
  /// four bytes can name one: 0 nothing done, 1 all done, 2 to 7 halves, stripes and ends, 64 + n
  /// only bit n, 128 + n all but bit n. Others are as 0.
  public static func mask(pattern: UInt8) -> UInt64 {
    switch pattern {
    case 1: .max
    case 2: 0x0000_0000_FFFF_FFFF
    case 3: 0xFFFF_FFFF_0000_0000
    case 4: 0x5555_5555_5555_5555
    case 5: 0xAAAA_AAAA_AAAA_AAAA
    case 6: 0x0000_0000_0000_FFFF
    case 7: 0xFFFF_FFFF_FFFF_0000
    case 64..<128: 1 << UInt64(pattern - 64)
    case 128..<192: ~(1 << UInt64(pattern - 128))
    default: 0
    }
  }
}
