import LedgerRecords
import Settlement
import Wire

/// The block list as a home keeps it. What it says is signed anew when the home is opened: number, time
/// and serials make the same list.
struct KeptBlockList: Codable, Equatable {
  struct Row: Codable, Equatable {
    /// 16 hexadecimal digits.
    var serial: String
    /// Seconds (MSG-33).
    var end: UInt64
  }

  var number: UInt32
  var time: UInt64
  /// Newest first.
  var serials: [Row]

  init(_ list: BlockListInForce) {
    number = list.number
    time = list.time.seconds
    serials = list.entries.map {
      Row(serial: Self.text($0.serial), end: $0.end.seconds)
    }
  }

  /// Nil when a row is no serial.
  var entries: [BlockListInForce.Entry]? {
    var entries: [BlockListInForce.Entry] = []
    for row in serials {
      guard row.serial.count == 16, let value = UInt64(row.serial, radix: 16),
        row.end <= WireLimits.largestTime
      else { return nil }
      entries.append(
        BlockListInForce.Entry(serial: Serial(value), end: LedgerTime(seconds: row.end)))
    }
    return entries
  }

  /// Without its signed parts.
  var inForce: BlockListInForce? {
    guard let entries else { return nil }
    var list = BlockListInForce()
    list.number = number
    list.time = LedgerTime(seconds: time)
    list.entries = entries
    return list
  }

  private static func text(_ serial: Serial) -> String {
    let digits = String(serial.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Home {
  /// Makes the block list anew, with what has ended left out, and gives it out from now on.
  public func publishBlockList() throws {
    try saveBlockList()
    ledger.list(ledger.unlisted(in: try books, time: now), time: now)
    ledger.renewBlockList(time: now)
    try saveBlockList()
  }

  /// Takes up the list where it was left. Who was convicted or closed in a moment that the file has missed
  /// is listed now; on a store that is shared when the list is next published. Who was found in one leaves it.
  func openBlockList() throws {
    if let list = try blockListFile.open()?.inForce { take(list) }
    ledger.unlist(ledger.listedThoughFound(), time: now)
    ledger.list(ledger.unlisted(in: ledger.book, time: now), time: now)
  }

  /// Writes the list down if it is not what the file says, and takes in what others have.
  func saveBlockList() throws {
    if let list = try blockListFile.merged(ledger.rules.blockList) { take(list) }
  }

  private func take(_ list: BlockListInForce) {
    ledger.restoreBlockList(number: list.number, time: list.time, entries: list.entries)
  }

  /// For a queue that this home's ledger is given to.
  public var blockLists: any BlockListKeeper { blockListFile }
}
