import Purse
import Settlement
import Testing
import Wire
import World

@testable import Card

/// A card in every life-cycle state, given every command (PUR-2).
@Suite struct LifeCycleTests {
  enum Age: String, CaseIterable { case manufactured, keyed, active, suspended, terminated }

  /// Words that say "not in this state".
  private static let refused: [Age: Set<Instruction>] = [
    .manufactured: Set(Instruction.every).subtracting([
      .generateKey, .readEntry, .readPayment, .readBlockList,
    ]),
    .keyed: Set(Instruction.every).subtracting([
      .generateKey, .personalise, .readEntry, .readPayment, .readBlockList,
    ]),
    .active: [.generateKey, .personalise],
    .suspended: [.generateKey, .personalise, .request, .pay, .payDirect, .accept],
    .terminated: Set(Instruction.every).subtracting([
      .readEntry, .readPayment, .readBlockList,
    ]),
  ]

  private func slot(_ age: Age, _ desk: inout Desk) throws -> Slot {
    switch age {
    case .manufactured: return Slot()
    case .keyed:
      var slot = Slot()
      slot.send(.select)
      _ = try slot.expect(Command(.generateKey))
      return slot
    case .active: break
    case .suspended, .terminated:
      let packet = try desk.upload("Alice")
      let serial = try Signed<SyncRequest>(packet.message.span.bytes).content.serial
      let state: GrantedState = age == .suspended ? .suspended : .terminated
      let grant = try desk.grant(answering: packet, to: serial, state: state)
      try desk.with("Alice") { _ = try $0.expect(Command(.apply, object(.message, grant))) }
    }
    return try #require(desk.slots["Alice"])
  }

  @Test("APD-8, PUR-2: every command in every state", arguments: Age.allCases)
  func everyCommand(age: Age) throws {
    var desk = try Desk()
    let request = try desk.request("Bob", 5_000)
    let bob = try desk.certificate("Bob")
    let original = try slot(age, &desk)
    let issuer = [UInt8](desk.bank.issuer)
    let personalisation = try desk.personalisation()
    for instruction in Instruction.every {
      var slot = original
      slot.card.powerUp()
      slot.send(.select)
      let before = slot.picture
      let command =
        instruction == .personalise
        ? personalisation : plausible(instruction, request: request, certificate: bob, issuer)
      let word = slot.send(command).word
      let mustRefuse = try #require(Self.refused[age]).contains(instruction)
      #expect(
        (word == 0x6985) == mustRefuse, "\(age) \(instruction): \(String(word, radix: 16))")
      if word != 0x9000 { #expect(slot.picture == before, "\(age) \(instruction)") }
    }
  }

  @Test("APD-13 to APD-20: the standard's commands in every state", arguments: Age.allCases)
  func standard(age: Age) throws {
    var desk = try Desk()
    var slot = try slot(age, &desk)
    slot.card.powerUp()
    #expect(slot.send(.select).word == 0x9000)
    let works = age == .active || age == .suspended
    #expect(slot.send(.verify(Desk.pin)).word == (works ? 0x9000 : 0x6985))
    #expect(slot.send(.verify("")).word == (works ? 0x9000 : 0x6985))
    let same = Array(Desk.pin.utf8) + [UInt8](repeating: 0xFF, count: 8)
    #expect(slot.send(Command(0x24, 0, 0x81, same + same)).word == (works ? 0x9000 : 0x6985))
    #expect(
      slot.send(Command(0x2C, 1, 0x81, object(.message, [1]))).word == (works ? 0x6A80 : 0x6985))
    #expect(slot.send(.read(0x01)).word == 0x9000)
    let state = Objects(try slot.expect(.read(0x01))).number(.lifeCycle)
    #expect(state == UInt64(try #require(Age.allCases.firstIndex(of: age))))
    #expect(
      slot.send(.read(0x02)).word == (age == .manufactured || age == .keyed ? 0x6A88 : 0x9000))
    #expect(slot.send(.read(0x07)).word == (age == .manufactured ? 0x6A88 : 0x9000))
  }

  @Test("APD-23: GENERATE KEY again gives the same key; PERSONALISE again is refused")
  func issuing() throws {
    var slot = Slot()
    slot.send(.select)
    let key = try slot.expect(Command(.generateKey))
    #expect(try slot.expect(Command(.generateKey)) == key)
    #expect(try slot.expect(.read(0x07)) == key)
    var desk = try Desk()
    let again = try desk.personalisation()
    try desk.with("Alice") { #expect($0.send(again).word == 0x6985) }
    // For another card's key.
    #expect(slot.send(again).word == 0x9402)
  }

  private func plausible(
    _ instruction: Instruction, request: [UInt8], certificate: [UInt8], _ issuer: [UInt8]
  ) -> Command {
    let place = number(.sequence, 2)
    switch instruction {
    case .request: return Command(.request, number(.requestNumber, 1), number(.amount, 100))
    case .pay, .refusePayment: return Command(instruction, place, object(.message, request))
    case .payDirect:
      return Command(.payDirect, place, number(.amount, 100), number(.serial, 2))
    case .accept, .takeAcceptance, .takeRefusal:
      return Command(
        instruction, place, object(.message, request), object(.certificate, certificate))
    case .refuseRequest:
      return Command(.refuseRequest, place, object(.digest, [UInt8](repeating: 1, count: 32)))
    case .unload: return Command(.unload, place, number(.amount, 100))
    case .apply, .learn, .update, .takeBlockList:
      return Command(instruction, object(.message, issuer))
    case .readBlockList: return Command(.readBlockList, number(.part, 0))
    case .readPayment: return Command(.readPayment, place)
    case .check: return Command(.check, object(.certificate, certificate))
    case .syncRequest, .readEntry, .generateKey, .personalise: return Command(instruction)
    }
  }
}

extension Instruction {
  static var every: [Instruction] { (UInt8.min...UInt8.max).compactMap(Instruction.init) }
}
