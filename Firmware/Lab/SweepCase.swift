import Card
import CardFlash
import Wire

/// A command that writes, and cards that are ready for it.
public struct SweepCase<Crypto: BoardCrypto>: Sendable {
  public typealias Table = LabTable<Crypto>

  public let name: String
  /// Whether a PIN is verified on the way: its try is taken before the comparison (PUR-15).
  let takesTry: Bool
  /// Whether the same command again gives the same answer (PUR-4).
  let repeats: Bool
  /// Whether the cards are issued already.
  let isIssued: Bool
  /// Prepares the table and says whose card gets which command.
  let prepare: @Sendable (inout Table) throws -> (Table.Seat, LabCommand)

  init(
    _ name: String, takesTry: Bool = false, repeats: Bool = true, isIssued: Bool = true,
    _ prepare: @escaping @Sendable (inout Table) throws -> (Table.Seat, LabCommand)
  ) {
    self.name = name
    self.takesTry = takesTry
    self.repeats = repeats
    self.isIssued = isIssued
    self.prepare = prepare
  }

  /// Every command that writes, and every way that one of them writes.
  public static var all: [SweepCase] { issuing + paying + receiving + syncing }

  private static var issuing: [SweepCase] {
    [
      SweepCase("GENERATE KEY", isIssued: false) { table in
        try table.expect(.alice, .select)
        return (.alice, .generateKey)
      },
      SweepCase("PERSONALISE", repeats: false, isIssued: false) { table in
        try table.expect(.alice, .select)
        try table.expect(.alice, .generateKey)
        return (.alice, try table.personalisation(of: .alice))
      },
      SweepCase("VERIFY with the right PIN", takesTry: true) { _ in (.alice, .verify(Table.pin)) },
      SweepCase("VERIFY with a wrong PIN", repeats: false) { _ in (.alice, .verify(Table.otherPIN))
      },
      SweepCase("CHANGE REFERENCE DATA", takesTry: true, repeats: false) { _ in
        (.alice, .change(Table.pin, to: Table.otherPIN))
      },
      SweepCase("RESET RETRY COUNTER") { table in
        for _ in 0..<3 {
          _ = try table.with(.alice) { $0.exchange(LabCommand.verify(Table.otherPIN).extended) }
        }
        let request = try table.expect(.alice, table.asking(unblock: true))[.message]
        let grant = try table.bank.grant(answering: request)
        return (.alice, .unblock(grant, newPIN: Table.otherPIN))
      },
    ]
  }

  private static var paying: [SweepCase] {
    [
      SweepCase("PAY", takesTry: true) { table in
        let request = try table.request(.bob, 500)
        return (.alice, try table.paying(.alice, request))
      },
      SweepCase("PAY with evidence", takesTry: true) { table in
        try table.exchanged(.alice, 5_000, to: .bob)
        let request = try table.request(.alice, 500)
        return (.bob, try table.paying(.bob, request))
      },
      SweepCase("PAY with a wrong PIN", repeats: false) { table in
        let request = try table.request(.bob, 500)
        return (.alice, try table.paying(.alice, request, pin: Table.otherPIN))
      },
      SweepCase("PAY into a new bank", takesTry: true) { table in
        let request = try table.request(.bob, 500)
        let command = try table.paying(.alice, request)
        try fillBank(of: .alice, before: command, &table)
        return (.alice, command)
      },
      SweepCase("PAY DIRECT", takesTry: true) { table in
        (.alice, try table.payingDirect(.alice, 500, to: .bob))
      },
      SweepCase("TAKE ACCEPTANCE") { table in
        let acceptance = try table.exchanged(.alice, 500, to: .bob)
        return (.alice, try table.taking(.alice, acceptance, from: .bob, isRefusal: false))
      },
      SweepCase("TAKE REFUSAL") { table in
        let payment = try table.paid(.alice, 500, to: .bob)[.message]
        let refusal = try table.expect(.bob, try table.refusing(.bob, payment: payment))[.message]
        return (.alice, try table.taking(.alice, refusal, from: .bob, isRefusal: true))
      },
      SweepCase("UNLOAD", takesTry: true) { table in (.alice, try table.unloading(.alice, 500)) },
    ]
  }

  private static var receiving: [SweepCase] {
    [
      SweepCase("REQUEST") { table in (.bob, try table.requesting(.bob, 500)) },
      SweepCase("ACCEPT", takesTry: true) { table in
        let payment = try table.paid(.alice, 500, to: .bob)
        return (.bob, try table.accepting(.bob, payment, from: .alice))
      },
      SweepCase("ACCEPT with a sealed part", takesTry: true) { table in
        try table.exchanged(.alice, 5_000, to: .bob)
        let payment = try table.paid(.bob, 500, to: .alice)
        return (.alice, try table.accepting(.alice, payment, from: .bob))
      },
      SweepCase("REFUSE PAYMENT") { table in
        let payment = try table.expect(.alice, try table.payingDirect(.alice, 500, to: .bob))
        return (.bob, try table.refusing(.bob, payment: payment[.message]))
      },
      SweepCase("REFUSE REQUEST") { table in
        let request = try table.request(.bob, 500)
        return (.bob, try table.refusingRequest(.bob, request))
      },
    ]
  }

  private static var syncing: [SweepCase] {
    [
      SweepCase("SYNC REQUEST") { table in
        try table.exchanged(.alice, 500, to: .bob)
        return (.alice, table.asking(load: 700))
      },
      SweepCase("APPLY") { table in
        try table.exchanged(.alice, 500, to: .bob)
        let request = try table.expect(.alice, table.asking(load: 700))[.message]
        return (.alice, table.applying(try table.bank.grant(answering: request)))
      },
      SweepCase("LEARN") { table in
        (.alice, LabCommand(0x2A, object(.message, table.bank.otherAuthority())))
      },
      SweepCase("UPDATE") { table in
        (.alice, LabCommand(0x2C, object(.message, table.bank.policy(number: 2))))
      },
      SweepCase("UPDATE with an interim policy") { table in
        (.alice, LabCommand(0x2C, object(.message, table.bank.policy(number: 2, interim: true))))
      },
      SweepCase("UPDATE that ends an interim policy") { table in
        let interim = LabCommand(
          0x2C, object(.message, table.bank.policy(number: 2, interim: true)))
        try table.expect(.alice, interim)
        return (.alice, LabCommand(0x2C, object(.message, table.bank.policy(number: 3))))
      },
      SweepCase("TAKE BLOCK LIST") { table in
        (.alice, LabCommand(0x32, object(.message, table.bank.blockList(number: 7, serials: 32))))
      },
      SweepCase("TAKE BLOCK LIST in place of another") { table in
        let older = LabCommand(0x32, object(.message, table.bank.blockList(number: 7, serials: 32)))
        try table.expect(.alice, older)
        return (
          .alice, LabCommand(0x32, object(.message, table.bank.blockList(number: 8, serials: 3)))
        )
      },
    ]
  }

  /// Writes PIN tries until the command's own records no longer fit the bank in use.
  private static func fillBank(
    of seat: Table.Seat, before command: LabCommand, _ table: inout Table
  ) throws {
    func operations() throws -> UInt32 {
      try table.with(seat) { board in
        var copy = board.started(with: board.memory)
        _ = copy.exchange(LabCommand.select.extended)
        _ = copy.exchange(command.extended)
        return copy.memory.usage.operations
      }
    }
    let usual = try operations()
    for _ in 0..<1_000 {
      if try operations() > usual * 2 { return }
      try table.expect(seat, .verify(Table.pin))
    }
    throw LabError.failed("the bank did not fill")
  }
}
