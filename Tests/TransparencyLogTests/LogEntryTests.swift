import Crypto
import Testing

@testable import TransparencyLog

@Suite struct LogEntryTests {
  @Test("LOG-1: the commitment is SHA-256 of salt and body, the leaf's hash covers it")
  func commitment() throws {
    let salt = try #require(EntrySalt([UInt8](repeating: 1, count: 32)))
    let entry = try LogEntry(salt: salt, body: [2, 3])
    let commitment = Array(SHA256.hash(data: [UInt8](repeating: 1, count: 32) + [2, 3]))
    #expect(entry.commitment == commitment)
    #expect(entry.leafHash.bytes == Array(SHA256.hash(data: [0] + commitment)))
    #expect(LogEntry(record: entry.record) == entry)
  }

  @Test("LOG-1: a body has at most 65,503 bytes, a salt 32")
  func sizes() throws {
    let salt = try #require(EntrySalt([UInt8](repeating: 1, count: 32)))
    let largest = try LogEntry(salt: salt, body: [UInt8](repeating: 0, count: 65_503))
    #expect(EntryBundle.prefix(of: EntryBundle.bytes(of: [largest.record]), count: 1).end == 65_537)
    #expect(throws: LogError.entryTooLarge(byteCount: 65_504)) {
      try LogEntry(salt: salt, body: [UInt8](repeating: 0, count: 65_504))
    }
    #expect(EntrySalt([UInt8](repeating: 1, count: 31)) == nil)
    #expect(LogEntry(record: [UInt8](repeating: 1, count: 31)) == nil)
    #expect(LogEntry(record: [UInt8](repeating: 1, count: 65_536)) == nil)
  }

  @Test("LOG-2: salts follow from secret, index and body")
  func salts() throws {
    let secret = [UInt8](repeating: 9, count: 32)
    let source = try #require(SaltSource(secret: secret))
    let message: [UInt8] = [0, 0, 0, 0, 0, 0, 1, 2] + SHA256.hash(data: [5, 6])
    let code = HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: secret))
    #expect(source.salt(index: 0x0102, body: [5, 6]).bytes == Array(code))
    #expect(source.salt(index: 0x0103, body: [5, 6]) != source.salt(index: 0x0102, body: [5, 6]))
    #expect(source.salt(index: 0x0102, body: [5, 7]) != source.salt(index: 0x0102, body: [5, 6]))
    for count in [0, 31, 33] {
      #expect(SaltSource(secret: [UInt8](repeating: 9, count: count)) == nil)
    }
  }

  @Test("LOG-6: a bundle is records behind their lengths, and nothing else")
  func bundles() throws {
    let records: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 7, count: 258)]
    let bytes = EntryBundle.bytes(of: records)
    #expect(bytes.prefix(9) == [0, 3, 1, 2, 3, 0, 0, 1, 2])
    #expect(
      try EntryBundle.records(in: bytes, count: 3, path: "").map { Array($0) } == records)
    #expect(throws: LogError.malformedBundle(path: "p", offset: 5)) {
      try EntryBundle.records(in: Array(bytes.prefix(6)), count: 3, path: "p")
    }
    #expect(throws: LogError.malformedBundle(path: "p", offset: 7)) {
      try EntryBundle.records(in: Array(bytes.dropLast()), count: 3, path: "p")
    }
    #expect(throws: LogError.malformedBundle(path: "p", offset: 267)) {
      try EntryBundle.records(in: bytes + [0], count: 3, path: "p")
    }
  }
}
