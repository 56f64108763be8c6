/// Where the other end of a stream of frames is found: on this machine, in both cases. A card that
/// anybody on the network could talk to would be a card on everybody's reader.
public enum LinkAddress: Equatable, Sendable, CustomStringConvertible {
  case tcp(port: UInt16)
  case unix(path: String)

  /// Where vpcd's first and second reader listen for a card.
  public static let virtualReader = LinkAddress.tcp(port: 35_963)
  public static let secondVirtualReader = LinkAddress.tcp(port: 35_964)

  public var description: String {
    switch self {
    case .tcp(let port): "port \(port)"
    case .unix(let path): path
    }
  }
}
