/// Why a request has no other answer (SRV-6): a code for programs and a sentence for people.
public struct ServiceRefusal: Error, Equatable, Sendable {
  /// Stable.
  public var code: String
  public var message: String

  public init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// Nothing was looked at; the same request later.
  public var isBusy: Bool { code == Self.busy.code }
  /// The ledger's store has failed.
  public var isHalted: Bool { code == Self.halted.code }

  /// Nothing is broken for good: the same request may be answered later.
  public var mayPass: Bool {
    [Self.busy, .halted, .unavailable].contains { $0.code == code }
  }

  public static let busy = ServiceRefusal(
    code: "busy", message: "the ledger has as much to do as it can hold; try again in a moment")
  public static let halted = ServiceRefusal(
    code: "halted",
    message: "the ledger's store has failed; sync again once the ledger is back, "
      + "which has no second effect")
  public static let unavailable = ServiceRefusal(
    code: "unavailable",
    message: "the ledger cannot reach its store now; sync again later, which has no second effect")
  static let framing = ServiceRefusal(
    code: "framing", message: "these bytes are no frames of a ledger's service; connect again")
  static let tooSlow = ServiceRefusal(
    code: "tooSlow", message: "the frame did not come to its end in time; connect again")
  static let unknownRequest = ServiceRefusal(
    code: "unknownRequest", message: "this service does not know that kind of request")

  static func malformed(_ what: String) -> ServiceRefusal {
    ServiceRefusal(code: "malformed", message: "the request cannot be read (\(what)); send another")
  }
}
