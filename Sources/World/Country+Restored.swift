import Purse
import Settlement
import Wire

/// Devices whose memory can be set back, in the hands of honest holders: they only sync what comes out.
extension Country {
  mutating func backUp(_ person: Int) -> Touched? {
    let holder = people[person]
    guard holder.isHonest, !holder.isAway, holder.purse.status.lifeCycle == .active else {
      return nil
    }
    people[person].backup = holder.purse
    return .nothing
  }

  /// Sets a device back to its copy. All that it did since, and what it holds, stays in the world as a purse
  /// that nobody sees again; the copy, with the same account, is a person of its own, who has nothing yet.
  mutating func restore(_ person: Int) throws(Violation) -> Touched? {
    let holder = people[person]
    guard let backup = holder.backup, holder.isHonest, !holder.isAway,
      holder.purse.status.lifeCycle == .active, claim(on: person) == nil
    else { return nil }
    if canary == .restoresUnmarked {
      people[person].purse = backup
      return .person(person)
    }
    // Chance alone is not set back.
    let crypto = backup.crypto.reseeded(0x5E7B_ACC0 &+ UInt64(tally.steps) << 20)
    var copy = ModelPurse(crypto: crypto, storage: backup.storage)
    guard (try? copy.markRestored()) != nil else {
      throw Violation(.noRefusal, "a purse would not be marked as restored")
    }
    tally.restorings += 1
    people[person].isAway = true
    people[person].wasRestored = true
    var again = Person(name: holder.name, purse: copy, policy: holder.policy, isHonest: true)
    again.introduction = holder.introduction
    people.append(again)
    model.join(account: 0, policy: holder.policy, applied: backup.status.lastGrant)
    return .person(people.count - 1)
  }

  /// All who share a person's account: one purse after the other, each in place of the one before.
  func family(of person: Int) -> [Int] {
    people.indices.filter { people[$0].name == people[person].name }
  }
}
