import Money
import Purse
import Settlement
import Testing
import Wire
import World

@testable import Payment

/// Where a link breaks: at which command, counted over both sides, and whether the purse had done it.
struct Tear: Sendable, CustomTestStringConvertible {
  var command: Int
  var isDone: Bool
  /// Power goes with the link: what the purse remembers of the PIN is gone too.
  var losesPower = false
  var testDescription: String { "at \(command), done \(isDone), power \(losesPower)" }
}

/// Alice's and Bob's phones with their sessions, their purses, and links that break as told.
struct Desk {
  var stage: Stage
  var tears: [Tear] = []
  var commands = 0
  /// What Alice's and Bob's purses were told, in order.
  var told: [PurseCommand] = []
  var pinsAsked = 0
  var gives: [UInt8] = [0x31, 0x32, 0x33, 0x34]

  static func sek(_ units: UInt64) -> Amount { Amount(minorUnits: units * 100) ?? .zero }

  init(_ change: (inout Policy) -> Void = { _ in }) throws {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency.code)
    policy.reuse = true
    policy.direct = true
    policy.pinToReceive = true
    change(&policy)
    stage = Stage(
      currency: policy.currency, liquidity: .evidenceAndPool, policies: [policy])
    for name in ["Alice", "Bob"] {
      try stage.issue(name, policy: policy, money: Self.sek(1_000))
    }
    try stage.sync("Alice", load: Self.sek(200))
  }

  func certificate(_ name: String) -> [UInt8] { stage.purses[name]?.certificateMessage ?? [] }
  var authority: [UInt8] { [UInt8](stage.bank.issuer) }

  func payer(_ order: PayerSession.Order, pin: [UInt8]? = nil) -> PayerSession {
    PayerSession(
      order: order, certificate: certificate("Alice"), authority: authority, pin: pin)
  }

  func payee(pin: [UInt8]? = nil) -> PayeeSession<ModelPurseCrypto> {
    PayeeSession(
      certificate: certificate("Bob"), authority: authority, pin: pin,
      hash: ModelPurseCrypto(seed: 0))
  }

  /// What a command came to: the reply, an error, or a broken link.
  enum Result {
    case reply(PurseReply)
    case failed(PurseError)
    case torn
  }

  mutating func run(_ name: String, _ command: PurseCommand) -> Result {
    let tear = tears.first { $0.command == commands }
    commands += 1
    told.append(command)
    var result = Result.torn
    if tear?.isDone ?? true {
      do {
        result = .reply(try stage.run(name, command))
      } catch {
        result = .failed(error)
      }
    }
    guard let tear else { return result }
    if tear.losesPower, let purse = stage.purses[name] {
      stage.purses[name] = ModelPurse(
        crypto: ModelPurseCrypto(seed: 31), storage: purse.storage)
    }
    return .torn
  }

  /// Carries a payer's session on until it sends something or ends.
  mutating func drive(
    _ session: inout PayerSession, _ event: PayerSession.Event
  ) -> PayerSession.Action {
    var action = session.handle(event)
    for _ in 0..<50 {
      switch action {
      case .command(let command):
        switch run("Alice", command) {
        case .reply(let reply): action = session.handle(.reply(reply))
        case .failed(let error): action = session.handle(.failed(error))
        case .torn: action = session.handle(.torn)
        }
      case .askPIN:
        pinsAsked += 1
        action = session.handle(.pin(gives))
      case .send, .finished: return action
      }
    }
    return action
  }

  /// Carries a payee's session on until it sends, waits or ends.
  mutating func drive(
    _ session: inout PayeeSession<ModelPurseCrypto>,
    _ event: PayeeSession<ModelPurseCrypto>.Event
  ) -> PayeeSession<ModelPurseCrypto>.Action {
    var action = session.handle(event)
    for _ in 0..<50 {
      switch action {
      case .command(let command):
        switch run("Bob", command) {
        case .reply(let reply): action = session.handle(.reply(reply))
        case .failed(let error): action = session.handle(.failed(error))
        case .torn: action = session.handle(.torn)
        }
      case .askPIN:
        pinsAsked += 1
        action = session.handle(.pin(gives))
      default: return action
      }
    }
    return action
  }

  struct Stuck: Error {}

  static func sent(_ action: PayerSession.Action) throws -> Packet {
    guard case .send(let packet) = action else { throw Stuck() }
    return packet
  }

  static func sent(_ action: PayeeSession<ModelPurseCrypto>.Action) throws -> Packet {
    guard case .send(let packet) = action else { throw Stuck() }
    return packet
  }

  static func outcome(_ action: PayerSession.Action) -> PayerSession.Outcome? {
    if case .finished(let outcome) = action { return outcome }
    return nil
  }

  static func outcome(
    _ action: PayeeSession<ModelPurseCrypto>.Action
  ) -> PayeeSession<ModelPurseCrypto>.Outcome? {
    if case .finished(let outcome) = action { return outcome }
    return nil
  }
}
