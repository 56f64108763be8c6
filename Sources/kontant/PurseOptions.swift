import ArgumentParser
import CardLink
import CardReader
import Console

/// Whose purse a wallet command works with.
enum PurseSource {
  /// A device's name or file.
  case device(String)
  /// The card in a reader.
  case reader(String, extendedLength: Bool)
}

/// A device, or a reader in its place. With a reader the arguments that follow a device move up.
struct PurseOptions: ParsableArguments {
  @Option(
    help: "Work with the card in this reader (any part of its name), in place of a device.")
  var reader: String?
  @Flag(help: "Send the card short commands only, for a reader that carries no others.")
  var shortCommands = false
  @Argument(help: "A device's name or file; none with --reader.") var device: String?

  /// For a command without further arguments.
  func source() throws -> PurseSource {
    let (source, rest) = try sourceAndOptional(nil)
    guard rest == nil else { throw Self.both }
    return source
  }

  /// For a command with one further argument.
  /// - Parameter what: names it in a complaint.
  func source(and argument: String?, _ what: String) throws -> (PurseSource, String) {
    let (source, rest) = try sourceAndOptional(argument)
    guard let rest else {
      throw ValidationError(
        reader == nil
          ? "Give a device (or --reader READER) and \(what)." : "Give \(what) beside --reader.")
    }
    return (source, rest)
  }

  /// For a command whose further argument may be left out.
  func sourceAndOptional(_ argument: String?) throws -> (PurseSource, String?) {
    if let reader {
      guard argument == nil else { throw Self.both }
      return (.reader(reader, extendedLength: !shortCommands), device)
    }
    guard !shortCommands else { throw ValidationError("--short-commands goes with --reader.") }
    guard let device else {
      throw ValidationError("Name a device, or the reader with the card: --reader READER.")
    }
    return (.device(device), argument)
  }

  private static let both = ValidationError(
    "Give a device or --reader, not both: the card in the reader is the purse.")
}

extension CommonOptions {
  /// A purse by itself.
  func open(_ source: PurseSource) throws -> PurseHandle {
    switch source {
    case .device(let argument): return try openDevice(argument)
    case .reader(let name, let extendedLength):
      return try PurseHandle(
        card: try Self.card(name, extendedLength: extendedLength), home: homePath)
    }
  }

  /// The card in a reader, issued or not.
  static func card(
    _ reader: String, extendedLength: Bool
  ) throws -> CardPurse<PCSCConnection> {
    CardPurse(
      try PCSCConnection(CardService(), reader: reader, sharing: .exclusive),
      extendedLength: extendedLength)
  }

  /// Tells what a command did and, if its purse was in a card, what that cost.
  func show(_ report: some Report, of purse: inout PurseHandle, toError: Bool = false) throws {
    try Output.show(
      CardReport(report: report, cost: purse.cost()), json: json, toError: toError)
  }
}

/// A report with what it cost the card, in one line more.
private struct CardReport<Base: Report>: Report {
  var report: Base
  var cost: CardMeter?

  private struct Cost: Encodable {
    var count: CardMeter
    var computedTimes: [CardTime]
  }

  private enum CodingKeys: CodingKey { case card }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    guard let cost else { return }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Cost(count: cost, computedTimes: cost.times), forKey: .card)
  }

  var text: String {
    guard let cost else { return report.text }
    let times = [CardSpeed.current, .olderSlow].map { card in
      let both = [FieldSpeed.slow, .fast].map {
        "\(Int(cost.milliseconds(card: card, field: $0).rounded(.up))) ms at \($0.kilobitsPerSecond)"
      }
      return "\(card.name) \(both.joined(separator: ", "))"
    }
    return report.text + "\n"
      + "card: \(Self.count(cost.taps, "tap")), \(Self.count(cost.pins, "PIN")), "
      + "\(Self.count(cost.apdus, "exchange")), \(cost.bytesToCard) bytes to it and "
      + "\(cost.bytesFromCard) back, \(Self.count(cost.signatures, "signature")), "
      + "\(Self.count(cost.verifications, "verification")); computed at kbit/s: "
      + times.joined(separator: "; ")
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
