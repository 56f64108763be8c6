/// Where a ledger is served: on this machine, in both cases (SRV-13).
public enum ServiceAddress: Equatable, Sendable, CustomStringConvertible {
  /// A port of 127.0.0.1; to listen at 0 is to have one chosen.
  case tcp(port: UInt16)
  /// A socket in the file system.
  case unix(path: String)

  /// As people write it: `127.0.0.1:PORT`, or a path with a slash in it.
  public init(text: String) throws(ServiceError) {
    if text.contains("/") {
      self = .unix(path: text)
      return
    }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "127.0.0.1" || parts[0] == "localhost",
      let port = UInt16(parts[1]), port > 0
    else { throw .noAddress(text) }
    self = .tcp(port: port)
  }

  public var description: String {
    switch self {
    case .tcp(let port): "127.0.0.1:\(port)"
    case .unix(let path): path
    }
  }

  var isTCP: Bool { if case .tcp = self { true } else { false } }
}
