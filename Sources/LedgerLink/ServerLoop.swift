import Glibc
import Wire

/// The server's one thread: waits for all connections at once, and never for one of them.
struct ServerLoop {
  private let listener: Int32
  private let address: ServiceAddress
  private let service: LedgerService
  private let limits: ServiceLimits
  private let posts: ServerPosts
  private var connections: [UInt64: ServiceConnection] = [:]
  private var nextID: UInt64 = 1
  private var status = ServiceStatus()
  /// Of the uploads that are held, those of closed connections among them.
  private var heldBytes = 0
  private var unanswered = 0
  private var ending: LedgerServer.Ending?
  /// The system gave no descriptor; the listener is left alone until the clock is looked at again.
  private var mayAccept = true
  private var chunk = [UInt8](repeating: 0, count: ServiceLimits.chunk)
  private let clock = ContinuousClock()
  private var lastTick: ContinuousClock.Instant

  init(
    listener: Int32, address: ServiceAddress, service: LedgerService, limits: ServiceLimits,
    posts: ServerPosts
  ) {
    self.listener = listener
    self.address = address
    self.service = service
    self.limits = limits
    self.posts = posts
    lastTick = clock.now
  }

  mutating func run() -> LedgerServer.Ending {
    while true {
      takePosts()
      tend()
      if let ending, connections.isEmpty, unanswered == 0 { return ending }
      wait()
    }
  }

  /// Answers that have come from the ledger, and the wish to end.
  private mutating func takePosts() {
    let new = posts.take()
    let now = clock.now
    for settled in new.settled {
      unanswered -= 1
      heldBytes -= settled.heldBytes
      count(settled.result)
      let connection = connections[settled.connection]
      connection?.settled(bytes: settled.heldBytes)
      connection?.answer(settled.bytes, now: now)
    }
    if new.mustEnd { end(.stopped) }
  }

  private mutating func count(_ result: Result<Void, ServiceRefusal>) {
    switch result {
    case .success: status.granted += 1
    case .failure(let refusal) where refusal.isHalted: end(.halted)
    case .failure(let refusal) where refusal.isBusy:
      status.taken -= 1
      status.busy += 1
    case .failure(.unavailable): status.unavailable += 1
    case .failure: status.refused += 1
    }
  }

  private mutating func end(_ new: LedgerServer.Ending) {
    // A store that fails while the service ends is told all the same.
    if ending == nil { stopListening() }
    if ending == nil || new == .halted { ending = new }
    for connection in connections.values { connection.beginClosing() }
  }

  private func stopListening() {
    // First: once nobody listens there, the next service may make its own.
    if case .unix(let path) = address { unlink(path) }
    shutdown(listener, Int32(SHUT_RDWR))
  }

  /// Ends what has come to its end, and looks at the clock now and then.
  private mutating func tend() {
    let now = clock.now
    let isTick = now - lastTick >= .milliseconds(limits.tickMilliseconds)
    if isTick {
      lastTick = now
      mayAccept = true
    }
    for connection in connections.values {
      if isTick, connection.isTooSlow(now) { giveUp(connection, .tooSlow, now) }
      connection.flush(now: now)
      connection.endIfDone(now)
      if connection.isDead { forget(connection) }
    }
  }

  private mutating func forget(_ connection: ServiceConnection) {
    connections[connection.id] = nil
    // What the ledger has not got yet is held no more.
    heldBytes -= connection.unfinishedBytes
  }

  private mutating func giveUp(
    _ connection: ServiceConnection, _ refusal: ServiceRefusal, _ now: ContinuousClock.Instant
  ) {
    refuse(0, refusal, connection, now)
    connection.beginClosing()
  }

  private mutating func wait() {
    let ready = Array(connections.values)
    var polled = [
      pollfd(fd: posts.wakeDescriptor, events: Int16(POLLIN), revents: 0),
      // A negative descriptor is looked over.
      pollfd(
        fd: ending == nil && mayAccept ? listener : -1, events: Int16(POLLIN), revents: 0),
    ]
    polled += ready.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    guard poll(&polled, nfds_t(polled.count), Int32(limits.tickMilliseconds)) > 0 else { return }
    let now = clock.now
    for (connection, polled) in zip(ready, polled.dropFirst(2)) where polled.revents != 0 {
      serve(connection, polled.revents, now)
    }
    if polled[1].revents != 0 { acceptNew(now) }
  }

  private mutating func serve(
    _ connection: ServiceConnection, _ events: Int16, _ now: ContinuousClock.Instant
  ) {
    if events & Int16(POLLOUT) != 0 { connection.becameWritable() }
    if events & Int16(POLLIN) != 0 { receive(connection, now) }
    if events & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { connection.hungUp() }
  }

  private mutating func acceptNew(_ now: ContinuousClock.Instant) {
    while let descriptor = SocketCalls.accept(listener, isTCP: address.isTCP) {
      let connection = ServiceConnection(
        id: nextID, descriptor: descriptor, limits: limits, now: now)
      nextID += 1
      // Those that only hear why they are closed have a bound, too.
      guard connections.count < limits.connections + Self.mostTurnedAway else { continue }
      if !makeRoom() { giveUp(connection, .busy, now) }
      connections[connection.id] = connection
    }
    // Where the system gives no descriptor, those that are open come first.
    mayAccept = errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM
  }

  /// Makes sure of room for one more connection (SRV-11).
  private mutating func makeRoom() -> Bool {
    let open = connections.values.filter { !$0.isClosing }
    guard open.count >= limits.connections else { return true }
    guard let oldest = open.filter(\.isIdle).min(by: { $0.lastUsed < $1.lastUsed }) else {
      return false
    }
    forget(oldest)
    return true
  }

  private static let mostTurnedAway = 64
}

extension ServerLoop {
  private mutating func receive(_ connection: ServiceConnection, _ now: ContinuousClock.Instant) {
    var events: [FrameReader.Event] = []
    let room = limits.heldBytes - heldBytes
    let before = connection.heldBytes
    var chosen = 0
    do throws(FramingLost) {
      try connection.receive(
        into: &chunk, now: now,
        mayKeep: { head in
          guard head.kind == ServiceRequest.Kind.upload.rawValue else { return head.length == 0 }
          guard chosen + head.length <= room else { return false }
          chosen += head.length
          return true
        }, handle: { events.append($0) })
    } catch {
      heldBytes += connection.heldBytes - before
      for event in events { handle(event, of: connection, now) }
      return giveUp(connection, .framing, now)
    }
    heldBytes += connection.heldBytes - before
    for event in events { handle(event, of: connection, now) }
  }

  private mutating func handle(
    _ event: FrameReader.Event, of connection: ServiceConnection, _ now: ContinuousClock.Instant
  ) {
    switch event {
    case .frame(let frame) where frame.kind == ServiceRequest.Kind.upload.rawValue:
      take(frame, of: connection, now)
    case .frame(let frame) where frame.kind == ServiceRequest.Kind.status.rawValue:
      status.connections = UInt64(connections.count)
      status.isEnding = ending != nil
      status.figures = service.figures()
      connection.answer(ServiceAnswer.status(status).frame(frame.number).bytes, now: now)
    case .frame(let frame): refuse(frame.number, .unknownRequest, connection, now)
    case .skipped(let head): refuse(head.number, refusal(of: head), connection, now)
    }
  }

  private mutating func refusal(of skipped: FrameHead) -> ServiceRefusal {
    switch ServiceRequest.Kind(rawValue: skipped.kind) {
    case .upload:
      status.busy += 1
      return .busy
    case .status: return .malformed("a status has no body")
    case nil: return .unknownRequest
    }
  }

  private func refuse(
    _ number: UInt64, _ refusal: ServiceRefusal, _ connection: ServiceConnection,
    _ now: ContinuousClock.Instant
  ) {
    connection.answer(ServiceAnswer.refusal(refusal).frame(number).bytes, now: now)
  }

  /// Gives an upload to the ledger, whose answer comes back as a post.
  private mutating func take(
    _ frame: ServiceFrame, of connection: ServiceConnection, _ now: ContinuousClock.Instant
  ) {
    let size = frame.body.count
    let upload: Packet
    do throws(WireError) {
      upload = try Packet(frame.body)
    } catch {
      heldBytes -= size
      connection.released(bytes: size)
      return refuse(frame.number, .malformed("\(error)"), connection, now)
    }
    status.taken += 1
    unanswered += 1
    connection.took()
    let (id, posts) = (connection.id, posts)
    service.offer(upload) { result in
      let answer: ServiceAnswer =
        switch result {
        case .success(let outcome): .grant(outcome)
        case .failure(let refusal): .refusal(refusal)
        }
      let settled = ServerPosts.Settled(
        connection: id, bytes: answer.frame(frame.number).bytes, heldBytes: size,
        result: result.map { _ in })
      posts.put { $0.settled.append(settled) }
    }
  }
}
