#if !hasFeature(Embedded)
  /// What travels between devices, or lies in a file a person can carry (MSG-40): a signed message
  /// and what its receiver needs besides. A packet proves nothing; only what is inside is signed.
  public struct Packet: Equatable, Sendable {
    public enum Kind: UInt8, Sendable, CaseIterable {
      /// A request with the payee's certificate.
      case request = 1
      /// A payment with the payer's certificate and its sealed part.
      case payment
      /// An acceptance or refusal with the payee's certificate.
      case decision
      /// A sync request with its entries and documents.
      case upload
      /// A sync grant.
      case grant
      /// A payee's certificate, for direct payments: what a sticker holds.
      case address
      /// What convicts a purse.
      case proof
      /// A set of operators and their approvals of one order.
      case approvals
      /// A policy or a part of a block list, more of them as documents.
      case news
    }

    /// The numbers of a purse's policy and block list.
    public struct Holdings: Equatable, Sendable {
      public var policyNumber: UInt32
      public var blockListNumber: UInt32

      public init(policyNumber: UInt32, blockListNumber: UInt32) {
        self.policyNumber = policyNumber
        self.blockListNumber = blockListNumber
      }
    }

    /// One journal entry with what lies beside it.
    public struct Item: Equatable, Sendable {
      public var sequence: SequenceNumber
      public var entry: [UInt8]
      public var payment: [UInt8]?
      public var sealed: [UInt8]?

      public init(
        sequence: SequenceNumber, entry: [UInt8], payment: [UInt8]?, sealed: [UInt8]?
      ) {
        self.sequence = sequence
        self.entry = entry
        self.payment = payment
        self.sealed = sealed
      }
    }

    public var kind: Kind
    /// The signed message; for an address, the certificate itself.
    public var message: [UInt8]
    public var certificate: [UInt8]?
    /// The authority that issued the certificate, for purses of another issuer.
    public var authority: [UInt8]?
    public var sealed: [UInt8]?
    public var items: [Item] = []
    /// Further packets, carried for others: payments and decisions for the ledger. Between devices and
    /// beside a grant, news: policies and parts of block lists.
    public var documents: [[UInt8]] = []
    /// Of an upload: the head before its first entry. It needs no signature, because the entries
    /// lead from it to the signed head or they do not.
    public var start: Head?
    /// Of a proof: what it shows.
    public var proof: ProofKind?
    /// Of a payment: which policy and block list its purse has, so that newer ones can come back with the
    /// decision.
    public var holds: Holdings?
    /// ML-DSA-65 keys, 1,952 bytes each, and second signatures, 3,373 bytes each (SUI-20).
    public var seconds: [[UInt8]] = []

    public init(
      kind: Kind, message: [UInt8], certificate: [UInt8]? = nil, authority: [UInt8]? = nil,
      sealed: [UInt8]? = nil
    ) {
      self.kind = kind
      self.message = message
      self.certificate = certificate
      self.authority = authority
      self.sealed = sealed
    }
  }

  /// What a proof shows of the purse it names (LED-70).
  public enum ProofKind: UInt8, Sendable, CaseIterable {
    /// Two payments at one place of one journal.
    case fork = 1
    /// A payment that the purse's own synced journal does not have.
    case missing
    /// A journal that no honest purse signs: value from nothing, forged or foreign entries.
    case journal
    /// Acceptance and refusal of one payment.
    case twoFaced
    /// Signed under a serial that the purse had left for its next one.
    case split
  }

  extension Word32 {
    /// The 32 bytes on the heap.
    public var array: [UInt8] {
      let own = bytes
      return own.span.bytes.withUnsafeBytes { Array($0) }
    }
  }

  extension Packet {
    /// The packet as canonical CBOR.
    public var bytes: [UInt8] {
      var out: [UInt8] = []
      out.reserveCapacity(estimatedSize)
      let fields =
        2 + (certificate == nil ? 0 : 1) + (authority == nil ? 0 : 1)
        + (sealed == nil ? 0 : 1) + (items.isEmpty ? 0 : 1) + (documents.isEmpty ? 0 : 1)
        + (start == nil ? 0 : 1) + (proof == nil ? 0 : 1) + (holds == nil ? 0 : 1)
        + (seconds.isEmpty ? 0 : 1)
      out.putHead(5, UInt64(fields))
      out.putHead(0, 0)
      out.putHead(0, UInt64(kind.rawValue))
      out.putHead(0, 1)
      out.putBytes(message)
      out.putOptional(2, certificate)
      out.putOptional(3, authority)
      out.putOptional(4, sealed)
      if !items.isEmpty {
        out.putHead(0, 5)
        out.putHead(4, UInt64(items.count))
        for item in items { out.putItem(item) }
      }
      if !documents.isEmpty {
        out.putHead(0, 6)
        out.putHead(4, UInt64(documents.count))
        for document in documents { out.putBytes(document) }
      }
      if let start {
        out.putHead(0, 7)
        out.putBytes(start.word.array)
      }
      if let proof {
        out.putHead(0, 8)
        out.putHead(0, UInt64(proof.rawValue))
      }
      if let holds {
        out.putHead(0, 9)
        out.putHead(4, 2)
        out.putHead(0, UInt64(holds.policyNumber))
        out.putHead(0, UInt64(holds.blockListNumber))
      }
      if !seconds.isEmpty {
        out.putHead(0, 10)
        out.putHead(4, UInt64(seconds.count))
        for second in seconds { out.putBytes(second) }
      }
      return out
    }

    /// Not far from what it takes.
    private var estimatedSize: Int {
      let items = items.reduce(0) { size, item in
        size + item.entry.count + (item.payment?.count ?? 0) + (item.sealed?.count ?? 0) + 24
      }
      return items + message.count + documents.reduce(0) { $0 + $1.count + 8 }
        + seconds.count * 3_380 + 256
    }

    /// Reads a packet; its messages are not looked into.
    public init(_ bytes: [UInt8]) throws(WireError) {
      guard bytes.count <= WireLimits.packet else { throw .tooLong }
      var fields = try FieldReader(bytes.span.bytes)
      let number = try fields.uint(0, in: 1...UInt64(Kind.allCases.count))
      guard let kind = Kind(rawValue: UInt8(number)) else { throw .outOfRange }
      self.kind = kind
      try fields.require(1)
      message = try fields.reader.readArrayOfBytes(atMost: WireLimits.message)
      certificate =
        try fields.has(2)
        ? try fields.reader.readArrayOfBytes(atMost: WireLimits.message) : nil
      authority =
        try fields.has(3)
        ? try fields.reader.readArrayOfBytes(atMost: WireLimits.message) : nil
      sealed =
        try fields.has(4)
        ? try fields.reader.readArrayOfBytes(atMost: WireLimits.sealed) : nil
      if try fields.has(5) { items = try fields.reader.readItems() }
      if try fields.has(6) {
        let count = try fields.reader.readArray(atMost: WireLimits.documentsPerUpload)
        guard count > 0 else { throw .notCanonical }
        for _ in 0..<count {
          documents.append(try fields.reader.readArrayOfBytes(atMost: WireLimits.document))
        }
      }
      start = try fields.optionalWord(7).map { Head($0) }
      if let number = try fields.optionalUInt(8, in: 0...255) {
        guard let kind = ProofKind(rawValue: UInt8(number)) else { throw .outOfRange }
        proof = kind
      }
      if try fields.has(9) {
        try fields.reader.readArray(exactly: 2)
        let policy = try fields.reader.readUInt(in: 0...0xFFFF_FFFF)
        let list = try fields.reader.readUInt(in: 0...0xFFFF_FFFF)
        holds = Holdings(policyNumber: UInt32(policy), blockListNumber: UInt32(list))
      }
      if try fields.has(10) { seconds = try fields.reader.readSeconds() }
      try fields.finish()
    }
  }

  extension CBORReader {
    mutating func readArrayOfBytes(atMost limit: Int) throws(WireError) -> [UInt8] {
      let bytes = try readBytes(atMost: limit)
      return bytes.withUnsafeBytes { Array($0) }
    }

    fileprivate mutating func readSeconds() throws(WireError) -> [[UInt8]] {
      let count = try readArray(atMost: WireLimits.secondsPerPacket)
      guard count > 0 else { throw .notCanonical }
      var seconds: [[UInt8]] = []
      for _ in 0..<count {
        let second = try readArrayOfBytes(atMost: SecondSignatures.itemBytes)
        guard second.count == SecondSignature.keyBytes || second.count == SecondSignatures.itemBytes
        else { throw .outOfRange }
        seconds.append(second)
      }
      return seconds
    }

    fileprivate mutating func readItems() throws(WireError) -> [Packet.Item] {
      let count = try readArray(atMost: WireLimits.entriesPerUpload)
      guard count > 0 else { throw .notCanonical }
      var items: [Packet.Item] = []
      for _ in 0..<count {
        try readArray(exactly: 4)
        let sequence = SequenceNumber(try readCounter(from: 1))
        let entry = try readArrayOfBytes(atMost: WireLimits.entry)
        let payment = readNull() ? nil : try readArrayOfBytes(atMost: WireLimits.message)
        let sealed = readNull() ? nil : try readArrayOfBytes(atMost: WireLimits.sealed)
        items.append(
          Packet.Item(sequence: sequence, entry: entry, payment: payment, sealed: sealed))
      }
      return items
    }
  }

  extension [UInt8] {
    /// The bytes of a message.
    public init<Content: MessageContent>(_ message: Signed<Content>) {
      var bytes = Bytes<2144>()
      message.encode(into: &bytes)
      self = bytes.array
    }

    package mutating func putHead(_ major: UInt8, _ value: UInt64) {
      let top = major << 5
      let size = value < 24 ? 0 : value <= 0xFF ? 1 : value <= 0xFFFF ? 2 : value >> 32 == 0 ? 4 : 8
      append(size == 0 ? top | UInt8(value) : top | UInt8(24 + size.trailingZeroBitCount))
      for place in stride(from: 8 * (size - 1), through: 0, by: -8) {
        append(UInt8(truncatingIfNeeded: value >> UInt64(place)))
      }
    }

    package mutating func putBytes(_ bytes: [UInt8]) {
      putHead(2, UInt64(bytes.count))
      append(contentsOf: bytes)
    }

    fileprivate mutating func putOptional(_ key: UInt64, _ bytes: [UInt8]?) {
      guard let bytes else { return }
      putHead(0, key)
      putBytes(bytes)
    }

    fileprivate mutating func putItem(_ item: Packet.Item) {
      putHead(4, 4)
      putHead(0, item.sequence.value)
      putBytes(item.entry)
      if let payment = item.payment { putBytes(payment) } else { append(0xF6) }
      if let sealed = item.sealed { putBytes(sealed) } else { append(0xF6) }
    }
  }
#endif
