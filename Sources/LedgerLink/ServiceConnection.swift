import Glibc

/// One client of a server: what of its frames has come and what of its answers has gone. Belongs to
/// the server's loop, and to no other thread.
final class ServiceConnection {
  let id: UInt64
  let descriptor: Int32
  private let limits: ServiceLimits
  private var reader = FrameReader(longest: ServiceLimits.request, mayBeZero: false)
  private var unsent: [UInt8] = []
  private var sent = 0
  private var isBlocked = false
  /// Uploads taken and not answered, and the bytes of these and of the one that is coming.
  private(set) var unanswered = 0
  private(set) var heldBytes = 0
  /// Of these, the one that is coming.
  private(set) var unfinishedBytes = 0
  private(set) var lastUsed: ContinuousClock.Instant
  private var frameBegan: ContinuousClock.Instant?
  private var unreadSince: ContinuousClock.Instant?
  /// No more requests are taken; what is answered goes out, then the connection is closed.
  private(set) var isClosing = false
  /// The client has sent all it will.
  private var hasEnded = false
  /// Our side has ended, too, and the client's rest is only waited for.
  private var lingersSince: ContinuousClock.Instant?
  /// Nothing more comes or goes.
  private(set) var isDead = false

  /// - Parameter descriptor: a connected socket that never waits; closed by this object.
  init(
    id: UInt64, descriptor: Int32, limits: ServiceLimits, now: ContinuousClock.Instant
  ) {
    self.id = id
    self.descriptor = descriptor
    self.limits = limits
    lastUsed = now
  }

  deinit { close(descriptor) }

  /// In no frame, and with no upload or answer under way, or about to be closed (SRV-11).
  var isIdle: Bool {
    lingersSince != nil || (reader.isBetweenFrames && unanswered == 0 && unread == 0)
  }

  private var unread: Int { unsent.count - sent }

  /// What to wait for, as `poll` takes it (SRV-9).
  var events: Int16 {
    var events: Int16 = 0
    if isClosing ? !hasEnded : wantsMore { events |= Int16(POLLIN) }
    if unread > 0 { events |= Int16(POLLOUT) }
    return events
  }

  private var wantsMore: Bool {
    !hasEnded && unanswered < limits.unanswered && heldBytes < limits.connectionBytes
      && unread < limits.unreadBytes
  }

  /// Takes what has come, and calls back for each frame that has ended.
  /// - Parameter mayKeep: whether there is room for a frame's body.
  func receive(
    into chunk: inout [UInt8], now: ContinuousClock.Instant, mayKeep: (FrameHead) -> Bool,
    handle: (FrameReader.Event) -> Void
  ) throws(FramingLost) {
    guard !hasEnded, let count = SocketCalls.receive(descriptor, into: &chunk) else { return }
    hasEnded = count == 0
    if isClosing { return }
    lastUsed = now
    var input = chunk[..<count]
    while let event = try next(&input, mayKeep) {
      handle(event)
      frameBegan = nil
      unfinishedBytes = 0
    }
    frameBegan = reader.isBetweenFrames ? nil : frameBegan ?? now
  }

  private func next(
    _ input: inout ArraySlice<UInt8>, _ mayKeep: (FrameHead) -> Bool
  ) throws(FramingLost) -> FrameReader.Event? {
    try reader.next(&input) { head in
      guard mayKeep(head) else { return false }
      heldBytes += head.length
      unfinishedBytes = head.length
      return true
    }
  }

  /// An upload was given to the ledger; its bytes are held until it is answered.
  func took() { unanswered += 1 }

  /// An upload was answered, or is not to be.
  func settled(bytes: Int) {
    unanswered -= 1
    heldBytes -= bytes
  }

  /// Bytes of a frame are not held any more.
  func released(bytes: Int) { heldBytes -= bytes }

  /// Puts an answer behind those that have not gone yet.
  func answer(_ bytes: [UInt8], now: ContinuousClock.Instant) {
    guard !isDead, lingersSince == nil else { return }
    if unread == 0 {
      unsent.removeAll(keepingCapacity: unsent.count <= ServiceLimits.chunk)
      sent = 0
      unreadSince = now
    }
    unsent += bytes
    lastUsed = now
  }

  /// The client takes answers again.
  func becameWritable() { isBlocked = false }

  /// Hands over what the client takes.
  func flush(now: ContinuousClock.Instant) {
    guard unread > 0, !isBlocked else { return }
    guard let count = SocketCalls.send(unsent[sent...], to: descriptor) else {
      isDead = true
      return
    }
    sent += count
    isBlocked = unread > 0
    if count > 0 { unreadSince = now }
    if sent > ServiceLimits.chunk, sent > unsent.count / 2 {
      unsent.removeFirst(sent)
      sent = 0
    }
  }

  /// Takes no more requests.
  func beginClosing() { isClosing = true }

  /// The connection has an error or nobody at its other end, and what had come is read.
  func hungUp() { if hasEnded || events & Int16(POLLIN) == 0 { isDead = true } }

  /// Looks at the clock (SRV-10). Returns true if a frame has taken too long.
  func isTooSlow(_ now: ContinuousClock.Instant) -> Bool {
    let patience = Duration.milliseconds(limits.patienceMilliseconds)
    // While nothing is read the client cannot end its frame.
    if !wantsMore, frameBegan != nil { frameBegan = now }
    if unread > 0, let unreadSince, now - unreadSince > patience { isDead = true }
    guard !isClosing, let frameBegan else { return false }
    return now - frameBegan > patience
  }

  /// Ends our side when all is answered, and the connection when the client's has ended, too: closed
  /// with bytes unread it would lose its last answer.
  func endIfDone(_ now: ContinuousClock.Instant) {
    guard isClosing || hasEnded, unanswered == 0, unread == 0 else { return }
    isClosing = true
    let since = lingersSince ?? now
    if lingersSince == nil { shutdown(descriptor, Int32(SHUT_WR)) }
    lingersSince = since
    if hasEnded || now - since > .milliseconds(limits.lingerMilliseconds) { isDead = true }
  }
}
