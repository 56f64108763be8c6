import Foundation
import Home

/// A command that was begun on a device and has no name of its own, such as "ask for 80.00": what
/// makes its repetition after a kill or a torn link the same command and not a second one. It is
/// stored, beside the device or in the home of the card's phone, before the purse hears of it, and removed when all is done.
public struct PendingOrder {
  /// Where the command stands: the sequence, request or grant number it will have.
  public let place: UInt64
  /// Begun before, and not known to be finished.
  public let isResumed: Bool
  private let path: String

  private struct Stored: Codable, Equatable {
    var order: String
    var place: UInt64
  }

  /// Takes up the order if it is the one that was begun last; else begins it at `next`.
  public init(_ order: String, of purse: PurseHandle, next: UInt64) throws {
    path = purse.orderPath
    if let data = FileManager.default.contents(atPath: path),
      let stored = try? JSONDecoder().decode(Stored.self, from: data), stored.order == order,
      stored.place <= next
    {
      place = stored.place
      isResumed = true
      return
    }
    place = next
    isResumed = false
    let data = try JSONEncoder().encode(Stored(order: order, place: next))
    try DurableFile.write([UInt8](data), to: path, mode: 0o600)
  }

  /// All is done: the next command of the same words is a new one.
  public func finish() { unlink(path) }

  /// Another command goes ahead: what was begun before will not be taken up.
  public static func abandon(of purse: PurseHandle) { unlink(purse.orderPath) }
}
