import Settlement
import Wire

/// Results of a batch in the making. Its grants are signed together.
struct BatchResults: Sendable {
  private var results: [SyncResult?]
  /// Grants to be signed, with the places of their uploads.
  private(set) var unsigned: [(place: Int, grant: UnsignedGrant)] = []
  /// The first serials of their purses.
  private var roots: Set<Serial> = []

  init(count: Int) { results = Array(repeating: nil, count: count) }

  /// A purse has a grant among those to be signed: it is to be signed before the purse syncs again.
  /// - Parameter root: the purse's first serial.
  func lacksSignature(_ root: Serial) -> Bool { roots.contains(root) }

  mutating func add(_ answer: Result<SyncAnswer, LedgerError>, of root: Serial, at place: Int) {
    switch answer {
    case .failure(let error): results[place] = .failure(error)
    case .success(.answered(let outcome)): results[place] = .success(outcome)
    case .success(.unsigned(let grant)):
      unsigned.append((place, grant))
      roots.insert(root)
    }
  }

  mutating func add(_ error: LedgerError, at place: Int) { results[place] = .failure(error) }

  /// - Parameter outcomes: of the grants to be signed, in their order.
  mutating func add(signed outcomes: [SyncOutcome]) {
    for ((place, _), outcome) in zip(unsigned, outcomes) { results[place] = .success(outcome) }
    unsigned.removeAll(keepingCapacity: true)
    roots.removeAll(keepingCapacity: true)
  }

  /// In the order in which the uploads came.
  var all: [SyncResult] {
    results.map { result in
      guard let result else { preconditionFailure("an upload without an answer") }
      return result
    }
  }
}
