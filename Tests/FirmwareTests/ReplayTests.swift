import CardCrypto
import CardLab
import Foundation
import Testing
import Wire

/// The same commands to the card on this machine and in the firmware.
@Suite("Replay", .enabled(if: TestMachine.isThere)) struct ReplayTests {
  typealias Crypto = BearSSLPurseCrypto<SeedEntropy>

  static func script(seed: UInt64, steps: Int) throws -> ReplayScript<Crypto> {
    func crypto(_ number: UInt64) -> Crypto {
      Crypto(entropy: SeedEntropy(seed: Word32(0, 0, 0, number)))
    }
    return try ReplayScript(
      table: LabTable(bank: crypto(1), alice: crypto(2), bob: crypto(3)), seed: seed,
      commands: steps)
  }

  @Test("two cards in firmware answer 2,000 commands as their twins do, byte for byte")
  func replay() throws {
    let script = try Self.script(seed: 20_261_122, steps: 2_300)
    #expect(script.counts.commands >= 2_000)
    #expect(script.counts.refused >= 200)
    try TestMachine.withFolder { folder in
      let boards: [LabSeat: FirmwareBoard] = [
        .alice: try TestMachine.board(folder.appending(path: "alice"), seed: 2),
        .bob: try TestMachine.board(folder.appending(path: "bob"), seed: 3),
      ]
      #expect(try Replay.firstDifference(from: script, on: boards) == nil)
    }
  }

  @Test("a card with another seed answers otherwise: the comparison can fail") func canary() throws
  {
    let script = try Self.script(seed: 1, steps: 20)
    try TestMachine.withFolder { folder in
      let boards: [LabSeat: FirmwareBoard] = [
        .alice: try TestMachine.board(folder.appending(path: "alice"), seed: 99),
        .bob: try TestMachine.board(folder.appending(path: "bob"), seed: 3),
      ]
      #expect(try Replay.firstDifference(from: script, on: boards) != nil)
    }
  }
}
