import CardCrypto
import Crypto
import Purse
import PurseCrypto
import Testing
import Wire

/// The card's cryptography against other people's: the vectors of RFC 6979, and swift-crypto both ways.
@Suite("Card cryptography") struct CardCryptoTests {
  typealias Card = BearSSLPurseCrypto<SeedEntropy>

  static let card = Card(entropy: SeedEntropy(seed: Word32(1, 2, 3, 4)))

  static func word(_ hex: String) -> Word32 {
    var bytes = Bytes<32>()
    var rest = Substring(hex)
    while !rest.isEmpty {
      bytes.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
      rest = rest.dropFirst(2)
    }
    return Word32(bytes.span)
  }

  static func digest(_ text: String) -> Wire.Digest {
    let bytes = Array(text.utf8)
    return Digest(SoftwareHash().hash(bytes.span.bytes, [UInt8]().span.bytes))
  }

  @Test(
    "signs as RFC 6979 A.2.5 says",
    arguments: [
      (
        "sample", "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
      ),
      (
        "test", "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
        "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"
      ),
    ])
  func vectors(message: String, r: String, s: String) {
    var card = Self.card
    let signature = card.sign(Self.digest(message), with: Self.vectorKey)
    #expect(signature == Signature(r: Self.word(r), s: Self.word(s)))
    #expect(card.verify(signature, over: Self.digest(message), by: Self.vectorPublicKey))
  }

  @Test("hashes two spans as one, at every length round a block") func hashes() {
    let bytes = (0..<200).map { UInt8($0) }
    for count in 0...200 {
      for split in Set([0, 1, count / 2, max(count - 1, 0), count]) where split <= count {
        let whole = SoftwareHash().hash(
          bytes.span.bytes.extracting(0..<split), bytes.span.bytes.extracting(split..<count))
        let ours = Self.card.hash(
          bytes.span.bytes.extracting(0..<split), bytes.span.bytes.extracting(split..<count))
        #expect(ours == whole)
      }
    }
  }

  @Test("signs what swift-crypto holds for true, and the other way round") func bothWays() {
    var card = Self.card
    var software = SoftwarePurseCrypto()
    for round in 0..<20 {
      let digest = Self.digest("round \(round)")
      let pair = card.generateKey()
      let signature = card.sign(digest, with: pair.handle)
      #expect(software.verify(signature, over: digest, by: pair.publicKey))
      let softwarePair = software.generateKey()
      let other = software.sign(digest, with: softwarePair.handle)
      #expect(card.verify(other, over: digest, by: softwarePair.publicKey))
      #expect(!card.verify(other, over: digest, by: pair.publicKey))
      #expect(!card.verify(signature, over: Self.digest("another"), by: pair.publicKey))
      // A key made there signs here: scalar and public key agree.
      let moved = card.sign(digest, with: softwarePair.handle)
      #expect(software.verify(moved, over: digest, by: softwarePair.publicKey))
    }
  }

  @Test("signs and verifies digests at the ends of the range") func extremeDigests() {
    var card = Self.card
    let software = SoftwarePurseCrypto()
    for word in [Word32.zero, Self.order, Self.prime, Word32(.max, .max, .max, .max)] {
      let digest = Digest(word)
      let signature = card.sign(digest, with: Self.vectorKey)
      // BearSSL refuses every signature over a digest that is 0 modulo n. Nobody can find a message
      // with such a digest, and refusing is the safe side.
      let isZero = word == .zero || word == Self.order
      #expect(card.verify(signature, over: digest, by: Self.vectorPublicKey) == !isZero)
      #expect(software.verify(signature, over: digest, by: Self.vectorPublicKey))
    }
  }

  @Test("refuses r or s of zero, of n and above n") func rangeOfSignatures() {
    var card = Self.card
    let digest = Self.digest("range")
    let good = card.sign(digest, with: Self.vectorKey)
    var above = Self.order
    above.d += 1
    for bad in [Word32.zero, Self.order, above, Word32(.max, .max, .max, .max)] {
      for signature in [Signature(r: bad, s: good.s), Signature(r: good.r, s: bad)] {
        #expect(!card.verify(signature, over: digest, by: Self.vectorPublicKey))
      }
    }
    #expect(!card.verify(Signature.zero, over: digest, by: Self.vectorPublicKey))
  }

  @Test("takes the other signature of a pair too, as ECDSA has it") func otherHalf() {
    var card = Self.card
    let digest = Self.digest("malleable")
    let good = card.sign(digest, with: Self.vectorKey)
    let other = Signature(r: good.r, s: Self.subtract(good.s, from: Self.order))
    #expect(card.verify(other, over: digest, by: Self.vectorPublicKey))
    #expect(SoftwarePurseCrypto().verify(other, over: digest, by: Self.vectorPublicKey))
  }

  @Test("refuses keys that are no points of the curve") func badKeys() {
    var card = Self.card
    let digest = Self.digest("key")
    let good = card.sign(digest, with: Self.vectorKey)
    let key = Self.vectorPublicKey
    var moved = key.y
    moved.d ^= 1
    let bad = [
      Wire.PublicKey.zero, PublicKey(x: key.x, y: moved), PublicKey(x: key.y, y: key.x),
      PublicKey(x: Self.prime, y: key.y), PublicKey(x: key.x, y: Self.prime),
      PublicKey(x: Word32(.max, .max, .max, .max), y: Word32(.max, .max, .max, .max)),
    ]
    for key in bad {
      #expect(!card.verify(good, over: digest, by: key))
      #expect(!SoftwarePurseCrypto().verify(good, over: digest, by: key))
    }
  }

  @Test("seals what swift-crypto opens, byte for byte as swift-crypto seals", arguments: 0...70)
  func seals(length: Int) {
    let plain = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let key = Word32(5, 6, 7, UInt64(length))
    let commitment = Commitment(Word32(8, 9, UInt64(length), 10))
    var sealed = Bytes<128>()
    sealed.append(plain.span.bytes)
    Self.card.seal(&sealed, under: PurseKey(key), commitment: commitment)
    #expect(sealed.array == Sealing.seal(plain, key: key, commitment: commitment))
    #expect(Sealing.open(sealed.array, key: key, commitment: commitment) == plain)
  }

  @Test("seals the longest part a purse makes") func sealsLongest() {
    let plain = [UInt8](repeating: 0xA5, count: PurseLimits.sealed - SealedPart.overhead)
    let commitment = Commitment(Word32(1, 1, 1, 1))
    var sealed = SealedBytes()
    sealed.append(plain.span.bytes)
    Self.card.seal(&sealed, under: PurseKey(Word32(1, 2, 3, 4)), commitment: commitment)
    #expect(sealed.array == Sealing.seal(plain, key: Word32(1, 2, 3, 4), commitment: commitment))
  }

  @Test("repeats keys and random words from one seed, and from no other") func seeds() {
    func drawn(_ seed: UInt64) -> [Word32] {
      var card = Card(entropy: SeedEntropy(seed: Word32(0, 0, 0, seed)))
      return [card.random(), card.generateKey().handle.word, card.random(), card.entropy.seed]
    }
    #expect(drawn(1) == drawn(1))
    let words = drawn(1) + drawn(2)
    #expect(Set(words).count == words.count)
  }

  static let vectorKey = KeyHandle(
    word("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"))
  static let vectorPublicKey = Wire.PublicKey(
    x: word("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"),
    y: word("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299"))
  /// The order n of the group, and the prime p of the field.
  static let order = Word32(
    0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, 0xBCE6_FAAD_A717_9E84, 0xF3B9_CAC2_FC63_2551)
  static let prime = Word32(
    0xFFFF_FFFF_0000_0001, 0, 0x0000_0000_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF)

  /// 256-bit subtraction with borrows.
  private static func subtract(_ small: Word32, from large: Word32) -> Word32 {
    var borrow: UInt64 = 0
    func step(_ a: UInt64, _ b: UInt64) -> UInt64 {
      let (first, firstBorrow) = a.subtractingReportingOverflow(b)
      let (result, secondBorrow) = first.subtractingReportingOverflow(borrow)
      borrow = firstBorrow || secondBorrow ? 1 : 0
      return result
    }
    let d = step(large.d, small.d)
    let c = step(large.c, small.c)
    let b = step(large.b, small.b)
    return Word32(step(large.a, small.a), b, c, d)
  }
}
