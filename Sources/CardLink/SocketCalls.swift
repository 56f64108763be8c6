import Glibc

/// The system's calls for sockets, as Swift likes them.
enum SocketCalls {
  /// A new socket for an address, or what the system says.
  static func socket(for address: LinkAddress) throws(CardLinkError) -> Int32 {
    let family = address.isTCP ? AF_INET : AF_UNIX
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = Glibc.socket(family, kind, 0)
    guard descriptor >= 0 else { throw failure("a socket") }
    return descriptor
  }

  /// Calls `body` with the address as the system wants it.
  static func with<Result>(
    _ address: LinkAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) throws(CardLinkError) -> Result {
    switch address {
    case .tcp(let port):
      var name = sockaddr_in()
      name.sin_family = sa_family_t(AF_INET)
      name.sin_port = port.bigEndian
      name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      return withBytes(of: &name, body)
    case .unix(let path):
      var name = sockaddr_un()
      name.sun_family = sa_family_t(AF_UNIX)
      let bytes = Array(path.utf8)
      let room = MemoryLayout.size(ofValue: name.sun_path)
      guard bytes.count < room else {
        throw .refused("\(path) is too long for a socket; use a path below \(room) bytes")
      }
      withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
      return withBytes(of: &name, body)
    }
  }

  /// Whether a descriptor is ready, or was ended, before the time is up; -1 waits for ever.
  static func wait(_ descriptor: Int32, for events: Int16, milliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: events, revents: 0)
    while true {
      let count = poll(&request, 1, milliseconds)
      if count < 0 && errno == EINTR { continue }
      return count > 0
    }
  }

  static func failure(_ what: String) -> CardLinkError {
    .refused("\(what): \(String(cString: strerror(errno)))")
  }

  private static func withBytes<Name, Result>(
    of name: inout Name, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) -> Result {
    withUnsafeBytes(of: &name) { bytes in
      // Safe: the bytes are those of a socket address, which always has some.
      body(bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
    }
  }
}

extension LinkAddress {
  var isTCP: Bool { if case .tcp = self { true } else { false } }
}

extension FrameStream {
  /// Connects to whoever listens.
  public static func connect(to address: LinkAddress) throws(CardLinkError) -> FrameStream {
    let descriptor = try SocketCalls.socket(for: address)
    do throws(CardLinkError) {
      let result = try SocketCalls.with(address) { Glibc.connect(descriptor, $0, $1) }
      guard result == 0 else { throw .nothingListens("\(address)") }
    } catch {
      close(descriptor)
      throw error
    }
    return FrameStream(adopting: descriptor, isTCP: address.isTCP)
  }
}
