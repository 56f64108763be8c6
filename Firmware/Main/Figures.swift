import CBoard
import CardFlash

/// What the last command cost: clock ticks, stack, flash operations. Told on demand.
struct Figures {
  private var ticks: UInt32 = 0
  private var stack: UInt32 = 0
  private var operations: UInt32 = 0

  mutating func measure(_ command: () -> Void) {
    board_paint_stack()
    let earlier = flashUsage.operations
    let start = board_ticks()
    command()
    ticks = (board_ticks() &- start) & 0xFF_FFFF
    stack = board_stack_used()
    operations = flashUsage.operations &- earlier
  }

  /// Ticks, bytes of stack from its top, operations, violations since power came, and bytes of the card
  /// in memory: four bytes each.
  func send() {
    Line.send(length: 22)
    Line.send(word: ticks)
    Line.send(word: stack)
    Line.send(word: operations)
    Line.send(word: flashUsage.violations)
    Line.send(word: UInt32(MemoryLayout<BoardCard>.size))
    Line.send(length: 0x9000)
  }
}
