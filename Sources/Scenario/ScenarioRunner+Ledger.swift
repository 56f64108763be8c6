import Foundation
import Home
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import Wire

extension ScenarioRunner {
  func open(_ account: String, _ money: Amount) throws {
    try home.ledger.openAccount(account)
    if !money.isZero { try home.ledger.issue(money, to: account, time: home.now) }
    try home.save()
  }

  func issue(_ issue: Issue) throws {
    var changes = issue.policy.changes
    if answer == .noReuse { changes.append(.flag(.reuse, false)) }
    var id = issue.policy.preset.id
    if !changes.isEmpty {
      policyNumbers += 1
      id = policyNumbers
      var policy = issue.policy.preset.policy(
        number: 1, time: home.now, currency: home.currency)
      policy.id = id
      for change in changes { change.apply(to: &policy) }
      try home.add(policy, name: "\(issue.policy.preset.rawValue)-\(id)")
    }
    try home.issueDevice(
      issue.purse, kind: issue.kind, policyID: id, account: issue.account,
      holderOf: issue.holderOf.flatMap { serial($0) }, pin: Self.pin, suite: issue.suite,
      supports: issue.isOld ? .es256 : SoftwarePurseCrypto.known,
      keys: issue.hasToken ? try ScenarioToken.place() : nil)
    purses[issue.purse] = PurseOnStage(kind: issue.kind, account: issue.account)
    meet(issue.purse, try device(issue.purse))
    order.append(issue.purse)
  }

  func load(_ name: String, _ amount: Amount) throws {
    // A purse that waits for a grant repeats its request; the wish must wait for the next one.
    if try device(name).purse.status.awaitsGrant { try sync(name, SyncWishes()) }
    var wishes = SyncWishes()
    wishes.load = amount
    try sync(name, wishes)
  }

  func sync(_ name: String, carries: [String], torn: TornPoint?, at place: Place) throws {
    var documents: [Packet] = []
    for message in carries {
      guard let run = kept[message], let packet = run.decision ?? run.payment else {
        throw problem(place, "`\(message)` was never made, so nobody can carry it")
      }
      documents.append(packet)
      result.messages.append(
        AirMessage(packet, from: name, to: "ledger", kind: "carried \(packet.noun)"))
    }
    var wishes = SyncWishes()
    // What was asked before waits for its answer first (SYN-2); so does a new wish.
    if let wish = topUps[name], let status = try? device(name).purse.status, !status.awaitsGrant {
      switch wish.step(status) {
      case .load(let amount): wishes.load = amount
      case .unload(let amount): try journalUnload(name, amount)
      case .nothing: break
      }
    }
    try sync(name, wishes, documents: documents, torn: torn)
  }

  /// One sync: request up, booked, grant down, applied; or torn on the way.
  private func sync(
    _ name: String, _ wishes: SyncWishes, documents: [Packet] = [], torn: TornPoint? = nil
  ) throws {
    var tap = try tap(name)
    guard case .upload(var upload) = try tap.device.purse.execute(.syncRequest(wishes), time: nil)
    else { preconditionFailure("a sync request is answered with an upload") }
    let proofs = sightings[name]?.unreported ?? []
    upload.documents =
      (documents + (forLedger.removeValue(forKey: name) ?? []) + proofs).map(\.bytes)
    var up = AirMessage(
      kind: "sync request", from: name, to: "ledger", bytes: upload.bytes.count)
    up.entries = upload.items.count
    if torn == .syncRequestLost { return lose(up, .syncRequestLost, name) }
    result.messages.append(up)
    for proof in proofs {
      result.messages.append(AirMessage(proof, from: name, to: "ledger", kind: "carried proof"))
    }
    let outcome = try home.receive(upload)
    sightings[name]?.noteReported(proofs)
    let down = AirMessage(
      kind: "sync grant", from: "ledger", to: name,
      bytes: outcome.grant.count + outcome.seconds.reduce(0) { $0 + $1.count })
    if torn == .grantLost { return lose(down, .grantLost, name) }
    result.messages.append(down)
    tap.device.purse.bring(outcome.seconds)
    try tap.device.purse.learn(outcome.lessons)
    _ = try tap.device.purse.execute(.applyGrant(outcome.grant), time: nil)
    try take(outcome.news, by: &tap.device.purse, name, from: "ledger")
    meet(name, tap.device)
    for notice in outcome.notices { try tell(notice) }
    if let grant = try? Signed<SyncGrant>(outcome.grant.span.bytes) { tell(grant.content, name) }
  }

  /// Gives a purse what came for it, and tells what it took.
  private func take(
    _ news: [[UInt8]], by purse: inout DevicePurse, _ name: String, from sender: String
  ) throws {
    for document in news {
      let isList = (try? Signed<BlockList>(document.span.bytes)) != nil
      guard try purse.take(news: [document]) > 0 else { continue }
      result.messages.append(
        AirMessage(
          kind: isList ? "block list" : "policy", from: sender, to: name, bytes: document.count))
    }
  }

  /// An interim policy beside the one of a purse, for so many days: with these changes, or relaxed as emergencies are.
  func emergency(
    _ name: String, days: UInt64, _ changes: [PolicyChange], at place: Place
  ) throws {
    guard var policy = try device(name).purse.currentPolicy?.content,
      let regular = home.policies.last(where: { $0.content.id == policy.id && !$0.content.interim })
    else { throw problem(place, "\(name) has no policy that could be relaxed") }
    let end = home.now.adding(days: UInt32(days))
    policy = changes.isEmpty ? regular.content.relaxed(until: end) : regular.content
    policy.number = 0
    policy.interim = true
    policy.validUntil = end
    for change in changes { change.apply(to: &policy) }
    try home.publish(policy, name: "policy-\(policy.id)")
  }

  func introduction(of name: String) -> Introduction {
    purses[name]?.introduction ?? Introduction()
  }

  /// The wallet of a purse hears, with the ledger in reach, what keys there are.
  func meet(_ name: String, _ device: Device) {
    guard let certificate = device.purse.currentCertificate?.content else { return }
    purses[name]?.introduction = home.introduction(of: certificate)
  }

  func renew(_ role: KeyRole) throws {
    try home.renewKey(role, approvals: [])
    result.notes.append("from now on there is a new \(role.rawValue) key; no device knows it yet")
  }

  private func lose(_ message: AirMessage, _ point: TornPoint, _ name: String) {
    var lost = message
    lost.isLost = true
    result.messages.append(lost)
    result.notes.append(point.words(payer: name, payee: name))
  }

  private func tell(_ notice: SyncNotice) throws {
    switch notice {
    case .repeated: result.notes.append("the ledger knew this request and repeats its grant")
    case .loadRefused(let reason): throw Refusal(reason)
    case .more: result.notes.append("more is waiting than one grant holds: sync again")
    case .suspended: result.notes.append("the ledger has suspended this purse")
    case .restored:
      result.notes.append(
        "the purse goes on empty under another serial; what it held is the account's, once all is known"
      )
    case .unseenEntries:
      result.notes.append("the purse has dropped entries that the ledger never saw")
    case .waiting(let amount):
      result.notes.append("\(money(amount)) waits until another sync explains it")
    case .borne(let amount):
      result.notes.append("\(money(amount)) of it is not paid out: a share of the loss")
    case .withheld(let amount):
      result.notes.append("\(money(amount)) of it is kept back until another sync explains it")
    }
  }

  private func tell(_ grant: SyncGrant, _ name: String) {
    if !grant.released.isZero {
      result.notes.append("\(money(grant.released)) is no longer pending: \(name) may spend it")
    }
    if !grant.swept.isZero {
      result.notes.append("takings of \(money(grant.swept)) go to the account")
    }
    for i in 0..<grant.deliveries.count {
      result.notes.append(
        "the ledger delivers a payment of \(money(grant.deliveries[i].amount)) to \(name)")
    }
    for i in 0..<grant.reversals.count {
      result.notes.append(
        "the ledger gives \(money(grant.reversals[i].amount)) back to \(name)")
    }
  }

  func unload(_ name: String, _ amount: Amount) throws {
    try journalUnload(name, amount)
    // The phone that carries the unload to the ledger is still at the card: the same tap.
    if purses[name]?.kind == .card { result.taps -= 1 }
    try sync(name, SyncWishes())
  }

  private func journalUnload(_ name: String, _ amount: Amount) throws {
    var tap = try tap(name)
    let needsPIN = tap.device.purse.currentPolicy?.content.pinRule != PINRule.never
    if needsPIN { result.pins += 1 }
    let next = tap.device.purse.sequence.next
    _ = try tap.device.purse.execute(
      .unload(expected: next, amount: amount, pin: needsPIN ? Self.pin : nil), time: nil)
  }

  func transfer(_ amount: Amount, from: String, to: String) throws {
    try home.ledger.transfer(amount, from: from, to: to, time: home.now)
    try home.save()
  }

  func clone(_ card: String, as copy: String) throws {
    guard let original = purses[card] else { return }
    try home.cloneDevice(card, as: copy)
    purses[copy] = PurseOnStage(
      kind: original.kind, account: original.account, copyOf: original.copyOf ?? card)
    order.append(copy)
  }

  /// Keeps a device's file as it is now.
  func copyFile(_ name: String) throws {
    let path = home.devicePath(name)
    try DurableFile.write(try bytes(of: path), to: path + ".copy", mode: 0o600)
  }

  /// The file and its copy change places: putting back once more undoes it.
  func putBack(_ name: String, at place: Place) throws {
    let path = home.devicePath(name)
    guard FileManager.default.fileExists(atPath: path + ".copy") else {
      throw problem(place, "nobody has copied the file of \(name); `copy` it first")
    }
    let (file, copy) = (try bytes(of: path), try bytes(of: path + ".copy"))
    try DurableFile.write(copy, to: path, mode: 0o600)
    try DurableFile.write(file, to: path + ".copy", mode: 0o600)
  }

  private func bytes(of path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    return [UInt8](data)
  }

  func breakOpen(_ card: String, adds: Amount) throws {
    try BrokenChip.raise(device: home.devicePath(card), by: adds)
  }

  func money(_ amount: Amount) -> String { scenario.currency.text(amount) }
}
