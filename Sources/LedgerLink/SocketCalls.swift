import Glibc

/// The system's calls for sockets, as Swift likes them.
enum SocketCalls {
  /// A socket that listens at an address, and where: with the port that the system chose.
  static func listen(
    at wanted: ServiceAddress, backlog: Int32
  ) throws(ServiceError) -> (descriptor: Int32, address: ServiceAddress) {
    if case .unix(let path) = wanted { try clear(path) }
    let descriptor = try socket(for: wanted)
    do throws(ServiceError) {
      if wanted.isTCP { enable(SO_REUSEADDR, at: SOL_SOCKET, of: descriptor) }
      guard try with(wanted, { bind(descriptor, $0, $1) }) == 0 else {
        throw errno == EADDRINUSE ? .taken("\(wanted)") : failure("\(wanted)")
      }
      // Nobody connects before it listens.
      if case .unix(let path) = wanted, chmod(path, 0o600) != 0 { throw failure(path) }
      guard Glibc.listen(descriptor, backlog) == 0 else { throw failure("\(wanted)") }
      prepare(descriptor)
      return (descriptor, wanted.isTCP ? .tcp(port: try port(of: descriptor)) : wanted)
    } catch {
      close(descriptor)
      throw error
    }
  }

  /// A connected socket.
  static func connect(to address: ServiceAddress) throws(ServiceError) -> Int32 {
    let descriptor = try socket(for: address)
    do throws(ServiceError) {
      guard try with(address, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
        throw errno == ECONNREFUSED || errno == ENOENT
          ? .nothingListens("\(address)") : failure("\(address)")
      }
    } catch {
      close(descriptor)
      throw error
    }
    if address.isTCP { enable(TCP_NODELAY, at: Int32(IPPROTO_TCP), of: descriptor) }
    return descriptor
  }

  /// The next connection that waits; nil if none does, or none can be had.
  static func accept(_ listener: Int32, isTCP: Bool) -> Int32? {
    let descriptor = Glibc.accept(listener, nil, nil)
    guard descriptor >= 0 else { return nil }
    prepare(descriptor)
    if isTCP { enable(TCP_NODELAY, at: Int32(IPPROTO_TCP), of: descriptor) }
    return descriptor
  }

  /// Takes what is there, without waiting: 0 at the end, nil when nothing is there yet.
  static func receive(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int? {
    let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
    if count >= 0 { return count }
    // A connection that was torn is at its end.
    return errno == EAGAIN || errno == EINTR ? nil : 0
  }

  /// Hands over what the system takes; nil when the connection is torn.
  static func send(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int? {
    let count = bytes.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    if count >= 0 { return count }
    return errno == EAGAIN || errno == EINTR ? 0 : nil
  }

  /// Never waits, and is not for other programs.
  static func prepare(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  static func failure(_ what: String) -> ServiceError {
    .system("\(what): \(String(cString: strerror(errno)))")
  }

  /// Removes a socket that a killed service has left, and nothing else.
  private static func clear(_ path: String) throws(ServiceError) {
    var information = stat()
    guard lstat(path, &information) == 0 else { return }
    guard information.st_mode & S_IFMT == S_IFSOCK else { throw .taken(path) }
    do throws(ServiceError) {
      close(try connect(to: .unix(path: path)))
    } catch .nothingListens {
      unlink(path)
      return
    }
    throw .taken(path)
  }

  private static func socket(for address: ServiceAddress) throws(ServiceError) -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = Glibc.socket(address.isTCP ? AF_INET : AF_UNIX, kind, 0)
    guard descriptor >= 0 else { throw failure("a socket") }
    return descriptor
  }

  private static func enable(_ option: Int32, at level: Int32, of descriptor: Int32) {
    var on: Int32 = 1
    setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout.size(ofValue: on)))
  }

  private static func port(of descriptor: Int32) throws(ServiceError) -> UInt16 {
    var name = sockaddr_in()
    var size = socklen_t(MemoryLayout.size(ofValue: name))
    let result = withUnsafeMutableBytes(of: &name) { bytes in
      // Safe: the bytes are those of a socket address, which always has some.
      getsockname(descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), &size)
    }
    guard result == 0 else { throw failure("the port") }
    return UInt16(bigEndian: name.sin_port)
  }

  /// Calls `body` with the address as the system wants it.
  private static func with<Result>(
    _ address: ServiceAddress, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
  ) throws(ServiceError) -> Result {
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
        throw .system("\(path) is too long for a socket; use a path below \(room) bytes")
      }
      withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: bytes) }
      return withBytes(of: &name, body)
    }
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
