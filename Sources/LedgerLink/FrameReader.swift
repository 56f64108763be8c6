/// Makes frames of a stream of bytes, however it is cut. Bytes in, events out; it reads nothing itself.
struct FrameReader: Sendable {
  enum Event: Equatable, Sendable {
    case frame(ServiceFrame)
    /// A frame whose body was not kept, after its end.
    case skipped(FrameHead)
  }

  /// Longest body, in bytes.
  private let longest: Int
  private let mayBeZero: Bool
  private var start: [UInt8] = []
  private var head: FrameHead?
  private var isKept = false
  private var body: [UInt8] = []
  private var left = 0

  /// - Parameter mayBeZero: whether number 0 is a frame's, as that of an answer to no request.
  init(longest: Int, mayBeZero: Bool) {
    self.longest = longest
    self.mayBeZero = mayBeZero
  }

  /// Whether the last frame is whole and the next one not begun.
  var isBetweenFrames: Bool { head == nil && start.isEmpty }

  /// Takes bytes off the front until a frame has ended; nil when all are taken.
  /// - Parameter mayKeep: asked once for each frame, before its body.
  mutating func next(
    _ input: inout ArraySlice<UInt8>, mayKeep: (FrameHead) -> Bool
  ) throws(FramingLost) -> Event? {
    if head == nil {
      takeStart(&input)
      guard start.count == FrameHead.size else { return nil }
      let new = try parsedHead()
      head = new
      left = new.length
      isKept = mayKeep(new)
    }
    let part = input.prefix(left)
    if isKept { body += part }
    left -= part.count
    input = input.dropFirst(part.count)
    guard left == 0, let head else { return nil }
    defer { self = FrameReader(longest: longest, mayBeZero: mayBeZero) }
    guard isKept else { return .skipped(head) }
    return .frame(ServiceFrame(number: head.number, kind: head.kind, body: body))
  }

  private mutating func takeStart(_ input: inout ArraySlice<UInt8>) {
    let part = input.prefix(FrameHead.size - start.count)
    start += part
    input = input.dropFirst(part.count)
  }

  private func parsedHead() throws(FramingLost) -> FrameHead {
    let length = start[..<4].reduce(0) { $0 << 8 | Int($1) }
    let number = start[4..<12].reduce(0) { $0 << 8 | UInt64($1) }
    guard length >= FrameHead.counted, length - FrameHead.counted <= longest,
      mayBeZero || number > 0
    else { throw FramingLost() }
    return FrameHead(length: length - FrameHead.counted, number: number, kind: start[12])
  }
}
