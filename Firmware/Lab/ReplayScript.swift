import Card
import CardFlash
import Wire

/// Commands at random to two cards, from one seed: whole payments, syncs, refusals, mistyped PINs, garbage,
/// chains and broken chains, parts of answers, resets and lost power. Played on twins first; what they
/// answered is what the firmware must answer.
public struct ReplayScript<Crypto: BoardCrypto>: Sendable {
  public typealias Table = LabTable<Crypto>
  public typealias Seat = LabSeat

  /// One thing done to one board.
  public enum Step: Equatable, Sendable {
    case exchange(Seat, command: [UInt8], answer: [UInt8])
    case restart(Seat, OrderedCut?)
  }

  public private(set) var steps: [Step] = []
  /// The twins as the last step left them.
  public private(set) var table: Table
  private var dice: LabDice
  /// Commands that were answered, for repeating and altering.
  private var recent: [(Seat, [UInt8])] = []

  public init(table: Table, seed: UInt64, commands: Int) throws {
    self.table = table
    dice = LabDice(seed: seed)
    try issue()
    while steps.count < commands { act() }
  }

  /// Commands among the steps, and those of them that were refused or lost.
  public var counts: (commands: Int, refused: Int) {
    let answers = steps.compactMap { step -> [UInt8]? in
      guard case .exchange(_, _, let answer) = step else { return nil }
      return answer
    }
    let refused = answers.filter { $0.count < 2 || ![0x90, 0x61].contains($0[$0.count - 2]) }
    return (answers.count, refused.count)
  }
}

extension ReplayScript {
  private mutating func issue() throws {
    for seat in Seat.allCases {
      send(seat, .select)
      send(seat, .generateKey)
      let command = try recorded { try $0.personalisation(of: seat) }
      send(seat, command)
    }
    sync(.alice, load: 1_000_000)
    sync(.bob, load: 1_000_000)
  }

  /// Lets the table think of a command. What it asks the cards for that is recorded, too.
  private mutating func recorded<Result>(_ body: (inout Table) throws -> Result) throws -> Result {
    table.log = []
    defer {
      steps += table.log.map { .exchange($0.seat, command: $0.command, answer: $0.answer) }
      table.log = []
    }
    return try body(&table)
  }

  @discardableResult
  private mutating func send(_ seat: Seat, _ bytes: [UInt8]) -> [UInt8] {
    let answer = (try? table.with(seat) { $0.exchange(bytes) }) ?? []
    steps.append(.exchange(seat, command: bytes, answer: answer))
    recent.append((seat, bytes))
    if recent.count > 40 { recent.removeFirst() }
    return answer
  }

  /// In extended form, or in short form with a chain and the parts of the answer.
  @discardableResult
  private mutating func send(_ seat: Seat, _ command: LabCommand) -> [UInt8] {
    if dice.below(3) > 0 { return send(seat, command.extended) }
    var answer: [UInt8] = []
    for block in command.chained { answer = send(seat, block) }
    var data = Array(answer.dropLast(2))
    while answer.count >= 2, answer[answer.count - 2] == 0x61, dice.below(20) > 0 {
      answer = send(seat, [0x00, 0xC0, 0x00, 0x00, answer[answer.count - 1]])
      data += answer.dropLast(2)
    }
    return data + answer.suffix(2)
  }

  private mutating func restart(_ seat: Seat, _ cut: OrderedCut?) {
    try? table.with(seat) { $0.restart(cut: cut) }
    steps.append(.restart(seat, cut))
    if dice.below(8) > 0 { send(seat, .select) }
  }

  /// One small story. Whatever goes wrong in it is part of it.
  private mutating func act() {
    let seat: Seat = dice.below(2) == 0 ? .alice : .bob
    let other: Seat = seat == .alice ? .bob : .alice
    switch dice.below(20) {
    case 0...3: pay(seat, other)
    case 4, 5: payDirect(seat, other)
    case 6: refuse(seat, other)
    case 7: sync(seat, load: UInt64(dice.below(3)) * 1_000)
    case 8: send(seat, .read(UInt8(dice.below(12))))
    case 9: unload(seat)
    case 10: pin(seat)
    case 11: carry(seat)
    case 12: repeatOne()
    case 13, 14: alterOne()
    case 15: garbage(seat)
    case 16: breakChain(seat)
    case 17: restart(seat, nil)
    case 18: cutAndPay(seat, other)
    default: read(seat)
    }
  }

  private mutating func pay(_ payer: Seat, _ payee: Seat) {
    let amount = UInt64(dice.below(900) + 1)
    guard let asking = try? recorded({ try $0.requesting(payee, amount) }) else { return }
    let request = Fields(send(payee, asking).dropLast(2))[.message]
    guard !request.isEmpty,
      let paying = try? recorded({ try $0.paying(payer, request) })
    else { return }
    let payment = Fields(send(payer, paying).dropLast(2))
    guard !payment[.message].isEmpty, dice.below(6) > 0 else { return }
    take(payment, payer, payee)
  }

  private mutating func payDirect(_ payer: Seat, _ payee: Seat) {
    let amount = UInt64(dice.below(900) + 1)
    guard let paying = try? recorded({ try $0.payingDirect(payer, amount, to: payee) }) else {
      return
    }
    let payment = Fields(send(payer, paying).dropLast(2))
    guard !payment[.message].isEmpty else { return }
    take(payment, payer, payee)
  }

  /// The payee accepts or refuses, and the payer mostly hears of it.
  private mutating func take(_ payment: Fields, _ payer: Seat, _ payee: Seat) {
    let isRefusal = dice.below(5) == 0
    let deciding = try? recorded { table in
      isRefusal
        ? try table.refusing(payee, payment: payment[.message])
        : try table.accepting(payee, payment, from: payer)
    }
    guard let deciding else { return }
    let decision = Fields(send(payee, deciding).dropLast(2))[.message]
    guard !decision.isEmpty, dice.below(4) > 0,
      let taking = try? recorded({
        try $0.taking(payer, decision, from: payee, isRefusal: isRefusal)
      })
    else { return }
    send(payer, taking)
  }

  private mutating func refuse(_ seat: Seat, _ other: Seat) {
    guard let asking = try? recorded({ try $0.requesting(seat, 77) }) else { return }
    let request = Fields(send(seat, asking).dropLast(2))[.message]
    guard !request.isEmpty, let refusing = try? recorded({ try $0.refusingRequest(seat, request) })
    else { return }
    send(seat, refusing)
    // Too late: what is paid now goes nowhere.
    if dice.below(2) == 0, let paying = try? recorded({ try $0.paying(other, request) }) {
      send(other, paying)
    }
  }

  private mutating func sync(_ seat: Seat, load: UInt64) {
    let unblock = dice.below(3) == 0
    let request = Fields(send(seat, table.asking(load: load, unblock: unblock)).dropLast(2))
    var entry = send(seat, .readFirstEntry)
    while entry.suffix(2) == [0x90, 0x00] { entry = send(seat, .readNextEntry) }
    guard !request[.message].isEmpty,
      let grant = try? table.bank.grant(answering: request[.message])
    else { return }
    send(
      seat,
      unblock && dice.below(2) == 0
        ? .unblock(grant, newPIN: Table.pin) : table.applying(grant))
  }

  private mutating func unload(_ seat: Seat) {
    guard let command = try? recorded({ try $0.unloading(seat, 5) }) else { return }
    send(seat, command)
  }

  private mutating func pin(_ seat: Seat) {
    switch dice.below(5) {
    case 0: send(seat, .verify(Table.otherPIN))
    case 1: send(seat, .change(Table.pin, to: Table.pin))
    case 2: send(seat, LabCommand(standard: 0x20, 0, 0x81))
    default: send(seat, .verify(Table.pin))
    }
  }

  private mutating func carry(_ seat: Seat) {
    let number = UInt32(dice.below(5))
    let id = UInt64(0xA2 + dice.below(4))
    send(seat, LabCommand(0x2A, object(.message, table.bank.otherAuthority(id))))
    send(seat, LabCommand(0x2C, object(.message, table.bank.policy(number: number))))
  }

  private mutating func read(_ seat: Seat) {
    send(seat, LabCommand(0x2E, object(.sequence, number: UInt64(dice.below(30)))))
    send(seat, .select)
  }

  private mutating func repeatOne() {
    guard let (seat, bytes) = dice.element(of: recent) else { return }
    send(seat, bytes)
  }

  private mutating func alterOne() {
    guard let (seat, original) = dice.element(of: recent), !original.isEmpty else { return }
    var bytes = original
    for _ in 0...dice.below(3) { bytes[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8)) }
    if dice.below(5) == 0 { bytes.removeLast(dice.below(bytes.count)) }
    if dice.below(5) == 0 { bytes += dice.bytes(dice.below(9)) }
    guard bytes.count > 4 else { return }
    send(seat, bytes)
  }

  private mutating func garbage(_ seat: Seat) {
    let count = dice.below(20) == 0 ? dice.below(4_000) : dice.below(60)
    send(seat, dice.bytes(count + 5))
    send(seat, .select)
  }

  private mutating func breakChain(_ seat: Seat) {
    let long = LabCommand(
      0x12, object(.sequence, number: 1), object(.message, dice.bytes(dice.below(2_900))))
    for block in long.chained where dice.below(4) > 0 { send(seat, block) }
    if dice.below(2) == 0 { send(seat, .read(1)) }
  }

  private mutating func cutAndPay(_ payer: Seat, _ payee: Seat) {
    let seat = dice.below(2) == 0 ? payer : payee
    restart(
      seat,
      OrderedCut(operations: UInt16(dice.below(60)), pattern: UInt8(dice.below(192))))
    send(seat, .select)
    pay(payer, payee)
    restart(seat, nil)
  }
}
