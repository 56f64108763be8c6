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

  public init(sequence: SequenceNumber, requestNumber: RequestNumber) {
    self.sequence = sequence
    self.requestNumber = requestNumber
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
