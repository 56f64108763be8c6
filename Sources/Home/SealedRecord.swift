import Crypto
import Foundation

/// One change of a terminal's memory, as it is sealed (TRM-11).
enum MemoryChange: Equatable {
  /// These bytes now lie in a bank at an offset.
  case write(bank: Int, offset: Int, bytes: [UInt8])
  /// A bank is blank, and this is all of the other one that is not. Begins a file.
  case erase(bank: Int, rest: [UInt8])

  var encoded: [UInt8] {
    switch self {
    case .write(let bank, let offset, let bytes):
      [1, UInt8(bank)] + UInt64(offset).littleEndianBytes + bytes
    case .erase(let bank, let rest): [2, UInt8(bank)] + UInt64(0).littleEndianBytes + rest
    }
  }

  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 10, bytes[1] < 2, let offset = Int(exactly: UInt64(bytes[2..<10])) else {
      return nil
    }
    let (bank, rest) = (Int(bytes[1]), Array(bytes[10...]))
    switch bytes[0] {
    case 1: self = .write(bank: bank, offset: offset, bytes: rest)
    case 2 where offset == 0: self = .erase(bank: bank, rest: rest)
    default: return nil
    }
  }
}

/// Where a terminal's memory stands: how many changes it has had, and the tag of the last one. Kept in the token, too
/// (TRM-20).
struct MemoryPlace: Equatable {
  var sequence: UInt64
  /// 16 bytes.
  var tag: [UInt8]

  static let first = MemoryPlace(sequence: 0, tag: [UInt8](repeating: 0, count: tagSize))
  static let tagSize = 16

  init(sequence: UInt64, tag: [UInt8]) { (self.sequence, self.tag) = (sequence, tag) }

  init?(_ bytes: [UInt8]) {
    guard bytes.count == 8 + Self.tagSize else { return nil }
    self.init(sequence: UInt64(bytes[..<8]), tag: Array(bytes[8...]))
  }

  var encoded: [UInt8] { sequence.littleEndianBytes + tag }
}

/// Seals the changes of one file and opens them again, each for its own place only (TRM-11, TRM-12).
struct RecordSealer {
  /// What the token makes of its secret for this terminal.
  let key: SymmetricKey
  /// SHA-256 of the file's header.
  let header: [UInt8]

  init(key: [UInt8], header: [UInt8]) {
    self.key = SymmetricKey(data: key)
    self.header = Array(SHA256.hash(data: header))
  }

  /// The record that follows `place`, and the place it leads to.
  func seal(
    _ change: MemoryChange, after place: MemoryPlace
  ) -> (record: [UInt8], place: MemoryPlace) {
    var generator = SystemRandomNumberGenerator()
    let salt = (0..<Self.saltSize).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let plain = change.encoded
    let sequence = place.sequence + 1
    let length = UInt64(plain.count).littleEndianBytes[..<4]
    let head = length + sequence.littleEndianBytes + salt
    guard
      let box = try? AES.GCM.seal(
        plain, using: recordKey(salt, sequence), nonce: Self.nonce,
        authenticating: header + place.tag + head)
    else { preconditionFailure("AES-GCM sealing failed") }
    let tag = Array(box.tag)
    return (
      Array(head) + Array(box.ciphertext) + tag, MemoryPlace(sequence: sequence, tag: tag)
    )
  }

  /// The record that lies at an offset; nil if none lies there that follows `place`.
  func open(
    _ bytes: Data, at offset: Int, after place: MemoryPlace
  ) -> (change: MemoryChange, place: MemoryPlace, end: Int)? {
    guard offset + Self.headSize + MemoryPlace.tagSize <= bytes.count else { return nil }
    let head = [UInt8](bytes[offset..<(offset + Self.headSize)])
    let sequence = UInt64(head[4..<12])
    let length = Int(UInt64(head[..<4]))
    let start = offset + Self.headSize
    let end = start + length + MemoryPlace.tagSize
    guard sequence == place.sequence &+ 1, end <= bytes.count else { return nil }
    let tag = [UInt8](bytes[(start + length)..<end])
    guard
      let box = try? AES.GCM.SealedBox(
        nonce: Self.nonce, ciphertext: bytes[start..<(start + length)], tag: tag),
      let plain = try? AES.GCM.open(
        box, using: recordKey(Array(head[12...]), sequence),
        authenticating: header + place.tag + head),
      let change = MemoryChange([UInt8](plain))
    else { return nil }
    return (change, MemoryPlace(sequence: sequence, tag: tag), end)
  }

  /// Random bytes make each record's key another one, also where an older copy of the file is gone on from; so the nonce
  /// may always be zero.
  private func recordKey(_ salt: [UInt8], _ sequence: UInt64) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(
      inputKeyMaterial: key, salt: salt,
      info: Array("kontant/terminal-record/1".utf8) + sequence.littleEndianBytes,
      outputByteCount: 32)
  }

  private static let saltSize = 16
  /// Length, sequence and salt.
  static let headSize = 4 + 8 + saltSize
  // Twelve bytes are a nonce's length.
  private static let nonce = try! AES.GCM.Nonce(data: [UInt8](repeating: 0, count: 12))
}

extension UInt64 {
  var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }

  /// Up to eight bytes, the lowest first.
  init(_ littleEndianBytes: ArraySlice<UInt8>) {
    self = littleEndianBytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
