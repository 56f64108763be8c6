import ArgumentParser
import Console
import Home
import Wire

struct ClockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock", abstract: "The ledger's time; lets time pass for trying limits and ends.")
  @OptionGroup var common: CommonOptions
  @Option(help: "Let this much pass: 90s, 30m, 12h, 3d or 2w.") var pass: String?

  func run() throws {
    let home = try common.openHome()
    if let pass { try home.advance(seconds: try Self.seconds(pass)) }
    try common.show(
      Time(
        time: home.now.text, seconds: home.now.seconds,
        aheadSeconds: home.settings.clockOffsetSeconds))
  }

  private static func seconds(_ text: String) throws -> UInt64 {
    let units: [Character: UInt64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let unit = text.last.flatMap({ units[$0] }), let count = UInt64(text.dropLast()) else {
      throw Explanation(
        code: "usage", message: "\(text) is not a time; write it like 90s, 30m, 12h, 3d or 2w",
        exitCode: Console.ExitCode.usage)
    }
    let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow else { throw HomeError.clockTooFar }
    return seconds
  }

  private struct Time: Report {
    var time: String
    var seconds: UInt64
    var aheadSeconds: UInt64

    var text: String {
      aheadSeconds == 0 ? time : "\(time), \(aheadSeconds) seconds ahead of the machine"
    }
  }
}
