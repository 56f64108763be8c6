import Wire

/// What a run of bytes is, explained. Parts are explained in their turn.
public struct Inspection: Encodable, Sendable {
  /// One field, with the name that the specification gives it.
  public struct Field: Encodable, Equatable, Sendable {
    /// Its number in the map; nil for what is not numbered.
    public var number: UInt64?
    public var name: String
    /// As the bytes have it, in diagnostic notation.
    public var value: String
    /// As a person reads it.
    public var meaning: String
  }

  /// Whether a signature holds, under whose key, and why that is not known if it is not.
  public struct SignatureCheck: Encodable, Equatable, Sendable {
    public enum State: String, Encodable, Sendable { case holds, fails, unchecked }
    public var signer: String
    public var state: State
    public var reason: String
  }

  /// Why bytes are refused: the first reason that a reader meets (MSG-42).
  public struct Refused: Encodable, Equatable, Sendable {
    public var error: String
    public var rule: String
    /// Byte at which the reader refuses, counted from 0 in the bytes inspected.
    public var offset: Int
    /// Where that is, in words.
    public var place: String
  }

  /// What the bytes are, in the glossary's words.
  public var kind: String
  /// What they are to the bytes they lie in; empty at the top.
  public var role = ""
  public var bytes: Int
  public var payloadBytes: Int?
  public var signatureBytes: Int?
  public var digest: String?
  public var fields: [Field] = []
  public var signature: SignatureCheck?
  /// The payload in diagnostic notation (RFC 8949, section 8).
  public var diagnostic: String?
  public var refused: Refused?
  public var parts: [Inspection] = []

  init(kind: String, bytes: Int) {
    self.kind = kind
    self.bytes = bytes
  }

  /// The first refusal in these bytes or a part of them, outermost first.
  public var firstRefused: (part: String, refused: Refused)? {
    if let refused { return (role.isEmpty ? kind : role, refused) }
    for part in parts {
      if let found = part.firstRefused { return found }
    }
    return nil
  }

  /// The first signature that does not hold.
  public var firstFailing: (part: String, check: SignatureCheck)? {
    if let signature, signature.state == .fails { return (kind, signature) }
    for part in parts {
      if let found = part.firstFailing { return found }
    }
    return nil
  }
}

extension Inspection.Refused {
  init(_ error: WireError, offset: Int, place: String) {
    self.init(
      error: "\(error)", rule: "MSG-\(error.rawValue + 1)", offset: offset, place: place)
  }
}
