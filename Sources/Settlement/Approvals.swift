import Wire

/// Who has to approve what a bank does (KEY-10).
public struct ApprovalRules: Equatable, Sendable {
  public var root: PublicKey
  /// The set of operators in force, as the root signed it; nil while there is none, and nothing can be approved.
  public var operators: [UInt8]?

  public init(root: PublicKey, operators: [UInt8]?) {
    self.root = root
    self.operators = operators
  }
}

/// Why approvals do not suffice. Nothing has changed. In order of precedence (KEY-12).
public enum ApprovalError: Error, Equatable, Sendable {
  case malformed(WireError)
  /// Approvals are needed and the bank has no operators.
  case noOperators
  /// The root has not signed the set, or it is of another currency.
  case operatorsNotOfRoot
  case operatorsEnded
  /// An approval under another set than the one in force.
  case otherOperators
  /// Another amount, account, key, number or currency than is to be carried out.
  case otherOrder
  case unknownOperator
  case badSignature
  case sameOperator
  case expired
  case tooFew(given: Int, needed: Int)
  case usedBefore
}

/// An order that enough operators have approved.
public struct ApprovedOrder: Equatable, Sendable {
  /// The approval of the first of them.
  public var approval: Approval
  public var digest: Digest
  public var operators: Operators
  public var approvedBy: [OperatorID]
}

/// Checks approvals as anybody can: with the root's public key and what lies beside them (KEY-13).
public struct ApprovalVerifier<Crypto: SignatureVerifier> {
  private let root: PublicKey
  private let crypto: Crypto

  public init(root: PublicKey, crypto: Crypto) {
    self.root = root
    self.crypto = crypto
  }

  /// - Parameter time: when it is to be carried out; nil for what was.
  public func verify(
    _ packet: Packet, time: LedgerTime?
  ) throws(ApprovalError) -> ApprovedOrder {
    guard packet.kind == .approvals else { throw .malformed(.wrongMessageType) }
    let set: Signed<Operators> = try parse(packet.message)
    let operators = set.content
    guard crypto.holds(set, by: root) else { throw .operatorsNotOfRoot }
    if let time {
      guard operators.notBefore <= time, time <= operators.notAfter else { throw .operatorsEnded }
    }
    var keys: [OperatorID: PublicKey] = [:]
    for key in operators.keys { keys[OperatorID(key, hash: crypto)] = key }
    var first: (approval: Approval, digest: Digest)?
    var approvedBy: [OperatorID] = []
    for document in packet.documents {
      let approval: Signed<Approval> = try parse(document)
      let content = approval.content
      guard content.operators == operators.number else { throw .otherOperators }
      guard content.currency == operators.currency,
        first.map({ $0.approval.isSameOrder(as: content) }) ?? true
      else { throw .otherOrder }
      guard let key = keys[content.operatorID] else { throw .unknownOperator }
      guard crypto.holds(approval, by: key) else { throw .badSignature }
      guard !approvedBy.contains(content.operatorID) else { throw .sameOperator }
      approvedBy.append(content.operatorID)
      if first == nil { first = (content, approval.digest(hash: crypto)) }
    }
    if let time, let end = first?.approval.notAfter, end < time { throw .expired }
    guard let first, approvedBy.count >= Int(operators.needed) else {
      throw .tooFew(given: approvedBy.count, needed: Int(operators.needed))
    }
    return ApprovedOrder(
      approval: first.approval, digest: first.digest, operators: operators,
      approvedBy: approvedBy)
  }

  private func parse<Content: MessageContent>(
    _ bytes: [UInt8]
  ) throws(ApprovalError) -> Signed<Content> {
    do { return try Signed<Content>(bytes.span.bytes) } catch { throw .malformed(error) }
  }
}
