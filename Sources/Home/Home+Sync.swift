import Payment
import Purse
import Settlement
import Wire

/// What a sync did.
public struct SyncReport: Sendable {
  public var grant: SyncGrant
  public var notices: [SyncNotice]
  public var uploadBytes: Int
  public var grantBytes: Int
  public var entries: Int
}

extension Home {
  /// One sync of a purse, wherever it is: request up, booked durably, grant down, applied.
  /// - Parameters:
  ///   - documents: payments and decisions carried for others.
  ///   - newPIN: for a grant that unblocks a PIN that is forgotten.
  public func sync(
    _ purse: inout some PurseAccess, wishes: SyncWishes, documents: [Packet],
    newPIN: [UInt8]? = nil
  ) throws -> SyncReport {
    guard case .upload(var upload) = try purse.execute(.syncRequest(wishes)) else {
      throw UnexpectedReply()
    }
    upload.documents = documents.map(\.bytes)
    let outcome = try receive(upload)
    guard let grant = try? Signed<SyncGrant>(outcome.grant.span.bytes) else {
      preconditionFailure("the ledger's own grant does not parse")
    }
    let unblocks = newPIN != nil && grant.content.unblockPIN
    _ = try purse.execute(
      unblocks ? .unblockPIN(grant: outcome.grant, new: newPIN) : .applyGrant(outcome.grant))
    return SyncReport(
      grant: grant.content, notices: outcome.notices, uploadBytes: upload.bytes.count,
      grantBytes: outcome.grant.count, entries: upload.items.count)
  }

  /// Books an upload; durable before the grant is given out.
  public func receive(_ upload: Packet) throws -> SyncOutcome {
    let outcome = try ledger.sync(upload, time: now)
    try save()
    return outcome
  }
}
