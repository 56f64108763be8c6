import CardBoot
import Crypto
import Foundation
import Wire

/// A firmware image made here, by another program than the one that builds the firmware.
struct TestImage {
  var version: UInt32 = 1
  var body: [UInt8] = (0..<96).map { UInt8($0) }
  /// What the header says of the body, if that is another length.
  var length: UInt32?
  var magic: [UInt8] = Array("KFW1".utf8)
  var reserved: UInt32 = 0

  func bytes(signedBy key: P256.Signing.PrivateKey) throws -> [UInt8] {
    var signed = magic
    for word in [version, length ?? UInt32(body.count), reserved] {
      signed += withUnsafeBytes(of: word.bigEndian) { Array($0) }
    }
    let signature = try key.signature(for: Data(signed + body))
    let header = signed + [UInt8](signature.rawRepresentation)
    return header + [UInt8](repeating: 0, count: 256 - header.count) + body
  }
}

/// The counter's page, whose power can go in the middle of a word.
struct TestPage: CounterPage {
  var words = [UInt64](repeating: .max, count: 256)
  /// Words that are still programmed whole, and the bits of the next one that are reached.
  var cut: (words: Int, mask: UInt64)?
  private(set) var programmed = 0

  init(version: Int = 0) { for index in 0..<version { words[index] = 0 } }

  func word(at index: Int) -> UInt64 { words[index] }

  mutating func program(wordAt index: Int) {
    defer { programmed += 1 }
    guard let cut, programmed >= cut.words else { return words[index] = 0 }
    if programmed == cut.words { words[index] &= ~cut.mask }
  }
}
