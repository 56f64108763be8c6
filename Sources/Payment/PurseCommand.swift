import Purse
import Wire

/// One command to a purse, as a value that can be sent to wherever the purse is and sent again: into a
/// file, or through a reader into a card.
///
/// A `pin` inside a command is ASCII digits. The purse verifies it first, and it serves this command
/// only; nil where the policy asks for none, or where `verifyPIN` came before. So one exchange pays.
public enum PurseCommand: Equatable, Sendable {
  /// Where the purse stands: all that a session needs to begin.
  case place
  case status
  /// The certificate as it travels.
  case certificate
  /// The policy in force as it travels.
  case policy
  /// One part of the block list as it travels.
  case blockList(part: UInt16)
  /// The payments whose end the purse does not know, the refunded ones left out.
  case doubts
  case openRequests
  /// The answer to the last command that changed the purse (PUR-6).
  case lastAnswer
  /// The payment made or taken at a place of the journal.
  case payment(at: SequenceNumber)
  /// Whether the purse would trust this certificate.
  case check(certificate: [UInt8])

  /// ASCII digits.
  case verifyPIN([UInt8])
  case changePIN(old: [UInt8], new: [UInt8])
  case request(number: RequestNumber, amount: Amount)
  case pay(
    expected: SequenceNumber, request: [UInt8], certificate: [UInt8], pin: [UInt8]? = nil)
  case payDirect(
    expected: SequenceNumber, amount: Amount, payee: Serial, certificate: [UInt8],
    pin: [UInt8]? = nil)
  case accept(
    expected: SequenceNumber, payment: [UInt8], certificate: [UInt8], sealed: [UInt8],
    pin: [UInt8]? = nil)
  case refuseRequest(expected: SequenceNumber, request: Digest)
  case refusePayment(expected: SequenceNumber, payment: [UInt8])
  case takeAcceptance(expected: SequenceNumber, acceptance: [UInt8], certificate: [UInt8])
  case takeRefusal(expected: SequenceNumber, refusal: [UInt8], certificate: [UInt8])
  case unload(expected: SequenceNumber, amount: Amount, pin: [UInt8]? = nil)
  case syncRequest(SyncWishes)
  case applyGrant([UInt8])
  /// Applies a grant only if it unblocks the PIN; the holder may choose a new one with it (PUR-17).
  case unblockPIN(grant: [UInt8], new: [UInt8]?)
  case learnAuthority([UInt8])
  case updatePolicy([UInt8])
  /// Takes one part of a block list.
  case takeBlockList([UInt8])

  /// The PIN that this command brings for itself.
  public var pin: [UInt8]? {
    switch self {
    case .pay(_, _, _, let pin), .payDirect(_, _, _, _, let pin), .accept(_, _, _, _, let pin),
      .unload(_, _, let pin):
      pin
    default: nil
    }
  }
}
