import Foundation
import LedgerRecords
import GRDB
import Settlement
import Wire

/// How the ledger's types lie in columns. 64-bit names keep their bits in SQLite's signed integers.
enum Column {
  static func integer(_ value: UInt64) -> Int64 { Int64(bitPattern: value) }
  static func number(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) }

  static func blob(_ word: Word32) -> Data { Data(word.array) }

  static func word(_ data: Data) throws -> Word32 {
    let bytes = [UInt8](data)
    guard bytes.count == 32 else { throw LedgerStoreError.damaged("a hash of the wrong length") }
    return Word32(bytes.span.bytes)
  }

  static func amount(_ value: Int64) throws -> Amount {
    guard value >= 0, let amount = Amount(minorUnits: UInt64(value)) else {
      throw LedgerStoreError.damaged("an amount out of range")
    }
    return amount
  }

  static func digests(_ digests: [Digest]) -> Data {
    Data(digests.flatMap { $0.word.array })
  }

  static func digests(_ data: Data) throws -> [Digest] {
    let bytes = [UInt8](data)
    guard bytes.count % 32 == 0 else { throw LedgerStoreError.damaged("a list of digests") }
    return stride(from: 0, to: bytes.count, by: 32).map {
      Digest(Word32(bytes.span.bytes, at: $0))
    }
  }

  static func ranges(_ ranges: [ClosedRange<UInt64>]) -> Data {
    Data(ranges.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",").utf8)
  }

  static func ranges(_ data: Data) throws -> [ClosedRange<UInt64>] {
    try String(decoding: data, as: UTF8.self).split(separator: ",").map { part in
      let ends = part.split(separator: "-").compactMap { UInt64($0) }
      guard ends.count == 2, ends[0] <= ends[1] else {
        throw LedgerStoreError.damaged("a range of sequences")
      }
      return ends[0]...ends[1]
    }
  }

  static func account(_ account: LedgerAccount) -> String {
    switch account {
    case .issuance: "issuance"
    case .pool: "pool"
    case .held: "held"
    case .loss: "loss"
    case .transit: "transit"
    case .account(let name): "account:" + name
    case .shadow(let serial): "shadow:" + String(serial.value, radix: 16)
    }
  }

  static func account(_ text: String) throws -> LedgerAccount {
    switch text {
    case "issuance": return .issuance
    case "pool": return .pool
    case "held": return .held
    case "loss": return .loss
    default:
      if text.hasPrefix("account:") { return .account(String(text.dropFirst(8))) }
      if text.hasPrefix("shadow:"), let serial = UInt64(text.dropFirst(7), radix: 16) {
        return .shadow(Serial(serial))
      }
      throw LedgerStoreError.damaged("an unknown account")
    }
  }

  /// An enumeration by its number.
  static func value<T: RawRepresentable>(_ number: Int64) throws -> T where T.RawValue == UInt8 {
    guard let raw = UInt8(exactly: number), let value = T(rawValue: raw) else {
      throw LedgerStoreError.damaged("an unknown state")
    }
    return value
  }
}
