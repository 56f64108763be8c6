import Glibc

@testable import CardLink

/// The other end of a stream, byte by byte: what no well-behaved peer would do.
final class RawPeer: Sendable {
  private let descriptor: Int32
  /// The end under test.
  let stream: FrameStream

  init() {
    var ends: [Int32] = [-1, -1]
    let result = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends)
    precondition(result == 0, "no pair of sockets")
    descriptor = ends[0]
    stream = FrameStream(adopting: ends[1], isTCP: false)
  }

  deinit { close(descriptor) }

  /// Sends bytes one at a time, so that each read finds the frame unfinished.
  func send(_ bytes: [UInt8]) {
    for byte in bytes {
      var byte = byte
      precondition(write(descriptor, &byte, 1) == 1, "the peer is gone")
    }
  }

  func receive(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = recv(descriptor, &bytes, count, Int32(MSG_WAITALL))
    return Array(bytes.prefix(max(0, got)))
  }

  func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
