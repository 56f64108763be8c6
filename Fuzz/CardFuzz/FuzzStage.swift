import Card
import Purse
import Settlement
import Wire

typealias FuzzCard = Card<ModelPurseCrypto, MemoryStorage>

/// Cards in every life-cycle state, and genuine messages for the active one, made once: a request, two
/// payments, an acceptance, a refusal and a grant that it has not seen.
final class FuzzStage: Sendable {
  static let shared = FuzzStage()
  /// Place of the active card.
  static let active = 2
  /// Most commands of one input.
  static let commands = 64

  /// Manufactured, keyed, active, suspended, terminated.
  let cards: [FuzzCard]
  /// What the genuine messages bring the active card, each once, in minor units: two payments, a
  /// refusal and a load.
  let credits: UInt64 = 700 + 300 + 400 + 1_000
  private let messages: FuzzMessages
  private let personalisation: [UInt8]

  private init() {
    // Nothing here can fail: the seeds are fixed, and the first input of any run would show it.
    do {
      var bank = try FuzzMessages.bank()
      let policy = FuzzMessages.policy
      let payee = try bank.issuePurse(
        policy: policy, account: "A", kind: .card, bankSize: Self.bankSize)
      let payer = try bank.issuePurse(
        policy: policy, account: "B", kind: .card, bankSize: Self.bankSize)
      var alice = payee
      messages = try FuzzMessages(bank: &bank, alice: &alice, bob: payer)
      var keyed = ModelPurse(
        crypto: ModelPurseCrypto(seed: 99), storage: MemoryStorage(bankSize: Self.bankSize))
      let blank = keyed
      let data = try bank.personalisation(
        of: try keyed.generateKey(), policy: policy, account: "A", kind: .card)
      personalisation = Self.encode(data)
      cards = [
        blank, keyed, alice, try Self.ended(alice, bank, .suspended),
        try Self.ended(alice, bank, .terminated),
      ].map { FuzzCard(crypto: $0.crypto, storage: $0.storage) }
    } catch {
      preconditionFailure("the stage was not set: \(error)")
    }
  }

  /// The data of a command that the active card would carry out.
  /// - Parameter choice: among the genuine messages that fit.
  func data(of instruction: Instruction, choice: UInt8, status: PurseStatus) -> [UInt8] {
    let place = object(0x80, number: status.sequence.value + 1)
    let pin = choice & 0x80 == 0 ? object(0x88, [0x31, 0x32, 0x33, 0x34]) : []
    let bob = object(0x86, messages.bobCertificate)
    let payment = messages.payments[Int(choice) % 2]
    switch instruction {
    case .request:
      return object(0x81, number: status.requestNumber.value + 1) + object(0x82, number: 250)
    case .pay: return place + object(0x85, messages.request) + bob + pin
    case .payDirect: return place + object(0x82, number: 90) + object(0x83, number: 2) + pin
    case .accept:
      return place + object(0x85, payment.message) + bob + object(0x87, payment.sealed) + pin
    case .refusePayment: return place + object(0x85, payment.message)
    case .refuseRequest: return place + object(0x84, messages.openRequest)
    case .takeAcceptance: return place + object(0x85, messages.acceptance) + bob
    case .takeRefusal: return place + object(0x85, messages.refusal) + bob
    case .unload: return place + object(0x82, number: 100) + pin
    case .syncRequest: return choice & 1 == 0 ? [] : object(0x82, number: 1_000)
    case .apply: return object(0x85, messages.grant)
    case .learn: return object(0x85, messages.authority)
    case .update: return object(0x85, messages.newerPolicy)
    case .takeBlockList: return object(0x85, messages.blockList)
    case .readBlockList: return [0x96, 0x01, 0x00]
    case .readPayment: return object(0x80, number: UInt64(choice))
    case .check: return bob
    case .readEntry, .generateKey: return []
    case .personalise: return personalisation
    }
  }

  /// The card after a grant that ends its life, or suspends it.
  private static func ended(
    _ purse: ModelPurse, _ bank: ModelBank, _ state: GrantedState
  ) throws -> ModelPurse {
    var purse = purse
    var request = Bytes<512>()
    try purse.syncRequest(wishes: SyncWishes(), answer: &request)
    let grant = try FuzzMessages.grant(request, from: bank, state: state)
    try purse.apply(grant: grant.span.bytes)
    return purse
  }

  private static func encode(_ data: borrowing Personalisation) -> [UInt8] {
    object(0x86, [UInt8](data.certificate)) + object(0x88, [0x31, 0x32, 0x33, 0x34])
      + object(0x89, number: data.time.seconds) + object(0x8B, [UInt8](data.issuer))
      + object(0x8C, [UInt8](data.ledger)) + object(0x8D, [UInt8](data.policy))
      + object(0x8E, data.rootKey.x.array + data.rootKey.y.array)
      + object(0x8F, data.purseKey.word.array)
  }

  private static let bankSize = 16_384
}

/// A data object; none without a value.
func object(_ tag: UInt8, _ value: [UInt8]) -> [UInt8] {
  guard !value.isEmpty else { return [] }
  let count = UInt8(truncatingIfNeeded: value.count)
  if value.count < 0x80 { return [tag, count] + value }
  if value.count < 0x100 { return [tag, 0x81, count] + value }
  return [tag, 0x82, UInt8(value.count >> 8), count] + value
}

func object(_ tag: UInt8, number: UInt64) -> [UInt8] {
  let digits = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
    .drop { $0 == 0 }
  return object(tag, digits.isEmpty ? [0] : Array(digits))
}
