#if !hasFeature(Embedded)
  /// The second signature of a message by a key of suite 3, and the ML-DSA-65 key that made it (SUI-20). Whether
  /// it holds is for whoever verifies to find out.
  public struct SecondSignature: Hashable, Sendable {
    /// 1,952 bytes, whose SHA-256 the key of suite 3 binds.
    public let key: [UInt8]
    /// 3,309 bytes, over the message's digest.
    public let signature: [UInt8]

    /// Nil for anything of another length.
    public init?(key: [UInt8], signature: [UInt8]) {
      guard key.count == Self.keyBytes, signature.count == Self.signatureBytes else { return nil }
      self.key = key
      self.signature = signature
    }

    public static let keyBytes = 1_952
    public static let signatureBytes = 3_309
    /// What is signed besides the digest: the context of ML-DSA (FIPS 204, 5.2).
    public static let context = "kontant/suite-3"
  }

  /// Second signatures as they travel beside messages (SUI-20): each key once, each signature under the hash of its
  /// key and the digest of its message. Nothing in it was verified.
  public struct SecondSignatures: Equatable, Sendable {
    /// Names a signature: who made it, of what.
    public struct Name: Hashable, Sendable {
      public var key: Word32
      public var digest: Digest

      public init(key: Word32, digest: Digest) {
        self.key = key
        self.digest = digest
      }
    }

    public private(set) var keys: [Word32: [UInt8]] = [:]
    public private(set) var signatures: [Name: [UInt8]] = [:]

    public init() {}

    /// Reads a packet's items; of two of one name the first counts, and what is neither a key nor a signature
    /// counts for nothing.
    public init<Hash: MessageHash>(_ items: [[UInt8]], hash: Hash) {
      for item in items {
        let span = item.span.bytes
        switch item.count {
        case SecondSignature.keyBytes: keys[hash.hash(span, RawSpan())] = item
        case Self.itemBytes:
          let name = Name(key: Word32(span), digest: Digest(Word32(span, at: 32)))
          if signatures[name] == nil { signatures[name] = Array(item.dropFirst(64)) }
        default: continue
        }
      }
    }

    /// Those of a packet and of the packets that it carries.
    public init<Hash: MessageHash>(of packet: Packet, hash: Hash) {
      self.init(packet.seconds, hash: hash)
      for document in packet.documents {
        guard let carried = try? Packet(document), !carried.seconds.isEmpty else { continue }
        form(union: SecondSignatures(carried.seconds, hash: hash))
      }
    }

    public var isEmpty: Bool { signatures.isEmpty }

    /// What a key of suite 3 has signed besides; nil for every other key.
    public subscript(key: PublicKey, digest: Digest) -> SecondSignature? {
      guard key.suite == .es256MLDSA65, let own = keys[key.y],
        let signature = signatures[Name(key: key.y, digest: digest)]
      else { return nil }
      return SecondSignature(key: own, signature: signature)
    }

    public mutating func add(_ second: SecondSignature, of digest: Digest, by key: PublicKey) {
      keys[key.y] = second.key
      signatures[Name(key: key.y, digest: digest)] = second.signature
    }

    public mutating func form(union other: SecondSignatures) {
      keys.merge(other.keys) { own, _ in own }
      signatures.merge(other.signatures) { own, _ in own }
    }

    /// Those of these messages, with their keys.
    public func of(_ digests: Set<Digest>) -> SecondSignatures {
      filtered { digests.contains($0.digest) }
    }

    public func filtered(_ isWanted: (Name) -> Bool) -> SecondSignatures {
      var some = SecondSignatures()
      for (name, signature) in signatures where isWanted(name) {
        some.signatures[name] = signature
        some.keys[name.key] = keys[name.key]
      }
      return some
    }

    /// As a packet has them: keys first, both in ascending order.
    public var items: [[UInt8]] {
      let names = signatures.keys.map { ($0.key.array + $0.digest.word.array, $0) }
        .sorted { $0.0.lexicographicallyPrecedes($1.0) }
      return keys.sorted { $0.key.array.lexicographicallyPrecedes($1.key.array) }.map(\.value)
        + names.map { $0.0 + (signatures[$0.1] ?? []) }
    }

    static let itemBytes = 64 + SecondSignature.signatureBytes
  }
#endif
