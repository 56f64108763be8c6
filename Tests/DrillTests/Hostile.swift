import Home
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire

@testable import Drill

/// What strangers and broken purses send to a served ledger, all at once.
struct Hostile {
  /// Uploads, with what they may be answered with: "granted", or the code of a refusal.
  private(set) var uploads: [(packet: Packet, answers: Set<String>)] = []
  /// Enclosed payments in all of them.
  private(set) var enclosed = 0

  /// Issues purses and breaks them.
  static func purses(_ count: Int, in home: Home) throws -> [BrokenPurse] {
    try (0..<count).map { number in
      var purse = try BrokenPurse()
      try home.ledger.openAccount("broken-\(number)")
      try home.issue(
        &purse, kind: .card, policyID: 100, account: "broken-\(number)", pin: Array("1234".utf8))
      return purse
    }
  }

  /// A colluding payee takes as many payments as a packet holds, each with a full sealed part.
  /// - Parameter forged: an honest purse that the enclosed payments are said to be of.
  mutating func enclose(
    from payer: BrokenPurse, to payee: inout BrokenPurse, as forged: Serial, payments: Int
  ) throws {
    // Signed by another key than they say; and half of them are not even to the payer.
    let stranger = try BrokenPurse()
    let evidence = (1...14 as ClosedRange<UInt64>).map { place in
      let content = Payment(
        payer: forged, sequence: SequenceNumber(1_000_000 + place), previous: .start,
        amount: Amount(minorUnits: 1) ?? .zero, payee: place < 8 ? payee.serial : payer.serial,
        request: nil, verification: .none, sealed: nil)
      return (payment: stranger.packet(.payment, content).message, sealed: [UInt8]?.none)
    }
    let taken = (1...UInt64(payments)).map { place in
      payer.payment(1, to: payee.serial, at: place, enclosing: evidence)
    }
    enclosed += taken.count * evidence.count
    uploads.append((try payee.upload(taking: taken), [Self.granted]))
  }

  /// Two broken purses enclose each other's payments, as deep as a sealed part holds.
  mutating func nest(_ one: BrokenPurse, _ two: BrokenPurse, in payee: inout BrokenPurse) throws {
    let taken = (0..<64 as Range<UInt64>).map { number in
      var purses = [one, two]
      var (inner, depth) = (one.payment(1, to: two.serial, at: 1 + 100 * number), UInt64(1))
      while true {
        purses.swapAt(0, 1)
        // The last one goes to whoever uploads.
        let next = purses[0].payment(
          1, to: purses[1].serial, at: 1 + depth + 100 * number,
          enclosing: [(inner.message, inner.sealed)])
        guard let sealed = next.sealed, sealed.count <= 3_500 else { break }
        (inner, depth) = (next, depth + 1)
      }
      enclosed += Int(depth)
      return purses[0].payment(
        1, to: payee.serial, at: 1 + depth + 100 * number,
        enclosing: [(inner.message, inner.sealed)])
    }
    uploads.append((try payee.upload(taking: taken), [Self.granted]))
  }

  /// Signed by nobody whom the ledger knows.
  mutating func addStrangers(_ count: Int) throws {
    for _ in 0..<count {
      var stranger = try BrokenPurse()
      uploads.append((try stranger.upload(taking: []), ["unknownPurse"]))
    }
  }

  /// A genuine upload with a byte of its middle entry altered, without that entry, with another request
  /// under its signature, and with more entries than a packet may have.
  mutating func alter(_ upload: Packet) throws {
    var packet = upload
    let middle = packet.items.count / 2
    // Once the genuine one is booked they are its repetitions, whatever lies beside the request (SYN-9).
    let garbled: Set = ["garbledUpload", Self.granted]
    packet.items[middle].entry[packet.items[middle].entry.count / 2] ^= 1
    uploads.append((packet, garbled))
    packet = upload
    packet.items.remove(at: middle)
    uploads.append((packet, garbled))
    packet = try Self.resigned(upload)
    uploads.append((packet, ["badSignature"]))
    packet.items = Array(repeating: upload.items[0], count: 100_000)
    uploads.append((packet, ["malformed"]))
  }

  /// The largest packet again and again with a signature that does not hold: more than the ledger keeps
  /// at a time.
  mutating func crowd(_ count: Int) throws {
    let largest = uploads.map(\.packet).max { $0.items.count < $1.items.count }
    let packet = try Self.resigned(try #require(largest))
    uploads += Array(repeating: (packet, ["badSignature"]), count: count)
  }

  /// A broken purse has refusals brought, the same one over and over.
  mutating func refuse(_ payment: Digest, by payee: BrokenPurse, through carrier: inout BrokenPurse)
    throws
  {
    let refusal = payee.packet(.decision, Refusal(subject: .payment(payment)))
    let documents = Array(repeating: refusal, count: WireLimits.documentsPerUpload)
    let upload = try carrier.upload(taking: [], documents: documents)
    uploads += Array(repeating: (upload, [Self.granted]), count: 20)
  }

  /// Its signature is of another request.
  private static func resigned(_ upload: Packet) throws -> Packet {
    var packet = upload
    let signed = try Signed<SyncRequest>(upload.message.span.bytes)
    var request = signed.content
    request.blockListNumber += 1
    packet.message = [UInt8](Signed(content: request, signature: signed.signature))
    return packet
  }

  static let granted = "granted"
}
