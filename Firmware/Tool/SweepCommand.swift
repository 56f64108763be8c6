import ArgumentParser
import CardLab
import World

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Cut the power at every flash operation of every command that writes.")

  @Option(help: "Only commands with this in their name.") var only: String?

  func run() throws {
    let sweep = try Sweep(
      fresh: LabTable(
        bank: ModelPurseCrypto(seed: 1), alice: ModelPurseCrypto(seed: 2),
        bob: ModelPurseCrypto(seed: 3)))
    var states = 0
    var faults: [String] = []
    for item in SweepCase<ModelPurseCrypto>.all where only.map(item.name.contains) ?? true {
      let result = try sweep.run(item)
      states += result.states
      faults += result.faults
      print("\(item.name): \(result.operations) operations, \(result.cuts) cuts,"
        + " \(result.states) states, \(result.faults.count) faults")
    }
    for fault in faults.prefix(20) { print(fault) }
    print("\(states) states swept")
    if !faults.isEmpty { throw ExitCode.failure }
  }
}
