/// A card on a board: commands in, answers out, and power that can be cut within a flash operation.
public protocol Board {
  /// The answer, status word included; empty when the power went before there was one.
  mutating func exchange(_ command: [UInt8]) throws -> [UInt8]
  /// Power goes and comes, and goes again at a flash operation to come if that is ordered.
  mutating func restart(cut: OrderedCut?) throws
}

/// The power is to go at a flash operation, counted from power-up, and to leave the word in work as
/// `PowerCut.mask` says of the pattern.
public struct OrderedCut: Equatable, Sendable {
  public var operations: UInt16
  public var pattern: UInt8

  public init(operations: UInt16, pattern: UInt8) {
    self.operations = operations
    self.pattern = pattern
  }
}

/// The lab's own expectations were not met.
public enum LabError: Error, Equatable, CustomStringConvertible {
  case refused([UInt8], [UInt8])
  case failed(String)

  public var description: String {
    switch self {
    case .refused(let command, let answer):
      "the card answered \(hex(answer)) to \(hex(command))"
    case .failed(let what): what
    }
  }
}

/// Bytes for people.
func hex(_ bytes: [UInt8]) -> String {
  bytes.isEmpty
    ? "nothing" : bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
