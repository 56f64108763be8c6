import Glibc
import Synchronization

/// What other threads have for a server's loop; whoever puts something in wakes it.
final class ServerPosts: Sendable {
  /// What became of an upload.
  struct Settled: Sendable {
    var connection: UInt64
    /// The answer's frame.
    var bytes: [UInt8]
    /// Of the upload.
    var heldBytes: Int
    var result: Result<Void, ServiceRefusal>
  }

  struct Contents: Sendable {
    var settled: [Settled] = []
    var mustEnd = false
    var isEmpty: Bool { settled.isEmpty && !mustEnd }
  }

  private let contents = Mutex(Contents())
  /// Readable while there is something.
  let wakeDescriptor: Int32
  private let wakingDescriptor: Int32

  init() throws(ServiceError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SocketCalls.failure("a pipe") }
    for end in ends { SocketCalls.prepare(end) }
    (wakeDescriptor, wakingDescriptor) = (ends[0], ends[1])
  }

  deinit {
    close(wakeDescriptor)
    close(wakingDescriptor)
  }

  func put(_ change: (inout Contents) -> Void) {
    let mustWake = contents.withLock { contents in
      defer { change(&contents) }
      return contents.isEmpty
    }
    guard mustWake else { return }
    var byte: UInt8 = 0
    // A full pipe wakes as well.
    _ = write(wakingDescriptor, &byte, 1)
  }

  func take() -> Contents {
    var bytes = [UInt8](repeating: 0, count: 16)
    while read(wakeDescriptor, &bytes, bytes.count) == bytes.count {}
    return contents.withLock { contents in
      defer { contents = Contents() }
      return contents
    }
  }
}
