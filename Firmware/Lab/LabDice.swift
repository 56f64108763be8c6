import World

/// Choices that a seed repeats.
struct LabDice: Sendable {
  private var generator: Seeded

  init(seed: UInt64) { generator = Seeded(seed: seed) }

  /// 0 where there is nothing to choose from.
  mutating func below(_ bound: Int) -> Int {
    bound < 1 ? 0 : Int(generator.next() % UInt64(bound))
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  mutating func element<Element>(of list: [Element]) -> Element? {
    list.isEmpty ? nil : list[below(list.count)]
  }
}
