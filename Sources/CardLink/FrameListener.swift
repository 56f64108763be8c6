import Glibc

/// The reader's end of frames: listens for a card, as vpcd does.
public final class FrameListener: Sendable {
  private let descriptor: Int32
  /// Where it listens; with the port that the system chose, if it was asked for port 0.
  public let address: LinkAddress

  public init(at wanted: LinkAddress) throws(CardLinkError) {
    let descriptor = try SocketCalls.socket(for: wanted)
    do throws(CardLinkError) {
      if wanted.isTCP {
        var on: Int32 = 1
        let size = socklen_t(MemoryLayout.size(ofValue: on))
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
      }
      let isBound = try SocketCalls.with(wanted) { bind(descriptor, $0, $1) == 0 }
      guard isBound, listen(descriptor, 1) == 0 else {
        guard errno == EADDRINUSE else { throw SocketCalls.failure("\(wanted)") }
        throw .refused("a reader listens at \(wanted) already; end it, or choose another place")
      }
      address = wanted.isTCP ? .tcp(port: try Self.port(of: descriptor)) : wanted
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
    if case .unix(let path) = address { unlink(path) }
  }

  /// The next card that connects.
  public func accept(within milliseconds: Int32) throws(CardLinkError) -> FrameStream {
    guard SocketCalls.wait(descriptor, for: Int16(POLLIN), milliseconds: milliseconds) else {
      throw .nobodyCame("\(address)")
    }
    let connected = Glibc.accept(descriptor, nil, nil)
    guard connected >= 0 else { throw SocketCalls.failure("\(address)") }
    _ = fcntl(connected, F_SETFD, FD_CLOEXEC)
    return FrameStream(adopting: connected, isTCP: address.isTCP)
  }

  private static func port(of descriptor: Int32) throws(CardLinkError) -> UInt16 {
    var name = sockaddr_in()
    var size = socklen_t(MemoryLayout.size(ofValue: name))
    let result = withUnsafeMutableBytes(of: &name) { bytes in
      // Safe: the bytes are those of a socket address, which always has some.
      getsockname(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &size)
    }
    guard result == 0 else { throw SocketCalls.failure("the port") }
    return UInt16(bigEndian: name.sin_port)
  }
}
