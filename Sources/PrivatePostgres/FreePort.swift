import Glibc

/// A TCP port of this machine that nobody listens on.
enum FreePort {
  static func find() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutableBytes(of: &name) { bytes -> Int32 in
      guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else {
        return -1
      }
      return bind(descriptor, address, size) == 0 ? getsockname(descriptor, address, &size) : -1
    }
    guard descriptor >= 0, result == 0 else {
      throw PostgresServerError.failed("bind", said: String(cString: strerror(errno)))
    }
    return Int(UInt16(bigEndian: name.sin_port))
  }
}
