import ArgumentParser
import Console
import Payment
import Wire

extension ProofCommand {
  /// What a device has seen offline (SUS-11).
  struct Seen: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "seen",
      abstract:
        "Proofs that a device made offline, of two payments at one place; write one to a file.",
      discussion: """
        Works on a device alone: no ledger has seen them yet, and anybody checks them with kontant proof \
        verify. They go to the ledger with the device's next sync.
        """)
    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var purse: PurseOptions
    @Option(help: "Write the proof with this number to a file.") var write: Int?

    func validate() throws {
      guard write != nil || output.output == nil else {
        throw ValidationError("--output goes with --write.")
      }
    }

    func run() throws {
      var device = try common.open(purse.source())
      let forks = try SightingsFile(of: device).sightings.forks
      guard let write else {
        return try common.show(
          Forks(
            device: device.name,
            proofs: forks.enumerated().map { place, fork in
              Forks.Row(
                number: place + 1, serial: fork.serial.text, isReported: fork.isReported)
            }), of: &device)
      }
      guard forks.indices.contains(write - 1) else {
        throw Explanation(
          code: "unknownProof",
          message:
            "\(device.name) has no proof \(write); list them with: kontant proof seen \(device.name)",
          exitCode: Console.ExitCode.noInput)
      }
      let fork = forks[write - 1]
      let file = output.file(default: "\(device.name)-seen-\(write).kontant")
      try file.check()
      try file.write(fork.proof.bytes)
      try common.show(
        Written(
          serial: fork.serial.text, kind: "fork", file: file.path,
          text: "proof \(write) names purse \(fork.serial.text); anybody checks it with: "
            + "kontant proof verify \(file.shown) --authorities FILE"),
        of: &device, toError: file.isStandardOutput)
    }
  }

  private struct Written: Report {
    var serial: String
    var kind: String
    var file: String
    var text: String
    enum CodingKeys: String, CodingKey {
      case serial, kind, file
      case text = "message"
    }
  }

  private struct Forks: Report {
    struct Row: Encodable {
      var number: Int
      var serial: String
      var isReported: Bool
    }
    var device: String
    var proofs: [Row]

    var text: String {
      guard !proofs.isEmpty else {
        return "\(device) has seen no purse sign two payments at one place"
      }
      var table = Table(rightAligned: [0])
      table.add("proof", "purse", "")
      for row in proofs {
        table.add(
          String(row.number), row.serial, row.isReported ? "the ledger has it" : "not reported yet")
      }
      return table.text
    }
  }
}
