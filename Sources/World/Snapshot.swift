import Payment
import Purse
import Wire

/// Everything about a purse that can be seen from outside, its whole unsynced journal included: two
/// purses with equal snapshots are the same purse. PIN tries are left out, because a try is taken
/// before the comparison on purpose (PUR-15).
struct Snapshot: Equatable {
  let numbers: [UInt64]
  let words: [Word32]
  let lastAnswer: [UInt8]
  let upload: Packet?
  let request: [UInt8]

  /// - Parameter withJournal: makes a sync request on a copy of the purse to read its entries.
  init(_ purse: ModelPurse, withJournal: Bool) {
    var purse = purse
    let status = purse.status
    var numbers: [UInt64] = [
      UInt64(status.lifeCycle.rawValue), status.spendable.minorUnits, status.pending.minorUnits,
      status.inDoubt.minorUnits, status.sequence.value, status.covered.value,
      status.requestNumber.value, UInt64(status.counters.sent), UInt64(status.counters.received),
      status.counters.sumSent.minorUnits, status.counters.sumReceived.minorUnits,
      status.lastGrant.value, status.latestTime.seconds, status.awaitsGrant ? 1 : 0,
      UInt64(status.decidedDirect),
    ]
    var words = [status.head.word] + Self.rules(purse)
    for i in 0..<status.doubts {
      guard let doubt = purse.doubt(i) else { continue }
      words.append(doubt.payment.word)
      numbers.append(doubt.sequence.value)
    }
    for i in 0..<status.openRequests {
      guard let open = purse.openRequest(i) else { continue }
      words.append(open.digest.word)
      numbers.append(open.amount.minorUnits)
    }
    var answer = PurseAnswer()
    purse.lastAnswer(into: &answer)
    lastAnswer = answer.array
    self.numbers = numbers
    self.words = words
    var report = withJournal ? purse.reported() : nil
    // Second signatures are the device's, and made again whenever they are asked for (SUI-23).
    report?.seconds = []
    // A new request offers a new key at random, where none was offered before.
    upload = status.awaitsGrant ? report : report?.withoutOffer
    request = status.awaitsGrant ? purse.outstandingRequest() : []
  }
}

extension Snapshot {
  /// Policy and newest part of the block list.
  static func rules(_ purse: ModelPurse) -> [Word32] {
    var purse = purse
    _ = purse.policyInForce()
    let policy = purse.currentPolicy.map { [UInt8]($0) } ?? []
    let list = purse.firstListPart() ?? []
    let none: [UInt8] = []
    return [policy, list].map { ModelMath.hash($0.span.bytes, none.span.bytes) }
  }

  /// The same purse, or the same after a ring has dropped entries to make room (JRN-6): that is a
  /// write of its own before the command's, and moves no money.
  func isSameButForDrops(_ before: Snapshot) -> Bool {
    if self == before { return true }
    guard numbers == before.numbers, words == before.words, lastAnswer == before.lastAnswer,
      request == before.request, request.isEmpty, let mine = upload, let its = before.upload,
      let report = try? Signed<SyncRequest>(mine.message.span.bytes).content
    else { return false }
    return report.checkpoint != nil && mine.items.allSatisfy { its.items.contains($0) }
  }
}

extension Purse {
  /// The outstanding sync request or a new one, with its entries.
  fileprivate mutating func reported() -> Packet? {
    guard case .upload(let packet) = try? execute(.syncRequest(SyncWishes()), time: nil) else {
      return nil
    }
    return packet
  }

  /// The sync request that waits for its grant, without its entries.
  fileprivate mutating func outstandingRequest() -> [UInt8] {
    var message = Bytes<512>()
    do { try syncRequest(wishes: SyncWishes(), answer: &message) } catch { return [] }
    return message.array
  }
}

extension Packet {
  /// A report without the key that it offers, and so without its signature.
  fileprivate var withoutOffer: Packet {
    guard let request = try? Signed<SyncRequest>(message.span.bytes) else { return self }
    var content = request.content
    content.nextKey = nil
    var copy = self
    copy.message = [UInt8](Signed(content: content, signature: Signature(r: .zero, s: .zero)))
    return copy
  }
}
