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
    let words = "load \(wishes.load.minorUnits)"
    var order = try PendingOrder(words, of: device, next: device.status.lastGrant.next.value)
    var isDone = false
    if device.status.lastGrant.value >= order.place {
      // Killed after its grant was applied, and what is left is to say so; or another sync came
      // between, and the load is still to be done.
      isDone = home.wish(of: device.serial, at: GrantNumber(order.place)) == wishes.load
      if !isDone {
        order.finish()
        order = try PendingOrder(words, of: device, next: device.status.lastGrant.next.value)
      }
    }
    if !isDone { try run.run(wishes, carrying: []) }
    order.finish()
    try common.show(Synced(run))
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
  @Argument(help: "A device's name or file.") var device: String
  @Argument(help: "How much.") var amount: String

  func run() throws {
    let home = try common.openHome()
    var device = try common.openDevice(device)
    let amount = try device.currency.positive(amount)
    let words = "unload \(amount.minorUnits)"
    var order = try PendingOrder(words, of: device, next: device.status.sequence.next.value)
    let place = SequenceNumber(order.place)
    var isDone = false
    if device.status.sequence >= place {
      // Begun before: once the purse has synced, the ledger knows what stands at that place.
      try sync(&device, home)
      isDone = home.isUnload(of: amount, by: device.serial, at: place)
      if !isDone {
        order.finish()
        order = try PendingOrder(words, of: device, next: device.status.sequence.next.value)
      }
    }
    if !isDone { try unload(amount, &device, order) }
    let run = try sync(&device, home)
    order.finish()
    try common.show(Unloaded(unloaded: MoneyValue(amount, device.currency), sync: Synced(run)))
  }

  private func unload(
    _ amount: Amount, _ device: inout DeviceFile, _ order: PendingOrder
  ) throws {
    do {
      let expected = device.status.sequence.next
      _ = try device.execute(.unload(expected: expected, amount: amount, pin: pin.digits))
    } catch {
      order.finish()
      throw error
    }
  }

  /// Syncs until everything the purse has done so far is booked: an upload that waited from before
  /// does not report it all.
  @discardableResult
  private func sync(_ device: inout DeviceFile, _ home: Home) throws -> SyncRun {
    let last = device.status.sequence
    var run = SyncRun(home: home, device: device)
    try run.run(SyncWishes(), carrying: [])
    if run.device.status.covered < last { try run.run(SyncWishes(), carrying: []) }
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

extension Home {
  private func upload(of serial: Serial, answeredBy grant: GrantNumber) -> Packet? {
    let bytes = ledger.book.uploads[UploadKey(serial: serial, grant: grant)]
    return bytes.flatMap { try? Packet($0) }
  }

  /// What a purse wished to load with the sync that a grant answered.
  fileprivate func wish(of serial: Serial, at grant: GrantNumber) -> Amount? {
    guard let packet = upload(of: serial, answeredBy: grant),
      let request = try? Signed<SyncRequest>(packet.message.span.bytes)
    else { return nil }
    return request.content.load
  }

  /// Whether a purse's booked journal has this unload at that place.
  fileprivate func isUnload(
    of amount: Amount, by serial: Serial, at place: SequenceNumber
  ) -> Bool {
    for (key, bytes) in ledger.book.uploads.rows where key.serial == serial {
      guard let packet = try? Packet(bytes) else { continue }
      for item in packet.items where item.sequence == place {
        if case .unloaded(amount)? = try? JournalEntry(item.entry.span.bytes) { return true }
      }
    }
    return false
  }
}
