import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire

/// A genuine purse that somebody has opened: he holds its keys, and signs what he wants.
struct BrokenPurse: PurseAccess {
  private let key: SigningKey
  private(set) var certificate: Signed<Certificate>?
  private var sharedKey = Word32.zero
  private var sequence = SequenceNumber.none
  private var head = Head.start

  init() throws { key = try #require(SigningKey(.es256)) }

  /// It is nobody's any more.
  mutating func execute(_ command: PurseCommand) throws -> PurseReply { throw UnexpectedReply() }

  mutating func generateKey(of suite: Suite) throws -> PublicKey { key.publicKey }

  mutating func personalise(_ data: borrowing Personalisation, pin: [UInt8]) throws {
    (certificate, sharedKey) = (data.certificate, data.purseKey.word)
  }

  var serial: Serial { certificate?.content.serial ?? Serial(0) }

  /// A payment with what it encloses, and at any place.
  func payment(
    _ minorUnits: UInt64, to payee: Serial, at place: UInt64,
    enclosing evidence: [(payment: [UInt8], sealed: [UInt8]?)] = []
  ) -> Packet {
    var payment = Payment(
      payer: serial, sequence: SequenceNumber(place), previous: .start,
      amount: Amount(minorUnits: minorUnits) ?? .zero, payee: payee, request: nil,
      verification: .none, sealed: nil)
    var sealed: [UInt8]?
    if !evidence.isEmpty {
      let plaintext = Self.plaintext(evidence)
      let commitment = SealedPart.commitment(to: plaintext.span.bytes, hash: SoftwareHash())
      payment.sealed = commitment
      sealed = Sealing.seal(plaintext, key: sharedKey, commitment: commitment)
    }
    return packet(.payment, payment, sealed: sealed)
  }

  func packet<Content: MessageContent>(
    _ kind: Packet.Kind, _ content: Content, sealed: [UInt8]? = nil
  ) -> Packet {
    Packet(
      kind: kind, message: [UInt8](key.sign(content)),
      certificate: certificate.map { [UInt8]($0) }, sealed: sealed)
  }

  /// Its journal takes these payments, all from the first entry on.
  mutating func upload(taking payments: [Packet], documents: [Packet] = []) throws -> Packet {
    var packet = Packet(kind: .upload, message: [])
    let first = sequence.next
    var sum = Amount.zero
    for payment in payments {
      let signed = try Signed<Payment>(payment.message.span.bytes)
      var bytes = Bytes<1024>()
      JournalEntry.received(
        payment: signed.digest(hash: SoftwareHash()), amount: signed.content.amount,
        signature: signed.signature
      ).encode(into: &bytes)
      head = head.extended(by: bytes.span, hash: SoftwareHash())
      sequence = sequence.next
      sum = sum + signed.content.amount
      packet.items.append(
        Packet.Item(
          sequence: sequence, entry: bytes.array, payment: payment.message,
          sealed: payment.sealed))
    }
    packet.message = [UInt8](
      key.sign(
        SyncRequest(
          serial: serial, lastGrant: .none, first: first, last: sequence, head: head,
          spendable: sum, pending: .zero, policyNumber: 1, blockListNumber: 0, appletVersion: 1,
          load: nil, unblockPIN: false, checkpoint: nil)))
    packet.documents = documents.map(\.bytes)
    return packet
  }

  /// What is sealed, of MSG-30.
  private static func plaintext(_ evidence: [(payment: [UInt8], sealed: [UInt8]?)]) -> [UInt8] {
    var bytes: [UInt8] = [0x83, 0x50] + [UInt8](repeating: 7, count: 16) + [0x84, 0, 0, 0, 0]
    bytes.putHead(4, UInt64(evidence.count))
    for item in evidence {
      bytes.putHead(4, 2)
      bytes.putBytes(item.payment)
      if let sealed = item.sealed { bytes.putBytes(sealed) } else { bytes.append(0xF6) }
    }
    return bytes
  }
}
