import Dispatch
import LedgerEngine
import Settlement
import Wire

/// Verifies eight signatures at once on each core. What the library takes, by a key that is on the
/// curve, holds; what it refuses the ordinary cryptography decides, so that nobody is convicted by an
/// edge that a fast library leaves out (LED-82).
public struct MultiBufferVerifier<Ordinary: SignatureVerifier & Sendable>: SignatureBatchVerifier {
  private let library: MultiBufferLibrary
  private let ordinary: Ordinary
  private let keys = CurveKeys()

  public init(_ library: MultiBufferLibrary, ordinary: Ordinary) {
    self.library = library
    self.ordinary = ordinary
  }

  public var name: String { "multi-buffer \(library.version)" }

  public func verify(_ checks: [SignatureCheck]) -> [Bool] {
    [Bool](unsafeUninitializedCapacity: checks.count) { buffer, count in
      buffer.initialize(repeating: false)
      // Each iteration writes its own places.
      nonisolated(unsafe) let places = buffer
      let parts = (checks.count + Self.part - 1) / Self.part
      DispatchQueue.concurrentPerform(iterations: parts) { part in
        verify(
          checks, (part * Self.part)..<min(checks.count, (part + 1) * Self.part), into: places)
      }
      count = checks.count
    }
  }

  private func verify(
    _ checks: [SignatureCheck], _ range: Range<Int>, into places: UnsafeMutableBufferPointer<Bool>
  ) {
    var lanes = Lanes()
    var waiting: [Int] = []
    waiting.reserveCapacity(Lanes.count)
    for index in range {
      // The library knows suite 1 only.
      guard checks[index].key.suite == .es256 else {
        places[index] = ordinary.verify(checks[index])
        continue
      }
      guard keys.isOnCurve(checks[index].key) else { continue }
      lanes.set(waiting.count, to: checks[index])
      waiting.append(index)
      if waiting.count == Lanes.count { finish(&waiting, of: checks, lanes, into: places) }
    }
    finish(&waiting, of: checks, lanes, into: places)
  }

  /// Lanes that are left over still hold an earlier check; nobody reads their answers.
  private func finish(
    _ waiting: inout [Int], of checks: [SignatureCheck], _ lanes: borrowing Lanes,
    into places: UnsafeMutableBufferPointer<Bool>
  ) {
    let taken = waiting.count >= Self.fewest ? library.taken(lanes) : 0
    for (lane, index) in waiting.enumerated() {
      let check = checks[index]
      places[index] =
        taken >> lane & 1 == 1 || ordinary.verify(check)
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Checks that a core takes at a time.
  private static var part: Int { 64 }
  /// Eight lanes take the time of three ordinary verifications.
  private static var fewest: Int { 3 }
}
