import Wire

/// A bounded story for the exhaustive search: who means to pay whom, and how much may go wrong.
public struct Story: Sendable {
  /// Something a person means to do, once.
  public enum Intent: Equatable, Sendable {
    /// Pay on request; the payee asks first.
    case onRequest(payer: Int, payee: Int, amount: UInt64)
    case direct(payer: Int, payee: Int, amount: UInt64)
    case unload(Int, amount: UInt64)
  }

  public var intents: [Intent]
  /// Syncs that each person may begin, and what the first of them loads.
  public var syncs: [Int]
  public var loads: [UInt64]
  /// Payees may refuse what they are paid, and close their requests.
  public var refusals = false
  /// Payments and decisions may ride to the ledger with anybody's sync.
  public var documents = false
  /// How many messages are lost, come twice, and how often the power goes.
  public var losses = 0
  public var repetitions = 0
  public var cuts = 0

  public init(intents: [Intent], syncs: [Int], loads: [UInt64]) {
    self.intents = intents
    self.syncs = syncs
    self.loads = loads
  }

  /// Alice pays Bob 80; each syncs once.
  public static let single = Story(
    intents: [.onRequest(payer: 0, payee: 1, amount: 80)], syncs: [1, 1, 0], loads: [0, 0, 0])
  public static let singleDirect = Story(
    intents: [.direct(payer: 0, payee: 1, amount: 80)], syncs: [1, 1, 0], loads: [0, 0, 0])

  public static let chainByRequest = chain(.onRequest(payer: 1, payee: 2, amount: 50))
  public static let chainDirect = chain(.direct(payer: 1, payee: 2, amount: 50))

  /// Alice pays Bob 80 on request, and Bob pays Charlie 50.
  private static func chain(_ second: Intent) -> Story {
    Story(
      intents: [.onRequest(payer: 0, payee: 1, amount: 80), second], syncs: [1, 1, 1],
      loads: [0, 0, 0])
  }

  /// What `kontant world` and the tests search, each with another kind of accident.
  public static let all: [(name: String, story: Story)] = [
    (
      "one payment by request, refusals, one power cut",
      single.with {
        $0.refusals = true
        $0.cuts = 1
      }
    ),
    (
      "one payment by request, a loss and a repetition",
      single.with {
        $0.losses = 1
        $0.repetitions = 1
      }
    ),
    (
      "one direct payment, refusals, one power cut",
      singleDirect.with {
        $0.refusals = true
        $0.cuts = 1
      }
    ),
    ("chain by request, every order of syncs", chainByRequest),
    ("chain direct, every order of syncs", chainDirect),
    ("chain by request, documents", chainByRequest.with { $0.documents = true }),
    (
      "chain by request, a loss and a repetition",
      chainByRequest.with {
        $0.losses = 1
        $0.repetitions = 1
      }
    ),
    (
      "chain by request, refusals and loads",
      chainByRequest.with {
        $0.refusals = true
        $0.loads = [0, 20, 0]
        $0.syncs = [2, 1, 1]
      }
    ),
    ("chain by request, one power cut", chainByRequest.with { $0.cuts = 1 }),
    (
      "chain direct, documents and refusals",
      chainDirect.with {
        $0.documents = true
        $0.refusals = true
      }
    ),
    ("chain direct, one power cut", chainDirect.with { $0.cuts = 1 }),
    (
      "chain direct, a loss, a repetition, an unload",
      chainDirect.with {
        $0.losses = 1
        $0.repetitions = 1
        $0.intents.append(.unload(1, amount: 10))
      }
    ),
  ]

  private func with(_ change: (inout Story) -> Void) -> Story {
    var copy = self
    change(&copy)
    return copy
  }
}
