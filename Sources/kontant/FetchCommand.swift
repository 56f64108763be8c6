import ArgumentParser
import Console
import Foundation
import Home
import Money
import Payment
import Purse
import PurseCrypto
import Wire

struct FetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Write again what a torn link or a lost file took: payments in doubt, last answer.",
    discussion: "Works on a device file alone.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var purse: PurseOptions
  @Option(name: [.short, .long], help: "The folder to write to.") var output = "."
  @Flag(help: "Overwrite files that hold something else.") var force = false

  func run() throws {
    var device = try common.open(purse.source())
    var found: [Fetched.Row] = []
    var files: [(OutputFile, [UInt8])] = []
    let messages = try payments(of: &device) + [lastAnswer(of: &device)].compactMap { $0 }
    for message in messages {
      let file = OutputFile(path: output + "/" + message.name, force: force)
      try file.check()
      guard !files.contains(where: { $0.0.path == file.path }) else { continue }
      files.append((file, message.packet.bytes))
      found.append(Fetched.Row(kind: message.kind, amount: message.amount, file: file.path))
    }
    for (file, bytes) in files { try file.write(bytes) }
    try common.show(Fetched(device: device.name, messages: found), of: &device)
  }

  private struct Message {
    var kind: String
    var name: String
    var packet: Packet
    var amount: MoneyValue?
  }

  /// The payments whose decision the purse does not know, as long as its journal has them.
  private func payments(of device: inout PurseHandle) throws -> [Message] {
    var messages: [Message] = []
    for doubt in try device.doubts() {
      guard let made = try device.payment(at: doubt.sequence) else { continue }
      messages.append(
        Message(
          kind: "payment", name: "\(device.name)-payment-\(doubt.sequence.value).kontant",
          packet: made.packet, amount: MoneyValue(doubt.amount, device.currency)))
    }
    return messages
  }

  private func lastAnswer(of device: inout PurseHandle) throws -> Message? {
    guard case .message(let bytes) = try device.execute(.lastAnswer) else { return nil }
    let sequence = try device.place().sequence.value
    if (try? Signed<Acceptance>(bytes.span.bytes)) != nil {
      return Message(
        kind: "acceptance", name: "\(device.name)-acceptance-\(sequence).kontant",
        packet: device.packet(.decision, bytes))
    }
    if (try? Signed<Refusal>(bytes.span.bytes)) != nil {
      return Message(
        kind: "refusal", name: "\(device.name)-refusal-\(sequence).kontant",
        packet: device.packet(.decision, bytes))
    }
    if let request = try? Signed<Request>(bytes.span.bytes) {
      return Message(
        kind: "request",
        name: "\(device.name)-request-\(request.content.number.value).kontant",
        packet: device.packet(.request, bytes),
        amount: MoneyValue(request.content.amount, device.currency))
    }
    return nil
  }

  private struct Fetched: Report {
    struct Row: Encodable {
      var kind: String
      var amount: MoneyValue?
      var file: String
    }
    var device: String
    var messages: [Row]

    var text: String {
      guard !messages.isEmpty else { return "\(device) has nothing in doubt and no last answer" }
      var table = Table(rightAligned: [1])
      for row in messages {
        table.add(row.kind, row.amount.map { "\($0.amount) \($0.currency)" } ?? "", row.file)
      }
      return table.text
    }
  }
}
