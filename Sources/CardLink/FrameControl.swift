/// A frame of one byte: what a reader does to a card besides sending it commands.
public enum FrameControl: UInt8, Sendable {
  case powerOff = 0
  case powerOn = 1
  case reset = 2
  /// The only one that is answered: by a frame with the answer to reset.
  case answerToReset = 4

  var frame: [UInt8] { [rawValue] }
}
