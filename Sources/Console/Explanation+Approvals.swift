import Settlement

extension Explanation {
  /// Why approvals do not suffice, and what helps.
  init(approvals error: ApprovalError) {
    let (code, message) = Self.words(error)
    self.init(code: code, message: message, exitCode: ExitCode.refused)
  }

  static func words(_ error: ApprovalError) -> (String, String) {
    switch error {
    case .malformed(let wire):
      ("approvalMalformed", Explanation(wire: wire, of: "an approval").message)
    case .noOperators:
      (
        "noOperators",
        "nobody may approve this yet; name operators with: kontant keys operators"
      )
    case .operatorsNotOfRoot:
      (
        "operatorsNotOfRoot",
        "the root of this bank has not signed the set of operators; name them anew"
      )
    case .operatorsEnded:
      ("operatorsEnded", "the set of operators is not in force now; name operators anew")
    case .otherOperators:
      ("otherOperators", "an approval is of another set of operators; have it approved anew")
    case .otherOrder:
      (
        "otherOrder",
        "an approval is of another order (amount, account, key or number); use those of this one"
      )
    case .unknownOperator:
      ("unknownOperator", "somebody has approved who is no operator; ask one of the set")
    case .badSignature:
      ("approvalForged", "the signature of an approval does not hold; get it again")
    case .sameOperator:
      ("sameOperator", "an operator has approved twice; ask another one")
    case .expired: ("approvalExpired", "the order has ended; make a new one and have it approved")
    case .tooFew(0, _):
      (
        "approvalNeeded",
        "operators have to approve this: make an order with kontant account order, or kontant keys order, and give their approvals"
      )
    case .tooFew(let given, let needed):
      ("tooFewApprovals", "\(given) operators have approved and \(needed) are needed; ask more")
    case .usedBefore:
      ("approvalUsed", "this order was carried out already; make a new one to do it again")
    }
  }
}
