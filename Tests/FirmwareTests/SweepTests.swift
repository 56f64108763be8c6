import CardLab
import Testing
import World

/// A sample of the sweep that `make firmware` makes whole.
@Suite("Sweep") struct SweepTests {
  static let sweep = Result {
    try Sweep(
      fresh: LabTable(
        bank: ModelPurseCrypto(seed: 1), alice: ModelPurseCrypto(seed: 2),
        bob: ModelPurseCrypto(seed: 3)))
  }

  @Test(
    "JRN-4, APD-12: power lost at a flash operation leaves the card before or after the command",
    arguments: SweepCase<ModelPurseCrypto>.all.map(\.name))
  func sample(name: String) throws {
    let item = try #require(SweepCase<ModelPurseCrypto>.all.first { $0.name == name })
    let result = try Self.sweep.get().run(item, stride: 13)
    #expect(result.faults == [])
    #expect(result.states > 1)
  }

  @Test(
    "JRN-4: the firmware's memory and answers after a cut are its twin's",
    .enabled(if: TestMachine.isThere))
  func firmware() throws {
    try TestMachine.withFolder { folder in
      let sweep = try FirmwareSweep(on: try TestMachine.board(folder))
      var states = 0
      for item in SweepCase<FirmwareSweep.Crypto>.all {
        let result = try sweep.run(item, stride: 37)
        #expect(result.faults == [])
        states += result.states
      }
      #expect(states > 50)
    }
  }
}
