import Payment
import Purse
import Wire

/// One contact with a device: the PIN where it is needed, then one command, then perhaps no power.
struct Tap {
  enum Outcome {
    case done(PurseReply)
    case refused(PurseError)
    /// The power went; the answer is lost. The reply is what was durable before, if anything.
    case cut(happened: PurseReply?)
  }

  let command: PurseCommand
  let needsPIN: Bool
  let cut: Cut?

  /// - Throws: I4, when the purse is between before and after, or answers a repetition otherwise.
  func perform(on purse: inout ModelPurse) throws(Violation) -> Outcome {
    let before = purse
    var after = before
    let result = run(&after)
    guard let cut else {
      purse = after
      return try outcome(result, before, after)
    }
    var storage = before.storage
    storage.powerFailsAfter = cut.write
    storage.tornBytes = cut.torn
    var torn = ModelPurse(crypto: before.crypto, storage: storage)
    if case .failure(.storage) = run(&torn) {
      return try reopen(torn, before: before, after: after, result, into: &purse)
    }
    // The cut lay beyond the last write.
    purse = after
    return try outcome(result, before, after)
  }

  /// How many writes the tap has, for whoever wants to cut each of them.
  func writes(on purse: ModelPurse) -> Int {
    var copy = ModelPurse(crypto: purse.crypto, storage: purse.storage)
    let start = copy.storage.operations
    _ = run(&copy)
    return copy.storage.operations - start
  }
}

extension Tap {
  private func run(_ purse: inout ModelPurse) -> Result<PurseReply, PurseError> {
    if needsPIN {
      do {
        _ = try purse.execute(.verifyPIN([0x31, 0x32, 0x33, 0x34]), time: nil)
      } catch .storage {
        return .failure(.storage)
      } catch {
        // A blocked PIN: the command says so itself where it matters.
      }
    }
    do {
      return .success(try purse.execute(command, time: nil))
    } catch {
      return .failure(error)
    }
  }

  /// Compares whole journals where a report is under way: that is where entries may go missing.
  private func outcome(
    _ result: Result<PurseReply, PurseError>, _ before: ModelPurse, _ after: ModelPurse
  ) throws(Violation) -> Outcome {
    switch result {
    case .success(let reply): return .done(reply)
    case .failure(.storage): throw Violation(.atomic, "storage failed with the power on")
    case .failure(let error):
      let isThorough = before.status.awaitsGrant
      guard
        Snapshot(before, withJournal: isThorough) == Snapshot(after, withJournal: isThorough)
      else { throw Violation(.atomic, "a command refused as \(error) left a change") }
      return .refused(error)
    }
  }

  private func reopen(
    _ torn: ModelPurse, before: ModelPurse, after: ModelPurse,
    _ result: Result<PurseReply, PurseError>, into purse: inout ModelPurse
  ) throws(Violation) -> Outcome {
    purse = ModelPurse(crypto: torn.crypto, storage: torn.storage)
    let seen = Snapshot(purse, withJournal: true)
    var happened: PurseReply?
    if case .success(let reply) = result, seen == Snapshot(after, withJournal: true) {
      happened = reply
    } else if !seen.isSameButForDrops(Snapshot(before, withJournal: true)) {
      throw Violation(.atomic, "after a cut the purse is neither before nor after")
    }
    guard cut?.retries == true else { return .cut(happened: happened) }
    let again = run(&purse)
    switch (happened, again) {
    case (let first?, .success(let second)):
      guard first.bytes == second.bytes, Snapshot(purse, withJournal: true) == seen else {
        throw Violation(.atomic, "a repeated command had another answer or a second effect")
      }
      return .done(second)
    case (_?, .failure(let error)):
      throw Violation(.atomic, "a repeated command was refused: \(error)")
    case (nil, .success(let reply)): return .done(reply)
    case (nil, .failure(.storage)):
      throw Violation(.atomic, "storage failed with the power on")
    case (nil, .failure(let error)): return .refused(error)
    }
  }
}

extension PurseReply {
  /// What a reply says, to compare two of them.
  var bytes: [[UInt8]] {
    switch self {
    case .done, .nothing, .place, .status, .doubts, .openRequests: []
    case .message(let message): [message]
    case .payment(let payment, let sealed): [payment, sealed ?? []]
    case .upload(let packet): [packet.bytes]
    }
  }
}
