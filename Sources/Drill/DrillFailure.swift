/// What must never be, or what kept the drill from going on; in words.
public struct DrillFailure: Error, Equatable, Sendable, CustomStringConvertible {
  public var description: String
  public init(_ description: String) { self.description = description }
}
