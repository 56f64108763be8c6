/// Tags of data objects (APD-7).
public enum ObjectTag: UInt8, Sendable {
  case sequence = 0x80
  case requestNumber, amount, serial, digest, message, certificate, sealed, pin, time, lifeCycle
  case issuer, ledger, policy, rootKey, purseKey, publicKey, unblock, pinTries, head, entry
  case requestDigest, part
  // Reading only.
  case spendable = 0xC0
  case pending, inDoubt, doubts, openRequests, covered, sent, received, sumSent, sumReceived
  case lastGrant, latestTime, awaitsGrant, decided, holderVerified, signatures, appletVersion
  case largestData, verifications, policyNumber, blockListNumber
  // Data objects within.
  case doubt = 0xE1
  case openRequest
}

/// A set of the tags that commands use, `80` to `9F`.
struct TagSet: Equatable {
  private(set) var bits: UInt32 = 0

  init() {}
  init(_ a: ObjectTag) { insert(a) }
  init(_ a: ObjectTag, _ b: ObjectTag) {
    insert(a)
    insert(b)
  }
  init(_ a: ObjectTag, _ b: ObjectTag, _ c: ObjectTag) {
    self.init(a, b)
    insert(c)
  }

  mutating func insert(_ tag: ObjectTag) { bits |= 1 << UInt32(tag.rawValue & 0x1F) }
  func contains(_ tag: ObjectTag) -> Bool { bits & 1 << UInt32(tag.rawValue & 0x1F) != 0 }
  func isSubset(of other: TagSet) -> Bool { bits & ~other.bits == 0 }
  func union(_ other: TagSet) -> TagSet {
    var both = self
    both.bits |= other.bits
    return both
  }
}
