import Payment
import Purse
import Settlement
import Wire
import World

/// A story told by a seed: honest purses, and everything else going wrong. Messages are lost, kept,
/// repeated and shown to the wrong people; grants come late; the ledger may be restored.
struct RandomStory {
  var stage: Stage
  private let names: [String]
  private let restores: Bool
  /// Nobody pays a request that another has paid.
  private let paysOnce: Bool
  private var state: UInt64
  private var requests: [Packet] = []
  private var payments: [Packet] = []
  private var decisions: [Packet] = []
  private var uploads: [(name: String, packet: Packet)] = []
  private var grants: [(name: String, grant: [UInt8])] = []
  private var backup: ModelLedger
  /// A device that its holder can roll back, and how it once was.
  private let broken: String?
  private var earlier: ModelPurse?

  init(
    _ stage: Stage, names: [String], seed: UInt64, restores: Bool, paysOnce: Bool,
    broken: String? = nil
  ) {
    self.stage = stage
    self.names = names
    self.restores = restores
    self.paysOnce = paysOnce
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    backup = stage.bank.ledger
    self.broken = broken
    earlier = broken.flatMap { stage.purses[$0] }
  }

  private mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(bound))
  }

  private mutating func pick<Element>(_ list: [Element]) -> Element? {
    list.isEmpty ? nil : list[next(list.count)]
  }

  private mutating func amount() -> Amount { Play.sek(UInt64(1 + next(40))) }

  /// Plays one event. Purses and ledger may refuse it; that is part of the story.
  mutating func step() {
    if let broken, next(8) == 0 { rollBack(broken) }
    let name = names[next(names.count)]
    switch next(restores ? 15 : 14) {
    case 0, 1: if let made = try? stage.request(name, amount()) { requests.append(made) }
    case 2, 3:
      if let request = pick(requests), let made = try? stage.pay(name, request) {
        payments.append(made)
        if paysOnce { requests.removeAll { $0 == request } }
      }
    case 4:
      let payee = names[next(names.count)]
      if let made = try? stage.payDirect(name, to: payee, amount()) { payments.append(made) }
    case 5, 6, 7: decide()
    case 8: if let decision = pick(decisions) { try? stage.take(payer(of: decision), decision) }
    case 9:
      let wish = next(3) == 0 ? amount() : .zero
      if let made = try? stage.upload(name, load: wish) { uploads.append((name, made)) }
    case 10, 11: deliverUpload()
    case 12: if let grant = pick(grants) { try? stage.apply(grant.name, grant.grant) }
    case 13: try? stage.unload(name, amount())
    default: restoreOrBackUp()
    }
  }

  private mutating func rollBack(_ name: String) {
    let now = stage.purses[name]
    if next(2) == 0, let earlier { stage.purses[name] = earlier }
    if next(2) == 0 { earlier = now }
  }

  /// The payee takes or refuses a payment, or refuses a request.
  private mutating func decide() {
    for name in names {
      let kind = next(4)
      guard let payment = pick(payments) else { return }
      if kind < 2 {
        if let made = try? stage.accept(name, payment) { decisions.append(made) }
      } else if kind == 2 {
        if let made = try? stage.refuse(name, payment: payment) { decisions.append(made) }
      } else if next(4) == 0, let request = pick(requests) {
        if let made = try? stage.refuse(name, request: request) { decisions.append(made) }
      }
    }
  }

  /// Whoever can, takes it; the others refuse.
  private mutating func payer(of decision: Packet) -> String {
    for name in names {
      var copy = stage
      if (try? copy.take(name, decision)) != nil { return name }
    }
    return names[0]
  }

  private mutating func deliverUpload() {
    guard var upload = pick(uploads) else { return }
    if let payment = pick(payments), next(3) == 0 { upload.packet.documents.append(payment.bytes) }
    if let decision = pick(decisions), next(3) == 0 {
      upload.packet.documents.append(decision.bytes)
    }
    stage.time = LedgerTime(seconds: stage.time.seconds + 1)
    guard let outcome = try? stage.bank.ledger.sync(upload.packet, time: stage.time) else { return }
    grants.append((upload.name, outcome.grant))
    if next(4) > 0 { try? stage.apply(upload.name, outcome.grant) }
  }

  private mutating func restoreOrBackUp() {
    if next(3) == 0 {
      stage.bank.ledger = backup
      stage.bank.ledger.rules.mayHaveForgotten = true
    } else {
      backup = stage.bank.ledger
    }
  }
}
