import Glibc

/// Serves a ledger at a place of this machine (docs/spec/service.md).
public final class LedgerServer: Sendable {
  /// How serving came to its end.
  public enum Ending: Equatable, Sendable {
    case stopped
    /// The ledger's store has failed (SRV-15).
    case halted
  }

  /// Where it listens; with the port that the system chose.
  public let address: ServiceAddress
  private let descriptor: Int32
  private let service: LedgerService
  private let limits: ServiceLimits
  private let posts: ServerPosts

  /// Listens; whoever connects is served once `run` is called.
  public init(
    at wanted: ServiceAddress, service: LedgerService, limits: ServiceLimits = ServiceLimits()
  ) throws(ServiceError) {
    self.service = service
    self.limits = limits
    posts = try ServerPosts()
    (descriptor, address) = try SocketCalls.listen(at: wanted, backlog: 128)
  }

  deinit { close(descriptor) }

  /// Serves on this thread until it is told to stop or the ledger halts. Call it once.
  public func run() -> Ending {
    var loop = ServerLoop(
      listener: descriptor, address: address, service: service, limits: limits, posts: posts)
    return loop.run()
  }

  /// From any thread: takes no more uploads, answers those that are taken, and lets `run` return
  /// (SRV-14).
  public func stop() { posts.put { $0.mustEnd = true } }
}
