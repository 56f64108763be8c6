import CardBoot
import Crypto
import Testing
import Wire

/// What the loader starts, and what it doesn't.
@Suite("The loader's decision") struct BootTests {
  private let maker = P256.Signing.PrivateKey()

  private func admit(
    _ slot: [UInt8], _ counter: inout RollbackCounter<TestPage>,
    key: P256.Signing.PrivateKey? = nil
  ) throws -> ImageHeader {
    let raw = [UInt8]((key ?? maker).publicKey.rawRepresentation)
    let key = PublicKey(x: Word32(raw.span.bytes), y: Word32(raw.span.bytes, at: 32))
    return try Boot.admit(slot.span.bytes, &counter, key: key)
  }

  private func counter(_ version: Int = 0) -> RollbackCounter<TestPage> {
    RollbackCounter(page: TestPage(version: version))
  }

  @Test("BOO-1, BOO-2: a signed image starts, whatever lies behind it in the slot")
  func signed() throws {
    var counter = counter()
    let image = try TestImage(version: 3).bytes(signedBy: maker)
    #expect(try admit(image, &counter).version == 3)
    #expect(try admit(image + [1, 2, 3], &counter).length == 96)
    #expect(counter.version == 3)
  }

  @Test("BOO-3: an older image never starts again, the same and newer ones do")
  func order() throws {
    var counter = counter()
    for version in [2, 2, 5] as [UInt32] {
      _ = try admit(try TestImage(version: version).bytes(signedBy: maker), &counter)
    }
    for version in [1, 2, 4] as [UInt32] {
      let old = try TestImage(version: version).bytes(signedBy: maker)
      #expect(throws: BootRefusal.tooOld) { try admit(old, &counter) }
    }
    #expect(counter.version == 5)
  }

  @Test("BOO-2, BOO-5: one bit changed, anywhere, is refused and raises nothing")
  func bits() throws {
    let image = try TestImage(version: 2).bytes(signedBy: maker)
    var admitted = 0
    for index in image.indices {
      for bit in 0..<8 where index < 80 || bit == index % 8 {
        var changed = image
        changed[index] ^= 1 << UInt8(bit)
        var counter = counter(1)
        #expect(throws: BootRefusal.self) { try admit(changed, &counter) }
        admitted += counter.version == 1 ? 0 : 1
      }
    }
    #expect(admitted == 0)
  }

  @Test("BOO-3: what is checked first is what is said")
  func precedence() throws {
    let other = P256.Signing.PrivateKey()
    func refusal(_ image: TestImage, counter version: Int = 4) throws -> BootRefusal? {
      var counter = counter(version)
      let bytes = try image.bytes(signedBy: other)
      defer { #expect(counter.version == version) }
      do { _ = try admit(bytes, &counter) } catch let error as BootRefusal { return error }
      return nil
    }
    #expect(try refusal(TestImage(version: 0, length: 999, magic: [0, 0, 0, 0])) == .noImage)
    #expect(try refusal(TestImage(version: 0, length: 999)) == .malformed)
    #expect(try refusal(TestImage(version: 257)) == .malformed)
    #expect(try refusal(TestImage(version: 1, length: 0)) == .malformed)
    #expect(try refusal(TestImage(version: 1, reserved: 1)) == .malformed)
    #expect(try refusal(TestImage(version: 1, length: 97)) == .tooLong)
    #expect(try refusal(TestImage(version: 1, length: .max)) == .tooLong)
    #expect(try refusal(TestImage(version: 3)) == .tooOld)
    #expect(try refusal(TestImage(version: 4)) == .badSignature)
    #expect(try refusal(TestImage(version: 5), counter: 0) == .badSignature)
  }

  @Test("erased memory, and less than a header, hold no image")
  func erased() {
    for count in [0, 16, 255, 256, 4096] {
      var counter = counter()
      #expect(throws: BootRefusal.noImage) {
        try admit([UInt8](repeating: 0xFF, count: count), &counter)
      }
    }
  }

  @Test(
    "BOO-4: power lost while the counter rises leaves it between, and the next start completes it")
  func torn() throws {
    let image = try TestImage(version: 6).bytes(signedBy: maker)
    for words in 0..<4 {
      for mask in [0, 1, 1 << 63, 0xFFFF_FFFF, UInt64.max] {
        var page = TestPage(version: 2)
        page.cut = (words, mask)
        var counter = RollbackCounter(page: page)
        _ = try admit(image, &counter)
        #expect((2...6).contains(counter.version))
        var after = TestPage()
        after.words = counter.page.words
        counter = RollbackCounter(page: after)
        _ = try admit(image, &counter)
        #expect(counter.version == 6)
        #expect(counter.page.words.prefix(6).allSatisfy { $0 == 0 })
        #expect(counter.page.words.dropFirst(6).allSatisfy { $0 == .max })
      }
    }
  }

  @Test("BOO-6: the counter holds as many versions as an image can have")
  func largest() throws {
    var counter = counter()
    let last = try TestImage(version: 256).bytes(signedBy: maker)
    _ = try admit(last, &counter)
    _ = try admit(last, &counter)
    #expect(counter.version == ImageHeader.largestVersion)
  }
}
