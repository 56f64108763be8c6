import ArgumentParser
import CardLab
import World

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Cut the power at every flash operation of every command that writes.",
    discussion: """
      On this machine every cut leaves the word in work torn in eight ways, and bit by bit where records \
      and bank headers are written. In the firmware each cut has one of the eight, and memory, answers and \
      what follows are compared with this machine's.
      """)

  @Option(help: "Only commands with this in their name.") var only = ""
  @Flag(help: "Sweep the firmware on QEMU.") var firmware = false
  @Option(help: "In the firmware: every so manyth operation.") var stride = 1
  @Option(help: "The firmware's image.") var image = ".build/firmware/firmware.img"

  func run() throws {
    var states = 0
    var faults: [String] = []
    func tell<Crypto>(_ name: String, _ result: Sweep<Crypto>.Result) {
      states += result.states
      faults += result.faults
      print(
        "\(name): \(result.operations) operations, \(result.cuts) cuts, \(result.states) states, "
          + "\(result.faults.count) faults")
    }
    if firmware {
      try Machine.with(image: image) { board in
        let sweep = try FirmwareSweep(on: board)
        for item in SweepCase<FirmwareSweep.Crypto>.all where fits(item.name) {
          tell(item.name, try sweep.run(item, stride: stride))
        }
      }
    } else {
      let sweep = try Sweep(
        fresh: LabTable(
          bank: ModelPurseCrypto(seed: 1), alice: ModelPurseCrypto(seed: 2),
          bob: ModelPurseCrypto(seed: 3)))
      for item in SweepCase<ModelPurseCrypto>.all where fits(item.name) {
        tell(item.name, try sweep.run(item))
      }
    }
    for fault in faults.prefix(20) { print(fault) }
    print("\(states) states swept, \(faults.count) faults")
    if states == 0 || !faults.isEmpty { throw ExitCode.failure }
  }

  private func fits(_ name: String) -> Bool { only.isEmpty || name.contains(only) }
}
