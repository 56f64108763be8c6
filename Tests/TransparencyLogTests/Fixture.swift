import Crypto
import Foundation

@testable import TransparencyLog

/// What the tests of the log share: a key, entries, and a tree computed as RFC 6962 writes it.
enum Fixture {
  static let origin = "ledger.example/log"

  static func signer(name: String = origin, seed: UInt8 = 7) throws -> NoteSigner {
    try NoteSigner(
      name: name,
      privateKey: Curve25519.Signing.PrivateKey(
        rawRepresentation: [UInt8](repeating: seed, count: 32)))
  }

  static func entries(_ range: Range<Int>) throws -> [LogEntry] {
    let secret = Array("a secret of the ledger for salts".utf8)
    guard let salts = SaltSource(secret: secret) else { return [] }
    return try range.map { index in
      try salts.entry(index: UInt64(index), body: Array("settled \(index)".utf8))
    }
  }

  static func leaves(_ count: Int) -> [LogHash] {
    (0..<count).map { LogHash.leaf(Array("leaf \($0)".utf8)) }
  }

  /// MTH of RFC 6962, section 2.1, by its own words and nothing else.
  static func root(_ leaves: ArraySlice<LogHash>) -> LogHash {
    guard let first = leaves.first else { return .empty }
    if leaves.count == 1 { return first }
    let middle = leaves.startIndex + split(leaves.count)
    return .node(root(leaves[..<middle]), root(leaves[middle...]))
  }

  /// PATH of RFC 6962, section 2.1.1.
  static func path(_ index: Int, _ leaves: ArraySlice<LogHash>) -> [LogHash] {
    if leaves.count == 1 { return [] }
    let middle = leaves.startIndex + split(leaves.count)
    return leaves.startIndex + index < middle
      ? path(index, leaves[..<middle]) + [root(leaves[middle...])]
      : path(index - split(leaves.count), leaves[middle...]) + [root(leaves[..<middle])]
  }

  /// SUBPROOF of RFC 6962, section 2.1.2.
  static func subproof(_ earlier: Int, _ leaves: ArraySlice<LogHash>, _ isWhole: Bool) -> [LogHash]
  {
    if earlier == leaves.count { return isWhole ? [] : [root(leaves)] }
    let half = split(leaves.count)
    let middle = leaves.startIndex + half
    return earlier <= half
      ? subproof(earlier, leaves[..<middle], isWhole) + [root(leaves[middle...])]
      : subproof(earlier - half, leaves[middle...], false) + [root(leaves[..<middle])]
  }

  /// A log written in batches of the sizes given.
  static func log(batches: [Int]) throws -> LogWriter<MemoryStorage> {
    var writer = try LogWriter(storage: MemoryStorage(), signer: signer())
    var count = 0
    for batch in batches {
      _ = try writer.append(entries(count..<count + batch))
      count += batch
    }
    return writer
  }

  /// The tiles of a tree of these leaves, written at once.
  static func tiles(_ leaves: [LogHash]) throws -> MemoryStorage {
    var storage = MemoryStorage()
    var tree = LogTree()
    for content in try tree.append(leaves) { storage.files[.tile(content.tile)] = content.bytes }
    return storage
  }

  static func folder() -> String {
    FileManager.default.temporaryDirectory.appending(path: "kontant-log-\(UUID().uuidString)").path
  }

  static func hash(_ hex: String) -> LogHash? {
    var bytes: [UInt8] = []
    var rest = hex[...]
    while !rest.isEmpty {
      guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return LogHash(bytes)
  }

  private static func split(_ count: Int) -> Int {
    var half = 1
    while half * 2 < count { half *= 2 }
    return half
  }
}
