/// What happens to a card in a reader.
public enum VirtualCardEvent: Equatable, Sendable {
  case inserted
  case powerOn
  case powerOff
  /// The reader went away.
  case readerGone
  /// PINs and keys may be in it: show the header and the lengths, never the data.
  case exchange(command: [UInt8], response: [UInt8])
}
