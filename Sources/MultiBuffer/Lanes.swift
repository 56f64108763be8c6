import Settlement
import Wire

/// Eight signatures as the library wants them: for each part eight pointers, to r, s and digest
/// big-endian and to the key's x and y as four words, the lowest first.
struct Lanes: ~Copyable {
  static let count = 8

  typealias Bytes = UnsafePointer<UnsafePointer<UInt8>?>
  typealias Limbs = UnsafePointer<UnsafePointer<UInt64>?>

  /// r, s and digest of each lane, 32 bytes each: all r, all s, all digests.
  private let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: 3 * Self.count * 32)
  private let limbs = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * Self.count * 4)
  private let bytePointers = UnsafeMutablePointer<UnsafePointer<UInt8>?>.allocate(
    capacity: 3 * Self.count)
  private let limbPointers = UnsafeMutablePointer<UnsafePointer<UInt64>?>.allocate(
    capacity: 2 * Self.count)

  init() {
    bytes.initialize(repeating: 0, count: 3 * Self.count * 32)
    limbs.initialize(repeating: 0, count: 2 * Self.count * 4)
    for index in 0..<(3 * Self.count) {
      (bytePointers + index).initialize(to: UnsafePointer(bytes + index * 32))
    }
    for index in 0..<(2 * Self.count) {
      (limbPointers + index).initialize(to: UnsafePointer(limbs + index * 4))
    }
  }

  deinit {
    bytes.deallocate()
    limbs.deallocate()
    bytePointers.deallocate()
    limbPointers.deallocate()
  }

  /// - Parameter lane: 0 to 7.
  mutating func set(_ lane: Int, to check: SignatureCheck) {
    precondition((0..<Self.count).contains(lane))
    store(check.signature.r, in: lane)
    store(check.signature.s, in: Self.count + lane)
    store(check.digest.word, in: 2 * Self.count + lane)
    storeLimbs(check.key.x, in: lane)
    storeLimbs(check.key.y, in: Self.count + lane)
  }

  func withPointers<Result>(_ body: (Bytes, Bytes, Bytes, Limbs, Limbs) -> Result) -> Result {
    body(
      UnsafePointer(bytePointers), UnsafePointer(bytePointers + Self.count),
      UnsafePointer(bytePointers + 2 * Self.count), UnsafePointer(limbPointers),
      UnsafePointer(limbPointers + Self.count))
  }

  private mutating func store(_ word: Word32, in place: Int) {
    let bigEndian = word.bytes
    for index in 0..<32 { bytes[place * 32 + index] = bigEndian[index] }
  }

  private mutating func storeLimbs(_ word: Word32, in place: Int) {
    let target = limbs + place * 4
    (target[0], target[1], target[2], target[3]) = (word.d, word.c, word.b, word.a)
  }
}
