/// What the sources say, by the numbers that docs/trace.md and docs/design/attacks.md give it. The lists
/// stand here, so that a row that is left out of a page is missed.
enum TraceRows {
  /// Project Polaris, Part 1: seven threats; eight risks, the fourth in four parts, and two kinds more; six
  /// general criteria; countermeasures; six offline checks; eight principles and seven issues of privacy;
  /// nine items of an incident process.
  static let handbook =
    numbered("T", 7) + ["R1", "R2", "R3", "R4.1", "R4.2", "R4.3", "R4.4"]
    + (5...10).map { "R\($0)" } + numbered("GC", 6) + numbered("CM", 54) + numbered("OC", 6)
    + numbered("PP", 8) + numbered("PI", 7) + numbered("IS", 9)

  /// Project Polaris, Part 4: fifteen primary and five secondary choices, four trade-offs.
  static let designGuide = numbered("PC", 15) + numbered("SC", 5) + numbered("TO", 4)

  /// E-krona pilot, Phase 4: how it works, limits, the open question, lessons; and ten gaps.
  static let pilot = numbered("RB", 41) + numbered("G", 10)

  static let attacks = (1...34).map(String.init)

  private static func numbered(_ letters: String, _ count: Int) -> [String] {
    (1...count).map { "\(letters)\($0)" }
  }
}
