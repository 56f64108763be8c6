/// What a frame too short for a command says to the board and not to the card. The first four are the
/// virtual reader's; the others belong to the simulation, and no product has them (Firmware/README.md).
enum Control: UInt8 {
  case powerOff = 0
  case powerOn = 1
  case reset = 2
  case answerToReset = 4
  /// What the last command cost.
  case figures = 0xF0
  /// Lose power at a flash operation to come.
  case cutPower = 0xF1
  /// Fail, to see that a failure is told.
  case trap = 0xF2

  /// A frame of fewer bytes that begins with one of the last is a control (a command's class is less).
  static let shortestCommand = 5
}
