import Settlement
import Wire

/// Arbitrary bytes, read as uploads. At the end all bytes are 0.
struct UploadInput {
  private let bytes: [UInt8]
  private var position = 0

  init(_ buffer: UnsafeBufferPointer<UInt8>) { bytes = Array(buffer) }

  var isAtEnd: Bool { position >= bytes.count }

  private mutating func byte() -> UInt8 {
    guard position < bytes.count else { return 0 }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ count: Int) -> [UInt8] {
    let end = min(position + count, bytes.count)
    defer { position = end }
    return Array(bytes[min(position, end)..<end])
  }

  private mutating func below(_ bound: Int) -> Int {
    bound > 0 ? (Int(byte()) << 8 | Int(byte())) % bound : 0
  }

  /// The next upload: noise, an honest one altered, or Mallory's, altered and signed again.
  mutating func upload(_ stage: UploadStage, _ book: Book) -> Packet? {
    switch byte() % 4 {
    case 0: return try? Packet(take(below(4_000)))
    case 1:
      var packet = stage.honestUploads[below(stage.honestUploads.count)]
      let whole = packet
      alter(&packet, stage)
      // Untouched it would be the honest purse's own sync, and the last word on it comes later.
      return packet.items == whole.items && packet.message == whole.message ? nil : packet
    default:
      var packet = stage.malloryUpload
      alter(&packet, stage)
      return sign(packet, stage, book)
    }
  }

  private mutating func alter(_ packet: inout Packet, _ stage: UploadStage) {
    for _ in 0..<Int(byte() % 16) {
      let place = below(packet.items.count)
      switch byte() % 9 {
      case 0 where !packet.items.isEmpty: packet.items.remove(at: place)
      case 1 where !packet.items.isEmpty: packet.items.append(packet.items[place])
      case 2 where !packet.items.isEmpty:
        packet.items.swapAt(place, below(packet.items.count))
      case 3 where !packet.items.isEmpty: flip(&packet.items[place].entry)
      case 4 where packet.items.indices.contains(place) && packet.items[place].payment != nil:
        packet.items[place].payment.map { message in
          var copy = message
          flip(&copy)
          packet.items[place].payment = copy
        }
      case 5 where !packet.items.isEmpty: packet.items[place].sealed = take(below(600))
      case 6: packet.documents.append(paper(stage))
      case 7:
        packet.items.append(
          Packet.Item(
            sequence: SequenceNumber(UInt64(1 + below(300))), entry: take(below(300)),
            payment: nil, sealed: nil))
      default: flip(&packet.message)
      }
    }
  }

  private mutating func flip(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    bytes[below(bytes.count)] ^= byte()
  }

  private mutating func paper(_ stage: UploadStage) -> [UInt8] {
    var paper = stage.papers[below(stage.papers.count)]
    for _ in 0..<Int(byte() % 4) { flip(&paper) }
    return paper
  }

  /// Numbers the entries, leads them to a head, and signs that as Mallory's card never would.
  private mutating func sign(
    _ packet: Packet, _ stage: UploadStage, _ book: Book
  ) -> Packet? {
    let message = stage.malloryUpload.message
    guard let row = book.purses[stage.mallory],
      var request = try? Signed<SyncRequest>(message.span.bytes).content
    else { return nil }
    var packet = packet
    var head = row.head
    request.lastGrant = row.grantNumber
    request.first = row.covered.next
    for place in packet.items.indices {
      packet.items[place].sequence = SequenceNumber(request.first.value + UInt64(place))
      let entry = packet.items[place].entry
      head = head.extended(by: entry.span.bytes, hash: UploadStage.shared.ledger.crypto)
    }
    request.last = SequenceNumber(request.first.value + UInt64(packet.items.count) - 1)
    request.head = head
    if byte() & 1 == 1, let value = Amount(minorUnits: UInt64(below(60_000))) {
      request.spendable = value
      request.pending = .zero
    }
    if byte() & 3 == 3, let wish = Amount(minorUnits: UInt64(1 + below(40_000))) {
      request.load = wish
    }
    if byte() & 15 == 15 { request.lastGrant = GrantNumber(UInt64(below(100))) }
    packet.message = stage.signed(request)
    return packet
  }
}
