import Console
import Home
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import Wire

/// One wish carried through: what a kill left behind first, then the sync itself, then what more
/// the ledger has waiting.
struct SyncRun {
  let ledger: any SyncLedger
  var device: PurseHandle
  private(set) var reports: [SyncReport] = []
  /// All that the purse held before, in minor units.
  private(set) var heldBefore: Int64 = 0
  /// Proofs of forks seen offline that the ledger has got.
  private(set) var reported = 0

  init(ledger: any SyncLedger, device: PurseHandle) {
    self.ledger = ledger
    self.device = device
  }

  /// - Parameter newPIN: the holder's, who has forgotten the one that is unblocked.
  mutating func run(
    _ wishes: SyncWishes, carrying documents: [Packet], newPIN: [UInt8]? = nil
  ) throws {
    try ledger.check(device.serial)
    heldBefore = try device.readStatus().held
    // A purse repeats its request until it is answered, and new wishes wait (SYN-2).
    if let waiting = try device.outstandingRequest(),
      waiting.load ?? .zero != wishes.load || waiting.unblockPIN != wishes.unblockPIN
    {
      try step(SyncWishes(), carrying: [])
    }
    // Forks seen offline go up with what is carried for others (SUS-12).
    var seen = try SightingsFile(of: device)
    let proofs = Array(
      seen.sightings.unreported.prefix(WireLimits.documentsPerUpload - documents.count))
    try step(wishes, carrying: documents + proofs, newPIN: newPIN)
    if !proofs.isEmpty {
      seen.sightings.noteReported(proofs)
      try seen.write()
      reported = proofs.count
    }
    var rounds = 0
    while reports.last?.grant.more == true, rounds < Self.largestRounds {
      try step(SyncWishes(), carrying: [])
      rounds += 1
    }
  }

  private mutating func step(
    _ wishes: SyncWishes, carrying documents: [Packet], newPIN: [UInt8]? = nil
  ) throws {
    let ledger = ledger
    reports.append(
      try device.sync(wishes: wishes, documents: documents, newPIN: newPIN) {
        try ledger.receive($0)
      })
    try device.keep(lessons: reports.last?.lessons ?? [])
  }

  /// Grants of 8 deliveries each: more than a purse's journal can hold.
  private static let largestRounds = 64
}

extension PurseStatus {
  /// Spendable and pending, in minor units.
  fileprivate var held: Int64 { Int64(spendable.minorUnits + pending.minorUnits) }
}

extension PurseHandle {
  /// The sync request that waits for its grant, if one does.
  mutating func outstandingRequest() throws -> SyncRequest? {
    guard try readStatus().awaitsGrant,
      case .upload(let packet) = try execute(.syncRequest(SyncWishes()))
    else { return nil }
    return try? Signed<SyncRequest>(packet.message.span.bytes).content
  }
}

/// What a sync did.
struct Synced: Report {
  struct Moved: Encodable {
    var payment: String
    var amount: MoneyValue
  }
  struct Carried: Encodable {
    var file: String
    var payment: String
    var known: String
  }

  var device: String
  var grant: UInt64
  var entries: Int
  var uploadBytes: Int
  var grantBytes: Int
  var loaded: MoneyValue
  var released: MoneyValue
  var swept: MoneyValue
  var deliveries: [Moved] = []
  var reversals: [Moved] = []
  /// Whether the purse took all of these: what it had decided before has no effect (SYN-20, SYN-21).
  var tookAll = true
  var notices: [String]
  var carried: [Carried] = []
  /// Proofs against other purses that this device saw offline, and that the ledger has now (SUS-12).
  var forksReported = 0
  var spendable: MoneyValue
  var pending: MoneyValue
  var state: String
  private let currency: Currency

  init(_ run: inout SyncRun) throws {
    let status = try run.device.readStatus()
    let device = run.device
    currency = device.currency
    self.device = device.name
    let grants = run.reports.map(\.grant)
    grant = status.lastGrant.value
    entries = run.reports.reduce(0) { $0 + $1.entries }
    uploadBytes = run.reports.reduce(0) { $0 + $1.uploadBytes }
    grantBytes = run.reports.reduce(0) { $0 + $1.grantBytes }
    func sum(_ field: KeyPath<SyncGrant, Amount>) -> MoneyValue {
      MoneyValue(grants.reduce(.zero) { $0 + $1[keyPath: field] }, device.currency)
    }
    loaded = sum(\.load)
    released = sum(\.released)
    swept = sum(\.swept)
    for grant in grants {
      for i in 0..<grant.deliveries.count {
        let moved = grant.deliveries[i]
        deliveries.append(
          Moved(payment: moved.payment.text, amount: MoneyValue(moved.amount, device.currency)))
      }
      for i in 0..<grant.reversals.count {
        let moved = grant.reversals[i]
        reversals.append(
          Moved(payment: moved.payment.text, amount: MoneyValue(moved.amount, device.currency)))
      }
    }
    let given = (deliveries + reversals).reduce(loaded.minorUnits) { $0 + $1.amount.minorUnits }
    tookAll = run.heldBefore + given == status.held + swept.minorUnits
    notices = run.reports.flatMap(\.notices).compactMap { $0.sentence(device.currency) }
    spendable = MoneyValue(status.spendable, device.currency)
    pending = MoneyValue(status.pending, device.currency)
    state = status.lifeCycle.name
    forksReported = run.reported
  }

  var text: String {
    var lines = [
      "\(device) has synced: \(entries) \(entries == 1 ? "entry" : "entries") up in "
        + "\(uploadBytes) bytes, grant \(grant) down in \(grantBytes) bytes"
    ]
    if loaded.minorUnits > 0 { lines.append("loaded \(full(loaded)) from its account") }
    if released.minorUnits > 0 { lines.append("\(full(released)) pending became spendable") }
    if swept.minorUnits > 0 { lines.append("\(full(swept)) went to its account") }
    for moved in deliveries {
      lines.append("delivered: \(full(moved.amount)), payment \(moved.payment.prefix(12))")
    }
    for moved in reversals {
      lines.append("given back: \(full(moved.amount)), payment \(moved.payment.prefix(12))")
    }
    if !tookAll, !(deliveries.isEmpty && reversals.isEmpty) {
      lines.append("not all of that took effect: the purse had decided or had it before")
    }
    for carried in carried { lines.append("\(carried.file): \(carried.known)") }
    if forksReported > 0 {
      lines.append(
        "brought \(forksReported) \(forksReported == 1 ? "proof" : "proofs") against purses that signed "
          + "two payments at one place")
    }
    lines += notices
    lines.append(
      "it holds \(full(spendable))"
        + (pending.minorUnits > 0 ? " and \(full(pending)) pending" : ""))
    return lines.joined(separator: "\n")
  }

  private func full(_ value: MoneyValue) -> String { currency.full(minorUnits: value.minorUnits) }

  private enum CodingKeys: String, CodingKey {
    case device, grant, entries, uploadBytes, grantBytes, loaded, released, swept, deliveries
    case reversals, tookAll, notices, carried, forksReported, spendable, pending, state
  }
}

extension SyncNotice {
  /// Nil where there is nothing a person should do or know.
  func sentence(_ currency: Currency) -> String? {
    switch self {
    case .repeated: "the ledger had booked this before; nothing was booked twice"
    case .loadRefused(.insufficientFunds):
      "nothing was loaded: the account holds less; issue or transfer money to it"
    case .loadRefused(.balanceLimit):
      "nothing was loaded: the purse would hold more than its policy allows; load less"
    case .loadRefused(.suspended): "nothing was loaded: the purse is suspended"
    case .loadRefused(.holdingCap):
      "nothing was loaded: with its holder's other purses it would pass the holding cap; unload there"
    case .loadRefused(.outdated):
      "nothing was loaded: the purse is of an older version than may pay; update its device, then sync"
    case .more: nil
    case .suspended: "the purse is suspended: it can only sync and unload"
    case .restored:
      "the purse was restored: it goes on empty under a new serial; what it held is paid to its account "
        + "once nobody can hold anything of it that is not booked: kontant claim list"
    case .unseenEntries: "the ledger has not seen some of this purse's entries"
    case .waiting(let amount):
      "\(currency.full(amount)) waits until the payer's own money is known here"
    case .borne(let amount):
      "\(currency.full(amount)) of that was counterfeit and is not paid out: this policy's holders bear a share"
    case .withheld(let amount):
      "\(currency.full(amount)) of that is paid out once others have synced who explain it"
    }
  }
}

extension LifeCycle {
  var name: String { "\(self)" }
}
