import World

/// When a ledger under load is killed: by the clock, or by what it has answered. The clock finds moments
/// within batches, the answers those right after one is durable.
enum KillPlan: Equatable, Sendable {
  case never
  case after(microseconds: Int)
  case atAnswer(Int)

  /// - Parameters:
  ///   - uploads: how many are sent.
  ///   - microseconds: how long as many may take.
  init(uploads: Int, lasting microseconds: Int, by generator: inout Seeded) {
    switch Int.random(in: 0..<100, using: &generator) {
    case ..<15: self = .never
    case ..<60: self = .after(microseconds: Int.random(in: 0...microseconds, using: &generator))
    default: self = .atAnswer(Int.random(in: 1...uploads, using: &generator))
    }
  }
}
