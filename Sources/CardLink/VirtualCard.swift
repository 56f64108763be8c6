import Synchronization

/// A card that lies in a virtual reader: connects to the reader's socket and answers its frames. It
/// serves on the thread that calls, and can be stopped from any other.
public final class VirtualCard<Processor: CardProcessor & Sendable>: Sendable {
  /// Why a card is no longer in its reader.
  public enum Ending: Equatable, Sendable {
    /// The reader went away, or threw the card out.
    case readerGone
    /// `stop` was called.
    case stopped
  }

  private struct Place {
    var stream: FrameStream?
    var isStopped = false
  }

  private let card: Mutex<Processor>
  private let place = Mutex(Place())

  public init(_ processor: Processor) { card = Mutex(processor) }

  /// The card as it is now.
  public var processor: Processor { card.withLock { $0 } }

  /// Lies in the reader at this address until one of them goes.
  /// - Parameter observe: is told what happens, on the serving thread.
  public func serve(
    at address: LinkAddress, observe: (VirtualCardEvent) -> Void
  ) throws(CardLinkError) -> Ending {
    let stream = try FrameStream.connect(to: address)
    let isStopped = place.withLock { place in
      place.stream = stream
      return place.isStopped
    }
    defer { place.withLock { $0.stream = nil } }
    guard !isStopped else { return .stopped }
    // It had no power on its way here, whatever this reader says of it.
    card.withLock { $0.powerUp() }
    observe(.inserted)
    do throws(CardLinkError) {
      while true { try answer(try stream.receive(within: -1), on: stream, observe: observe) }
    } catch {
      guard case .torn = error else { throw error }
      return place.withLock { $0.isStopped } ? .stopped : .readerGone
    }
  }

  /// Takes the card out, now and for good. What it has begun it still finishes, as a card whose
  /// capacitor lasts: the answer is lost, and can be fetched again.
  public func stop() {
    place.withLock { place in
      place.isStopped = true
      place.stream?.shutDown()
    }
  }

  public var isStopped: Bool { place.withLock { $0.isStopped } }

  private func answer(
    _ frame: [UInt8], on stream: FrameStream, observe: (VirtualCardEvent) -> Void
  ) throws(CardLinkError) {
    if frame.count <= 1 {
      switch frame.first.flatMap(FrameControl.init(rawValue:)) {
      case .powerOff: observe(.powerOff)
      case .powerOn, .reset:
        card.withLock { $0.powerUp() }
        observe(.powerOn)
      case .answerToReset: try stream.send(card.withLock { $0.answerToReset })
      // A reader of a later version may say more; what asks for no answer does no harm.
      case nil: break
      }
      return
    }
    let response = card.withLock { $0.process(frame) }
    observe(.exchange(command: frame, response: response))
    try stream.send(response)
  }
}
