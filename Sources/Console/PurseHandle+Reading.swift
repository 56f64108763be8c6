import Payment
import Purse
import Wire

extension PurseHandle {
  /// Where the purse stands.
  public mutating func place() throws -> PursePlace {
    guard case .place(let place) = try execute(.place) else { throw UnexpectedReply() }
    return place
  }

  public mutating func doubts() throws -> [Doubt] {
    guard case .doubts(let doubts) = try execute(.doubts) else { throw UnexpectedReply() }
    return doubts
  }

  public mutating func openRequests() throws -> [AskedFor] {
    guard case .openRequests(let open) = try execute(.openRequests) else {
      throw UnexpectedReply()
    }
    return open
  }

  /// The policy in force.
  public mutating func policy() throws -> Policy? {
    guard case .message(let message) = try execute(.policy) else { return nil }
    return try? Signed<Policy>(message.span.bytes).content
  }

  /// The payment at a place of this purse's journal, made or taken; nil when it is gone.
  public mutating func payment(
    at place: SequenceNumber
  ) throws -> (packet: Packet, payment: Signed<Payment>)? {
    guard case .payment(let message, let sealed) = try execute(.payment(at: place)),
      let payment = try? Signed<Payment>(message.span.bytes)
    else { return nil }
    return (packet(.payment, message, sealed: sealed), payment)
  }

  /// A payment of this purse that its journal still has.
  public mutating func ownPayment(
    where isWanted: (Payment) -> Bool
  ) throws -> (packet: Packet, payment: Signed<Payment>)? {
    let status = try readStatus()
    var place = status.sequence
    // No journal is longer; what a card says of itself does not keep anybody here for ever.
    for _ in 0..<WireLimits.entriesPerUpload where place > status.covered {
      if let found = try payment(at: place), found.payment.content.payer == serial,
        isWanted(found.payment.content)
      {
        return found
      }
      place = SequenceNumber(place.value - 1)
    }
    return nil
  }
}
