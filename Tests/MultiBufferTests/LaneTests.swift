import LedgerCrypto
import LedgerEngine
import Settlement
import Synchronization
import Testing
import Wire

@testable import MultiBuffer

/// Eight at a time: each lane has its own answer, and a rest has its own too.
@Suite("Lanes", .withLibrary) struct LaneTests {
  private static let good = SignatureVector.good.filter { $0.name.contains("ordinary") }
    .map(\.check)

  @Test("the library itself takes eight good ones, and refuses exactly the one that is bad")
  func library() throws {
    let library = try MultiBufferLibrary(path: TestLibrary.path)
    var lanes = Lanes()
    for lane in 0..<8 { lanes.set(lane, to: Self.good[lane]) }
    #expect(library.taken(lanes) == 0xFF)
    for bad in SignatureVector.bad where bad.name.contains("bit") || bad.name.contains("/r-") {
      // A key beside the curve is ours to refuse.
      guard !bad.name.contains("key") else { continue }
      for lane in 0..<8 {
        lanes.set(lane, to: bad.check)
        #expect(library.taken(lanes) == 0xFF & ~(1 << lane), "\(bad.name) in \(lane)")
        lanes.set(lane, to: Self.good[lane])
      }
    }
  }

  @Test("LED-82: of each eight exactly the bad one is refused, whichever it is and wherever it is")
  func eachPlace() throws {
    let verifier = try TestLibrary.verifier()
    for bad in SignatureVector.bad {
      for place in 0..<8 {
        var checks = Array(Self.good.prefix(8))
        checks[place] = bad.check
        let expected = (0..<8).map { $0 != place }
        #expect(verifier.verify(checks) == expected, "\(bad.name) in \(place)")
      }
    }
  }

  @Test("LED-82: a rest of one to seven is verified too, after none, one and many eights")
  func rests() throws {
    let verifier = try TestLibrary.verifier()
    let bad = SignatureVector.bad.map(\.check)
    for count in Array(0...24) + Array(60...70) + Array(125...135) {
      let checks = (0..<count).map { Self.good[$0 % Self.good.count] }
      #expect(verifier.verify(checks) == [Bool](repeating: true, count: count), "\(count)")
      for place in Set([0, count / 2, count - 1]) where place >= 0 && place < count {
        var checks = checks
        checks[place] = bad[(count + place) % bad.count]
        let expected = (0..<count).map { $0 != place }
        #expect(verifier.verify(checks) == expected, "\(place) of \(count)")
      }
    }
  }

  @Test("LED-82: good and bad mixed at random, by keys old and new, as the ordinary says")
  func mixed() throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var random = Noise(seed: seed)
    let verifier = try TestLibrary.verifier()
    for _ in 0..<20 {
      let checks = (0..<Int.random(in: 1...300, using: &random)).map { _ in random.check() }
      let answers = TestLibrary.ordinary.verify(checks)
      #expect(verifier.verify(checks) == answers, "seed \(seed)")
      #expect(checks.count < 50 || Set(answers).count == 2, "seed \(seed)")
    }
  }

  @Test("what the library takes nobody else is asked; what it refuses is asked once")
  func asked() throws {
    let library = try MultiBufferLibrary(path: TestLibrary.path)
    func count(_ checks: [SignatureCheck]) -> Int {
      let counting = CountingCrypto()
      _ = MultiBufferVerifier(library, ordinary: counting).verify(checks)
      return counting.calls.withLock { $0 }
    }
    let offCurve = SignatureVector.bad.filter { $0.name.contains("off-curve") }.map(\.check)
    let altered = SignatureVector.bad.filter { $0.name.contains("/r-bit") }.map(\.check)
    #expect(offCurve.count >= 8 && altered.count >= 8)
    let many = (0..<67).map { Self.good[$0 % Self.good.count] }
    #expect(count(many) == 0)
    #expect(count(Array(many.prefix(2))) == 2)
    #expect(count(Array(many.prefix(8)) + altered.prefix(8)) == 8)
    #expect(count(offCurve) == 0)
  }
}

/// The ordinary cryptography, and how often it was asked.
private final class CountingCrypto: SignatureVerifier, Sendable {
  let calls = Mutex(0)

  func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    TestLibrary.crypto.hash(first, second)
  }

  func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    calls.withLock { $0 += 1 }
    return TestLibrary.crypto.verify(signature, over: digest, by: key)
  }
}
