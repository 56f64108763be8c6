import ArgumentParser
import CardLink
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
  @OptionGroup var purse: PurseOptions
  @OptionGroup var ledger: LedgerOptions
  @Argument(help: "How much.") var amount: String?

  func run() throws {
    let (source, amount) = try purse.source(and: amount, "an amount")
    let ledger = try ledger.open(common)
    let device = try common.open(source)
    var run = SyncRun(ledger: ledger, device: device)
    let last = try run.device.readStatus().lastGrant
    var wishes = SyncWishes()
    wishes.load = try device.currency.positive(amount)
    let words = "load \(wishes.load.minorUnits)"
    var order = try PendingOrder(words, of: device, next: last.next.value)
    var isDone = false
    if last.value >= order.place {
      // Killed after its grant was applied, and what is left is to say so; or another sync came
      // between, and the load is still to be done.
      do {
        isDone = try ledger.hasLoaded(
          wishes.load, device.serial, grants: GrantNumber(order.place)...last)
      } catch {
        order.finish()
        throw error
      }
      if !isDone {
        order.finish()
        order = try PendingOrder(words, of: device, next: last.next.value)
      }
    }
    if !isDone { try run.run(wishes, carrying: []) }
    // The order ends when its holder has been told: a card that goes while it is read for that may
    // have been loaded, and the repetition is to find out.
    try common.show(try Synced(&run), of: &run.device)
    order.finish()
    for notice in run.reports.flatMap(\.notices) {
      guard case .loadRefused(_) = notice, let sentence = notice.sentence(device.currency) else {
        continue
      }
      throw Explanation(
        code: "loadRefused", message: sentence, exitCode: Console.ExitCode.refused)
    }
  }
}

struct UnloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unload", abstract: "Take money out of a purse, back to its account, and sync.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var pin: PINOptions
  @OptionGroup var purse: PurseOptions
  @OptionGroup var ledger: LedgerOptions
  @Argument(help: "How much.") var amount: String?

  func run() throws {
    let (source, text) = try purse.source(and: amount, "an amount")
    let ledger = try ledger.open(common)
    var device = try common.open(source)
    let amount = try device.currency.positive(text)
    let words = "unload \(amount.minorUnits)"
    let last = try device.place().sequence
    var order = try PendingOrder(words, of: device, next: last.next.value)
    let place = SequenceNumber(order.place)
    var isDone = false
    if last >= place {
      // Begun before: once the purse has synced, the ledger knows what stands at that place.
      try sync(&device, ledger)
      do {
        isDone = try ledger.hasUnloaded(amount, device.serial, at: place)
      } catch {
        order.finish()
        throw error
      }
      if !isDone {
        order.finish()
        order = try PendingOrder(
          words, of: device, next: try device.place().sequence.next.value)
      }
    }
    if !isDone { try unload(amount, &device, order) }
    var run = try sync(&device, ledger)
    try common.show(
      Unloaded(unloaded: MoneyValue(amount, device.currency), sync: try Synced(&run)),
      of: &run.device)
    order.finish()
  }

  private func unload(
    _ amount: Amount, _ device: inout PurseHandle, _ order: PendingOrder
  ) throws {
    do {
      let expected = try device.place().sequence.next
      _ = try device.execute(.unload(expected: expected, amount: amount, pin: pin.digits))
    } catch let error as CardLinkError {
      // The card may have done it: the same command takes it up.
      throw error
    } catch {
      order.finish()
      throw error
    }
  }

  /// Syncs until everything the purse has done so far is booked: an upload that waited from before
  /// does not report it all.
  @discardableResult
  private func sync(_ device: inout PurseHandle, _ ledger: any SyncLedger) throws -> SyncRun {
    let last = try device.place().sequence
    var run = SyncRun(ledger: ledger, device: device)
    try run.run(SyncWishes(), carrying: [])
    if try run.device.readStatus().covered < last { try run.run(SyncWishes(), carrying: []) }
    device = run.device
    return run
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
