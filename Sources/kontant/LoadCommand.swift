import ArgumentParser
import Console
import Home
import Money
import Payment
import Purse
import Settlement
import Wire

struct LoadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "load", abstract: "Sync, and load money from the account.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "A device's name or file.") var device: String
  @Argument(help: "How much.") var amount: String

  func run() throws {
    let home = try common.openHome()
    let device = try common.openDevice(device)
    var run = SyncRun(home: home, device: device)
    var wishes = SyncWishes()
    wishes.load = try device.currency.positive(amount)
    let order = try PendingOrder(
      "load \(wishes.load.minorUnits)", of: device, next: device.status.lastGrant.next.value)
    // Killed after the grant was applied: the load is done, and what is left is to say so.
    let isDone = order.isResumed && device.status.lastGrant.value >= order.place
    if !isDone || device.status.awaitsGrant {
      try run.run(wishes, carrying: [])
    }
    order.finish()
    let isRefused = run.reports.flatMap(\.notices).contains {
      if case .loadRefused(_) = $0 { true } else { false }
    }
    try common.show(Synced(run))
    if isRefused { throw ArgumentParser.ExitCode(Console.ExitCode.refused) }
  }
}

struct UnloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unload", abstract: "Take money out of a purse, back to its account, and sync.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var pin: PINOptions
  @Argument(help: "A device's name or file.") var device: String
  @Argument(help: "How much.") var amount: String

  func run() throws {
    let home = try common.openHome()
    var device = try common.openDevice(device)
    let amount = try device.currency.positive(amount)
    let order = try PendingOrder(
      "unload \(amount.minorUnits)", of: device, next: device.status.sequence.next.value)
    let place = SequenceNumber(order.place)
    if device.status.sequence < place {
      do {
        if let digits = pin.digits { _ = try device.execute(.verifyPIN(digits)) }
        _ = try device.execute(.unload(expected: place, amount: amount))
      } catch {
        order.finish()
        throw error
      }
    }
    var run = SyncRun(home: home, device: device)
    try run.run(SyncWishes(), carrying: [])
    // An upload that waited from before did not report the unload yet.
    if run.device.status.covered < place { try run.run(SyncWishes(), carrying: []) }
    order.finish()
    try common.show(Unloaded(unloaded: MoneyValue(amount, device.currency), sync: Synced(run)))
  }

  private struct Unloaded: Report {
    var unloaded: MoneyValue
    var sync: Synced

    var text: String {
      "\(sync.device) gave \(unloaded.amount) \(unloaded.currency) back to its account\n"
        + sync.text
    }
  }
}
