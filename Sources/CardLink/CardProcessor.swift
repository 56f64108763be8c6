/// The card's end of a way to it: whatever answers command APDUs.
public protocol CardProcessor {
  /// The response to a command APDU, status word included.
  mutating func process(_ command: [UInt8]) -> [UInt8]
  /// Power went and came back.
  mutating func powerUp()
  var answerToReset: [UInt8] { get }
}
