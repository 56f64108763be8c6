import Wire

extension Ledger {
  /// Issues new money that operators have approved, and keeps their approvals with the record (KEY-11).
  /// - Parameter approvals: signed approvals of this very order.
  public mutating func issue(
    _ amount: Amount, to account: String, approvals: [[UInt8]], time: LedgerTime
  ) throws(LedgerError) {
    let order = try approved(approvals, time: time)
    guard case .issue(amount, account) = order.approval.action else {
      throw .approvals(.otherOrder)
    }
    try issue(amount, to: account, order: order.digest, time: time)
    keep(order, approvals)
  }

  /// Takes in that operators have approved a key (KEY-11). Whoever calls it puts the key into force.
  /// - Returns: the order.
  @discardableResult
  public mutating func approve(
    _ action: ApprovedAction, approvals: [[UInt8]], time: LedgerTime
  ) throws(LedgerError) -> ApprovedOrder {
    let order = try approved(approvals, time: time)
    guard order.approval.action == action else { throw .approvals(.otherOrder) }
    keep(order, approvals)
    return order
  }

  /// The number for a new order: above those of all that were carried out.
  public var nextOrder: UInt64 {
    (book.uploadKeys(of: .bank).last?.grant.value ?? 0) + 1
  }

  /// What operators have approved and was carried out, by number: packets that anybody can check (KEY-13).
  public var carriedOut: [(number: UInt64, packet: [UInt8])] {
    book.uploadKeys(of: .bank).compactMap { key in
      book.uploads[key].map { (key.grant.value, $0) }
    }
  }

  private func approved(
    _ approvals: [[UInt8]], time: LedgerTime
  ) throws(LedgerError) -> ApprovedOrder {
    guard let known = rules.approvals, let operators = known.operators else {
      throw .approvals(.noOperators)
    }
    var packet = Packet(kind: .approvals, message: operators)
    packet.documents = approvals
    let order: ApprovedOrder
    do throws(ApprovalError) {
      order = try ApprovalVerifier(root: known.root, crypto: crypto).verify(packet, time: time)
    } catch {
      throw .approvals(error)
    }
    guard order.operators.currency == rules.currency else {
      throw .approvals(.operatorsNotOfRoot)
    }
    guard book.uploads[key(of: order)] == nil else { throw .approvals(.usedBefore) }
    return order
  }

  private mutating func keep(_ order: ApprovedOrder, _ approvals: [[UInt8]]) {
    var packet = Packet(kind: .approvals, message: rules.approvals?.operators ?? [])
    packet.documents = approvals
    book.uploads[key(of: order)] = packet.bytes
  }

  private func key(of order: ApprovedOrder) -> UploadKey {
    UploadKey(serial: .bank, grant: GrantNumber(order.approval.number))
  }
}

extension Serial {
  /// No purse's: what the bank's own operators have signed is kept under it (KEY-11).
  public static let bank = Serial(0)
}
