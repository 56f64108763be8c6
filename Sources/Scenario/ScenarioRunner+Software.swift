import Foundation
import Home
import Purse
import Wire

/// Devices whose memory and application can be changed from outside: phones and terminals.
extension ScenarioRunner {
  private func backup(of name: String) -> String { home.devicePath(name) + ".backup" }

  func backUp(_ name: String, at place: Place) throws {
    guard purses[name]?.kind != .card else {
      throw problem(place, "\(name) has a card, and nothing reads a card's memory")
    }
    guard let data = FileManager.default.contents(atPath: home.devicePath(name)) else { return }
    try DurableFile.write([UInt8](data), to: backup(of: name), mode: 0o600)
  }

  func restore(_ name: String, at place: Place) throws {
    guard FileManager.default.fileExists(atPath: backup(of: name)) else {
      throw problem(place, "\(name) has no backup; make one with `back-up`")
    }
    try Device.restore(home.devicePath(name), from: backup(of: name))
    noteRestored(name)
  }

  /// The older copy lies in the device's place already.
  func markRestored(_ name: String, at place: Place) throws {
    guard purses[name]?.kind != .card else {
      throw problem(place, "\(name) has a card, and nothing sets a card's memory back")
    }
    try Device.markRestored(home.devicePath(name))
    noteRestored(name)
  }

  private func noteRestored(_ name: String) {
    if purses[name]?.closed == nil { purses[name]?.closed = serial(name) }
    result.notes.append("the purse does not know what it did since: it can only sync")
  }

  func floor(_ name: String, _ version: UInt16, days: UInt64, at place: Place) throws {
    guard let id = try device(name).purse.currentPolicy?.content.id,
      let regular = home.policies.last(where: { $0.content.id == id && !$0.content.interim })
    else { throw problem(place, "\(name) has no policy that could get a floor") }
    var policy = regular.content
    policy.number = 0
    policy.floor = version
    policy.floorFrom = home.now.adding(days: UInt32(days))
    try home.publish(policy, name: "policy-\(id)")
  }
}
