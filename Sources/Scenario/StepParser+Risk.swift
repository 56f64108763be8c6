import Wire

extension StepParser {
  /// Steps about devices whose memory and application can be changed from outside.
  func software(_ verb: String, _ fields: Fields) throws(ScenarioProblem) -> Action {
    switch verb {
    case "back-up": return .backUp(purse: try purse("purse", fields))
    case "restore": return .restore(purse: try purse("purse", fields))
    case "mark-restored": return .markRestored(purse: try purse("purse", fields))
    case "update":
      return .update(purse: try purse("purse", fields), version: try version(fields))
    default:
      return .floor(
        like: try purse("like", fields), version: try version(fields),
        days: fields.has("days") ? try fields.count("days", atMost: 3_650) : 0)
    }
  }

  private func version(_ fields: Fields) throws(ScenarioProblem) -> UInt16 {
    let version = try fields.count("version", atMost: UInt64(UInt16.max))
    guard version > 0 else {
      throw context.problem(fields.place(of: "version"), "`version` is counted from 1")
    }
    return UInt16(version)
  }

  /// Steps about purses that are lost, broken or named by a proof.
  func risk(_ verb: String, _ fields: Fields) throws(ScenarioProblem) -> Action {
    switch verb {
    case "report":
      let kinds: [(String, ClaimKind)] = [
        ("lost", .lost), ("broken", .broken), ("dormant", .dormant), ("replaced", .replaced),
      ]
      let kind = try fields.choice("kind", kinds)
      guard (kind == .replaced) == fields.has("by") else {
        throw context.problem(
          fields.place, "`kind: replaced` and `by`, the purse in its place, go together")
      }
      return .report(
        purse: try purse("purse", fields), kind: kind,
        by: fields.has("by") ? try purse("by", fields) : nil)
    case "copy": return .copyFile(purse: try purse("purse", fields))
    case "put-back": return .putBack(purse: try purse("purse", fields))
    case "found": return .found(purse: try purse("purse", fields))
    case "refund": return .refund(purse: try purse("purse", fields))
    case "bearers": return .bearers(like: try purse("like", fields))
    case "cash-out-cap":
      return .cashOutCap(like: try purse("like", fields), try fields.payable("amount"))
    case "cap": return .cap(try fields.payable("holding"))
    default: return .prove(purse: try purse("purse", fields))
    }
  }
}
