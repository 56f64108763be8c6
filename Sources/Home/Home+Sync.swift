import LedgerRecords
import Payment
import Purse
import PurseCrypto
import Settlement
import Wire

/// What a sync did.
public struct SyncReport: Sendable {
  public var grant: SyncGrant
  public var notices: [SyncNotice]
  public var uploadBytes: Int
  public var grantBytes: Int
  public var entries: Int
  /// What the purse was taught before it took the grant (KEY-23).
  public var lessons: [[UInt8]] = []
  /// Policies and parts of block lists that the purse has taken beside the grant.
  public var news: Int
}

extension PurseAccess {
  /// One sync of a purse, wherever it is: request up, booked durably, grant down, applied.
  /// - Parameters:
  ///   - documents: payments and decisions carried for others.
  ///   - newPIN: for a grant that unblocks a PIN that is forgotten.
  ///   - receive: books an upload, wherever its ledger is.
  public mutating func sync(
    wishes: SyncWishes, documents: [Packet], newPIN: [UInt8]? = nil,
    with receive: (Packet) throws -> SyncOutcome
  ) throws -> SyncReport {
    guard case .upload(var upload) = try execute(.syncRequest(wishes)) else {
      throw UnexpectedReply()
    }
    upload.documents = documents.map(\.bytes)
    let outcome = try receive(upload)
    let grant = try Signed<SyncGrant>(outcome.grant.span.bytes)
    try bring(outcome.seconds)
    try learn(outcome.lessons)
    let unblocks = newPIN != nil && grant.content.unblockPIN
    _ = try execute(
      unblocks ? .unblockPIN(grant: outcome.grant, new: newPIN) : .applyGrant(outcome.grant))
    return SyncReport(
      grant: grant.content, notices: outcome.notices, uploadBytes: upload.bytes.count,
      grantBytes: outcome.grant.count, entries: upload.items.count, lessons: outcome.lessons,
      news: try take(news: outcome.news))
  }
}

extension PurseAccess {
  /// Has the purse learn what came beside a grant. What it refuses is not for it, or shows when the grant is
  /// applied.
  public mutating func learn(_ lessons: [[UInt8]]) throws {
    for lesson in lessons {
      do { _ = try execute(.learnAuthority(lesson)) } catch is PurseError {}
    }
  }
}

extension Home {
  /// One sync of a purse with this home's ledger.
  public func sync(
    _ purse: inout some PurseAccess, wishes: SyncWishes, documents: [Packet],
    newPIN: [UInt8]? = nil
  ) throws -> SyncReport {
    try purse.sync(wishes: wishes, documents: documents, newPIN: newPIN) { try receive($0) }
  }

  /// Books an upload; durable before the grant is given out. From a server all rows that it names come at
  /// once, and not one by one as the ledger asks for them.
  public func receive(_ upload: Packet) throws -> SyncOutcome {
    if store.isShared {
      let read = try ReadUpload(upload, hash: SoftwareHash())
      try store.prepare(&ledger.book, for: BatchNames(read))
      try? saveBlockList()
    }
    let outcome = try ledger.sync(upload, time: now)
    try save()
    return outcome
  }
}
