import Purse
import Wire

/// What a purse answers.
public enum PurseReply: Sendable {
  case done
  /// What was asked for is not there, or not there any more.
  case nothing
  case place(PursePlace)
  case status(PurseStatus)
  case message([UInt8])
  case payment([UInt8], sealed: [UInt8]?)
  case doubts([Doubt])
  case openRequests([AskedFor])
  /// A sync request with its entries, ready to go up.
  case upload(Packet)
}

/// Where a purse stands: the last places it has used. A card's answer to being selected has it.
public struct PursePlace: Equatable, Sendable {
  public var sequence: SequenceNumber
  public var requestNumber: RequestNumber
  /// Numbers of the policy in force and of the newest part of the block list; 0 for none.
  public var policyNumber: UInt32
  public var blockListNumber: UInt32

  public init(
    sequence: SequenceNumber, requestNumber: RequestNumber, policyNumber: UInt32 = 0,
    blockListNumber: UInt32 = 0
  ) {
    self.sequence = sequence
    self.requestNumber = requestNumber
    self.policyNumber = policyNumber
    self.blockListNumber = blockListNumber
  }

  public init(_ status: PurseStatus) {
    self.init(
      sequence: status.sequence, requestNumber: status.requestNumber,
      policyNumber: status.policyNumber, blockListNumber: status.blockListNumber)
  }
}

/// An open request, as its purse tells of it.
public struct AskedFor: Equatable, Sendable {
  public var request: Digest
  public var amount: Amount

  public init(request: Digest, amount: Amount) {
    self.request = request
    self.amount = amount
  }
}
