import CardLink

/// A tiny card: answers each command with its bytes backwards, how many it has had since power came,
/// and 9000. Class FF makes it answer one byte, as a card does that vanishes.
struct CounterCard: CardProcessor, Sendable, Equatable {
  private(set) var commands: UInt8 = 0
  private(set) var powerUps = 0

  let answerToReset: [UInt8] = [0x3B, 0x00]

  mutating func powerUp() {
    commands = 0
    powerUps += 1
  }

  mutating func process(_ command: [UInt8]) -> [UInt8] {
    commands &+= 1
    if command[0] == 0xFF { return [0x90] }
    return command.reversed() + [commands, 0x90, 0x00]
  }
}
