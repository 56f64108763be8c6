import Foundation
import Payment
import Wire

/// A device's file as the memory of a card, which only APDUs speak to.
extension Device {
  /// Opens the memory. Other processes are kept out of the file as long as it is in use.
  public static func memory(path: String) throws(HomeError) -> FileStorage {
    let info = try readInfo(path)
    guard info.seal == nil else { throw .sealed(path) }
    return try FileStorage(path: path, bankSize: info.bankSize)
  }

  /// Makes a card as it leaves the factory: no key, no certificate, no PIN. It is personalised over a
  /// reader (APD-23).
  public static func createBlankCard(path: String) throws(HomeError) {
    guard !FileManager.default.fileExists(atPath: path) else { throw .deviceExists(path) }
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    try create(path: path, name: name, kind: .card)
  }
}
