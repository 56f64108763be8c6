/// Why a ledger could not be served or reached. Each says what helps.
public enum ServiceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Not a place where a ledger could be.
  case noAddress(String)
  /// Somebody listens there already, or something else lies there.
  case taken(String)
  /// Nobody listens there.
  case nothingListens(String)
  /// The connection went before the answer came (SRV-16).
  case lost(String)
  /// What answers there is no ledger's service.
  case notALedger(String)
  /// The ledger's answer, in its own words.
  case refused(ServiceRefusal)
  /// Anything else, as the system says it.
  case system(String)

  public var description: String {
    switch self {
    case .noAddress(let text):
      "\(text) is no place of a ledger; give 127.0.0.1:PORT, or the path of its socket"
    case .taken(let place): "\(place) is taken; end what listens there, or choose another place"
    case .nothingListens(let place):
      "no ledger listens at \(place); start it with: kontant ledger serve"
    case .lost(let place):
      "the ledger at \(place) went before it had answered; sync again, which has no second effect"
    case .notALedger(let place): "what listens at \(place) is no ledger; name the right place"
    case .refused(let refusal): refusal.message
    case .system(let what): what
    }
  }
}
