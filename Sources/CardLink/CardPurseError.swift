/// Why what lies on the reader cannot be used as a purse. Each says what helps.
public enum CardPurseError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The card has no such application; with the status word of its answer.
  case noPurse(UInt16)
  /// A status word that this command does not have.
  case unexpected(instruction: UInt8, word: UInt16)
  /// An answer that is none.
  case garbled

  public var description: String {
    switch self {
    case .noPurse(let word):
      "the card on the reader has no purse (\(Self.hex(word))); lay a Kontant card on it"
    case .unexpected(let instruction, let word):
      "the card answered \(Self.hex(word)) to instruction "
        + "\(String(instruction, radix: 16, uppercase: true)), which its version of the purse does "
        + "not do here; use a matching kontant"
    case .garbled:
      "the card's answer cannot be read; use a matching kontant, or have the card checked"
    }
  }

  private static func hex(_ word: UInt16) -> String {
    let digits = String(word, radix: 16, uppercase: true)
    return String(repeating: "0", count: 4 - digits.count) + digits
  }
}
