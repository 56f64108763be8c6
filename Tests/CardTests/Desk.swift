import Money
import Purse
import Settlement
import Testing
import Wire
import World

@testable import Card

/// A bank with cards that are spoken to by APDUs only, from blank to spent.
struct Desk {
  var bank: ModelBank
  var slots: [String: Slot] = [:]
  let policy: Policy

  static let pin = "1234"

  init(_ change: (inout Policy) -> Void = { _ in }) throws {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency.code)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    policy.pinRule = .always
    change(&policy)
    self.policy = policy
    bank = ModelBank(currency: currency.code, liquidity: .evidenceAndPool, policies: [policy])
    for name in ["Alice", "Bob"] { try issue(name) }
    try sync("Alice", load: 20_000)
  }

  /// Key made in the card, certificate put into it, money in its account.
  mutating func issue(_ name: String) throws {
    try bank.ledger.openAccount(name)
    try bank.ledger.issue(
      try #require(Amount(minorUnits: 100_000)), to: name, time: ModelBank.start)
    var slot = Slot(
      ModelCard(
        crypto: ModelPurseCrypto(seed: UInt64(name.utf8.count)),
        storage: MemoryStorage(bankSize: 32_768)))
    _ = try slot.expect(.select)
    let key = Objects(try slot.expect(Command(.generateKey)))[.publicKey]
    let data = try bank.personalisation(
      of: PublicKey(x: Word32(key.span.bytes), y: Word32(key.span.bytes, at: 32)), policy: policy,
      account: name, kind: .card)
    _ = try slot.expect(Self.personalise(data))
    slots[name] = slot
  }

  static func personalise(_ data: borrowing Personalisation, pin: String = Desk.pin) -> Command {
    Command(
      .personalise, object(.certificate, [UInt8](data.certificate)),
      object(.pin, Array(pin.utf8)), number(.time, data.time.seconds),
      object(.issuer, [UInt8](data.issuer)), object(.ledger, [UInt8](data.ledger)),
      object(.policy, [UInt8](data.policy)),
      object(.rootKey, data.rootKey.x.array + data.rootKey.y.array),
      object(.purseKey, data.purseKey.word.array))
  }

  mutating func with<Result>(
    _ name: String, _ body: (inout Slot) throws -> Result
  ) throws -> Result {
    var slot = try #require(slots[name])
    defer { slots[name] = slot }
    return try body(&slot)
  }

  mutating func certificate(_ name: String) throws -> [UInt8] {
    try with(name) { Objects(try $0.expect(.read(0x02)))[.certificate] }
  }

  mutating func request(_ name: String, _ amount: UInt64) throws -> [UInt8] {
    try with(name) { slot in
      let next = try slot.place().number + 1
      return Objects(
        try slot.expect(Command(.request, number(.requestNumber, next), number(.amount, amount)))
      )[.message]
    }
  }

  /// The PAY command that a terminal would send next.
  mutating func pay(_ name: String, _ request: [UInt8], pin: String? = Desk.pin) throws -> Command {
    try with(name) { slot in
      Command(
        .pay, number(.sequence, try slot.place().sequence + 1), object(.message, request),
        pin.map { object(.pin, Array($0.utf8)) } ?? [])
    }
  }

  mutating func accept(
    _ name: String, _ payment: Objects, from payer: String
  ) throws -> Command {
    let certificate = try certificate(payer)
    return try with(name) { slot in
      Command(
        .accept, number(.sequence, try slot.place().sequence + 1),
        object(.message, payment[.message]), object(.certificate, certificate),
        payment[.sealed].isEmpty ? [] : object(.sealed, payment[.sealed]),
        object(.pin, Array(Desk.pin.utf8)))
    }
  }

  /// A whole sync over APDUs: request and entries up, grant down.
  mutating func sync(_ name: String, load: UInt64 = 0, unblock: Bool = false) throws {
    let packet = try upload(name, load: load, unblock: unblock)
    let outcome = try bank.ledger.sync(packet, time: ModelBank.start)
    _ = try with(name) { try $0.expect(Command(.apply, object(.message, outcome.grant))) }
  }

  mutating func upload(
    _ name: String, load: UInt64 = 0, unblock: Bool = false
  ) throws -> Packet {
    try with(name) { slot in
      let request = Objects(
        try slot.expect(
          Command(
            .syncRequest, load > 0 ? number(.amount, load) : [],
            unblock ? object(.unblock, []) : [])))
      var packet = Packet(kind: .upload, message: request[.message])
      packet.start = Head(Word32(request[.head].span.bytes))
      var command = Command(.readEntry)
      while true {
        let answer = slot.send(command)
        if answer.word == 0x6A83 { return packet }
        try #require(answer.word == 0x9000)
        let entry = Objects(answer.data)
        packet.items.append(
          Packet.Item(
            sequence: SequenceNumber(entry.number(.sequence)), entry: entry[.entry],
            payment: entry[.message].isEmpty ? nil : entry[.message],
            sealed: entry[.sealed].isEmpty ? nil : entry[.sealed]))
        command.p1 = 1
      }
    }
  }

  /// The secret of a card's key, as nobody outside a test world could know it.
  func secret(of name: String) -> Word32 {
    var blank = ModelPurseCrypto(seed: UInt64(name.utf8.count))
    return blank.generateKey().handle.word
  }

  mutating func spendable(_ name: String) throws -> UInt64 {
    try with(name) { Objects(try $0.expect(.read(0x01))).number(.spendable) }
  }

  /// A grant that only changes the purse's state.
  func grant(
    answering packet: Packet, to serial: Serial, state: GrantedState
  ) throws -> [UInt8] {
    let request = try Signed<SyncRequest>(packet.message.span.bytes)
    let grant = SyncGrant(
      serial: serial, request: request.digest(hash: ModelPurseCrypto(seed: 0)),
      number: request.content.lastGrant.next, covered: request.content.last,
      time: ModelBank.start, state: state)
    return [UInt8](bank.signed(grant))
  }

  /// A personalisation that fits some other card.
  mutating func personalisation() throws -> Command {
    let one = Word32(1, 2, 3, 4)
    try? bank.ledger.openAccount("Nobody")
    let data = try bank.personalisation(
      of: PublicKey(x: one, y: one), policy: policy, account: "Nobody", kind: .card)
    return Self.personalise(data)
  }
}
