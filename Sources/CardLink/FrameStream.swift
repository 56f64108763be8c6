import Glibc
import Synchronization

/// Frames over a byte stream, as vpcd has them: a big-endian 16-bit length, then so many bytes. A
/// frame of one byte is a `FrameControl`, a longer one an APDU.
///
/// Whoever waits in `receive` is woken by `shutDown` from any thread. The descriptor is closed with
/// the last user, so that no other thread ever waits on a number that has become another file.
public final class FrameStream: Sendable {
  private let descriptor: Int32
  /// TCP holds an acknowledgement back for 40 ms unless it is told not to, after every receive.
  private let isTCP: Bool
  private let hasShutDown = Atomic<Bool>(false)

  /// - Parameter descriptor: a connected stream socket; closed by this object.
  init(adopting descriptor: Int32, isTCP: Bool) {
    self.descriptor = descriptor
    self.isTCP = isTCP
    if isTCP { enable(TCP_NODELAY) }
  }

  deinit { close(descriptor) }

  /// Sends one frame whole, or throws.
  public func send(_ frame: [UInt8]) throws(CardLinkError) {
    guard frame.count <= CardLinkLimits.frame else { throw .noCommand(bytes: frame.count) }
    let bytes = [UInt8(frame.count >> 8), UInt8(frame.count & 0xFF)] + frame
    var sent = 0
    while sent < bytes.count {
      try wait(for: Int16(POLLOUT), milliseconds: CardLinkLimits.connectMilliseconds)
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.send(
          descriptor, UnsafeRawBufferPointer(rebasing: buffer[sent...]).baseAddress,
          bytes.count - sent, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      guard count > 0 else { throw .torn }
      sent += count
    }
  }

  /// Waits for one whole frame. A peer that ends, breaks off or is silent for too long is torn.
  /// - Parameter milliseconds: how long it may take to begin; -1 waits for ever.
  public func receive(within milliseconds: Int32) throws(CardLinkError) -> [UInt8] {
    let length = try receive(count: 2, within: milliseconds)
    let count = Int(length[0]) << 8 | Int(length[1])
    return try receive(count: count, within: CardLinkLimits.answerMilliseconds)
  }

  /// Ends the stream for both sides: whoever waits is woken.
  public func shutDown() {
    hasShutDown.store(true, ordering: .relaxed)
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  /// Whether this side ended it.
  public var isShutDown: Bool { hasShutDown.load(ordering: .relaxed) }

  private func receive(
    count: Int, within milliseconds: Int32
  ) throws(CardLinkError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var received = 0
    while received < count {
      try wait(
        for: Int16(POLLIN),
        milliseconds: received == 0 ? milliseconds : CardLinkLimits.answerMilliseconds)
      let got = bytes.withUnsafeMutableBytes { buffer in
        recv(
          descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[received...]).baseAddress,
          count - received, 0)
      }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { throw .torn }
      if isTCP { enable(TCP_QUICKACK) }
      received += got
    }
    return bytes
  }

  private func wait(for events: Int16, milliseconds: Int32) throws(CardLinkError) {
    guard SocketCalls.wait(descriptor, for: events, milliseconds: milliseconds) else {
      throw .torn
    }
  }

  private func enable(_ option: Int32) {
    var on: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), option, &on, socklen_t(MemoryLayout.size(ofValue: on)))
  }
}
