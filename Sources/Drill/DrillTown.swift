import Home
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import Wire
import World

/// Purses of a home that pay each other offline, and what they know of their payments.
struct DrillTown: Sendable {
  var purses: [DrillPurse] = []
  private(set) var payments: [Digest: DrillPayment] = [:]
  /// Payments that their payee never heard of and no grant has delivered yet.
  private(set) var undelivered: Set<Digest> = []

  /// What each account is issued, in minor units.
  static let funds: Int64 = 100_000_000

  /// Issues the purses, each on an account of its own, and loads them.
  init(_ home: Home, purses count: Int) throws {
    var policy = PolicyPreset.fully.policy(number: 1, time: home.now, currency: home.currency)
    policy.id = Self.policyID
    policy.pinRule = .never
    policy.largestBalance = nil
    policy.ring = false
    try home.add(policy, name: "drill")
    for number in 0..<count {
      let account = "account-\(number)"
      try home.ledger.openAccount(account)
      try home.ledger.issue(try Self.amount(Self.funds), to: account, time: home.now)
      var purse = Purse(
        crypto: SoftwarePurseCrypto(), storage: MemoryStorage(bankSize: Self.bankSize))
      try home.issue(
        &purse, kind: .card, policyID: policy.id, account: account, pin: Array("1234".utf8))
      guard let certificate = purse.currentCertificate else { throw UnexpectedReply() }
      var wishes = SyncWishes()
      wishes.load = try Self.amount(Self.firstLoad)
      _ = try home.sync(&purse, wishes: wishes, documents: [])
      purses.append(
        DrillPurse(
          serial: certificate.content.serial, account: account, purse: purse,
          loaded: Self.firstLoad))
    }
  }

  /// Everybody pays somebody, some more than once.
  mutating func trade(by generator: inout Seeded) throws {
    for payer in purses.indices {
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let other = Int.random(in: 1..<purses.count, using: &generator)
        let most = min(Self.largestPayment, Int64(purses[payer].purse.status.spendable.minorUnits))
        guard most > 0 else { continue }
        try pay(
          from: payer, to: (payer + other) % purses.count,
          Int64.random(in: 1...most, using: &generator),
          isLost: Int.random(in: 0..<100, using: &generator) < Self.lostPercent)
      }
    }
  }

  /// Both sides of a payment. A lost one never reaches its payee.
  private mutating func pay(
    from payer: Int, to payee: Int, _ minorUnits: Int64, isLost: Bool
  ) throws {
    let request = try message(
      payee,
      .request(number: purses[payee].purse.requestNumber.next, amount: Self.amount(minorUnits))
    )
    let place = purses[payer].purse.sequence.next
    guard
      case .payment(let bytes, let sealed) = try purses[payer].purse.execute(
        .pay(expected: place, request: request, certificate: []))
    else { throw UnexpectedReply() }
    let digest = try Signed<Payment>(bytes.span.bytes).digest(hash: SoftwareHash())
    var payment = DrillPayment(payer: payer, payee: payee, amount: minorUnits, paid: place)
    if isLost {
      undelivered.insert(digest)
    } else {
      let received = purses[payee].purse.sequence.next
      let certificate = try message(payer, .certificate)
      _ = try message(
        payee,
        .accept(
          expected: received, payment: bytes, certificate: certificate, sealed: sealed ?? []))
      payment.received = received
    }
    payments[digest] = payment
  }

  private mutating func message(_ index: Int, _ command: PurseCommand) throws -> [UInt8] {
    guard case .message(let bytes) = try purses[index].purse.execute(command) else {
      throw UnexpectedReply()
    }
    return bytes
  }

  /// Every purse reports; some wish to load.
  mutating func report(by generator: inout Seeded) throws {
    for index in purses.indices {
      let load = Int64.random(in: 0..<4, using: &generator) == 0 ? Self.laterLoad : 0
      try report(index, load: load)
    }
  }

  private mutating func report(_ index: Int, load: Int64) throws {
    var wishes = SyncWishes()
    wishes.load = try Self.amount(load)
    guard case .upload(let packet) = try purses[index].purse.execute(.syncRequest(wishes)) else {
      throw UnexpectedReply()
    }
    let request = try Signed<SyncRequest>(packet.message.span.bytes).content
    purses[index].upload = DrillUpload(
      packet: packet, number: request.lastGrant.next, last: request.last, load: load)
  }

  /// Every purse applies its grant.
  mutating func apply() throws {
    for index in purses.indices {
      guard let upload = purses[index].upload, let message = upload.grant else {
        throw DrillFailure("purse \(index) has no grant")
      }
      let grant = try Signed<SyncGrant>(message.span.bytes).content
      guard Int64(grant.load.minorUnits) == upload.load else {
        throw DrillFailure(
          "purse \(index) wished to load \(upload.load) and was granted \(grant.load.minorUnits)")
      }
      _ = try purses[index].purse.execute(.applyGrant(message))
      purses[index].loaded += upload.load
      purses[index].upload = nil
      for number in 0..<grant.deliveries.count {
        undelivered.remove(grant.deliveries[number].payment)
      }
    }
  }

  private static func amount(_ minorUnits: Int64) throws -> Amount {
    guard let amount = Amount(minorUnits: UInt64(minorUnits)) else {
      throw DrillFailure("\(minorUnits) is no amount")
    }
    return amount
  }

  private static let policyID: UInt16 = 100
  private static let bankSize = 65_536
  private static let firstLoad: Int64 = 100_000
  private static let laterLoad: Int64 = 700
  private static let largestPayment: Int64 = 20_000
  private static let lostPercent = 4
}
