import ArgumentParser
import Console
import Home
import Money
import Payment
import Purse
import Wire

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "What a device holds and knows, or all devices of the home.",
    discussion: "Needs no ledger.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var purse: PurseOptions

  func run() throws {
    if purse.device != nil || purse.reader != nil {
      var handle = try common.open(purse.source())
      return try common.show(try DeviceStatus(&handle), of: &handle)
    }
    guard Home.exists(at: common.homePath) else { throw HomeError.missing(common.homePath) }
    let names = Home.deviceNames(in: common.homePath)
    // A device that cannot be opened hides no other; it decides the exit code.
    var devices: [DeviceStatus] = []
    var broken: (any Error)?
    for name in names {
      do {
        var handle = try common.openDevice(name)
        devices.append(try DeviceStatus(&handle))
      } catch { broken = error }
    }
    try common.show(AllDevices(devices: devices))
    if let broken { throw broken }
  }

  private struct AllDevices: Report {
    var devices: [DeviceStatus]

    var text: String {
      guard !devices.isEmpty else {
        return "no devices; issue one with: kontant card issue NAME --pin PIN"
      }
      var table = Table(rightAligned: [3, 4, 5])
      table.add("device", "kind", "serial", "spendable", "pending", "in doubt", "state")
      for row in devices {
        table.add(
          row.device, row.kind, String(row.serial.prefix(8)), row.spendable.amount,
          row.pending.amount, row.inDoubt.amount, row.state)
      }
      return table.text
    }
  }
}

/// What a device tells its holder.
struct DeviceStatus: Report {
  struct InDoubt: Encodable {
    var payment: String
    var payee: String
    var sequence: UInt64
    var amount: MoneyValue
  }
  struct Open: Encodable {
    var request: String
    var amount: MoneyValue
  }

  var device: String
  var kind: String
  var serial: String
  var state: String
  var currency: String
  var spendable: MoneyValue
  var pending: MoneyValue
  var inDoubt: MoneyValue
  var doubts: [InDoubt] = []
  var openRequests: [Open] = []
  var sequence: UInt64
  var reported: UInt64
  var lastGrant: UInt64
  var ledgerTime: String
  var awaitsGrant: Bool
  var operations: UInt32
  var operationsAllowed: UInt32?
  var pinTriesLeft: UInt8
  var certificateEnds: String
  var head: String
  private let money: Currency

  init(_ file: inout PurseHandle) throws {
    let status = try file.readStatus()
    money = file.currency
    device = file.name
    kind = file.certificate.content.kind.name
    serial = file.serial.text
    state = status.lifeCycle.name
    currency = money.letters
    spendable = MoneyValue(status.spendable, money)
    pending = MoneyValue(status.pending, money)
    inDoubt = MoneyValue(status.inDoubt, money)
    sequence = status.sequence.value
    reported = status.covered.value
    lastGrant = status.lastGrant.value
    ledgerTime = status.latestTime.text
    awaitsGrant = status.awaitsGrant
    operations = status.counters.operations
    operationsAllowed = try file.policy()?.operations
    pinTriesLeft = status.pinTriesLeft
    certificateEnds = file.certificate.content.notAfter.text
    head = status.head.word.array.hex
    for doubt in try file.doubts() {
      doubts.append(
        InDoubt(
          payment: doubt.payment.text, payee: doubt.payee.text, sequence: doubt.sequence.value,
          amount: MoneyValue(doubt.amount, money)))
    }
    for open in try file.openRequests() {
      openRequests.append(
        Open(request: open.request.text, amount: MoneyValue(open.amount, money)))
    }
  }

  var text: String {
    var table = Table()
    table.add("device", "\(device), \(kind), serial \(serial)")
    if state != "active" { table.add("state", state) }
    table.add("spendable", full(spendable))
    if pending.minorUnits > 0 { table.add("pending", "\(full(pending)), until the next sync") }
    for doubt in doubts {
      table.add(
        "in doubt",
        "\(full(doubt.amount)) paid to \(doubt.payee.prefix(8)), sequence \(doubt.sequence)")
    }
    for open in openRequests { table.add("open request", full(open.amount)) }
    let allowed = operationsAllowed.map { " of \($0)" } ?? ""
    table.add("operations", "\(operations)\(allowed) since the last sync")
    table.add("journal", "\(sequence) entries, \(sequence - reported) of them not reported yet")
    table.add("last sync", "grant \(lastGrant), ledger time \(ledgerTime)")
    if awaitsGrant { table.add("", "a sync request waits for its grant; sync again") }
    table.add("PIN", pinTriesLeft == 0 ? "blocked" : "\(pinTriesLeft) tries left")
    return table.text
  }

  private func full(_ value: MoneyValue) -> String { money.full(minorUnits: value.minorUnits) }

  private enum CodingKeys: String, CodingKey {
    case device, kind, serial, state, currency, spendable, pending, inDoubt, doubts, openRequests
    case sequence, reported, lastGrant, ledgerTime, awaitsGrant, operations, operationsAllowed
    case pinTriesLeft, certificateEnds, head
  }
}
