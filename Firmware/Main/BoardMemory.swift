import CBoard
import CardFlash

/// The board's region of memory that outlives power, as flash.
struct BoardMemory: FlashMemory {
  var wordCount: Int { Int(BOARD_BANK_BYTES) / 4 }

  func word(at index: Int) -> UInt64 { board_flash()[index] }

  mutating func setWord(_ word: UInt64, at index: Int) { board_flash()[index] = word }

  var usage: FlashUsage { flashUsage }

  mutating func setUsage(_ usage: FlashUsage) { flashUsage = usage }

  /// The processor loses its power with the memory.
  mutating func powerLost() { board_restart(1) }
}

// One thread, and no interrupt handler touches it. Outside the card, so that the line can order a cut.
nonisolated(unsafe) var flashUsage = FlashUsage()
