import CardLab
import Foundation
import Testing
import Wire

/// The board under the card: power, memory, failures.
@Suite("The board", .enabled(if: TestMachine.isThere), .serialized) struct BoardTests {
  static let select: [UInt8] = [
    0x00, 0xA4, 0x04, 0x00, 0x09, 0xF0, 0x4B, 0x4F, 0x4E, 0x54, 0x41, 0x4E, 0x54, 0x01, 0x00,
  ]
  static let generateKey: [UInt8] = [0x80, 0x40, 0x00, 0x00, 0x00]
  static let readKey: [UInt8] = [0x00, 0xCA, 0x01, 0x07, 0x00]

  @Test("answers a reset as the specification says (APD-1)") func answerToReset() throws {
    try TestMachine.withFolder { folder in
      let board = try TestMachine.board(folder)
      #expect(
        try board.answerToReset() == [
          0x3B, 0x8A, 0x80, 0x01, 0x80, 0x31, 0xC0, 0x73, 0xC0, 0x21, 0xC0, 0x82, 0x90, 0x00, 0x3A,
        ])
    }
  }

  @Test("keeps its memory when the machine is killed") func killed() throws {
    try TestMachine.withFolder { folder in
      func key(_ first: [UInt8]) throws -> [UInt8] {
        let board = try TestMachine.board(folder)
        _ = try board.exchange(Self.select)
        return try board.exchange(first)
      }
      let made = try key(Self.generateKey)
      #expect(made.count == 68 && made.suffix(2) == [0x90, 0x00])
      #expect(try key(Self.readKey) == made)
    }
  }

  @Test("never draws the same twice from its seed, restarted or not") func seeds() throws {
    try TestMachine.withFolder { folder in
      let board = try TestMachine.board(folder)
      let blank = try board.memory().words
      var keys: Set<[UInt8]> = []
      for _ in 0..<4 {
        let seed = try board.memory().seed
        try board.setMemory(blank, seed: seed)
        try board.restart(cut: nil)
        _ = try board.exchange(Self.select)
        keys.insert(try board.exchange(Self.generateKey))
      }
      #expect(keys.count == 4)
    }
  }

  @Test("answers nothing to a command that lost its power, and is up again after it") func lost()
    throws
  {
    try TestMachine.withFolder { folder in
      let board = try TestMachine.board(folder)
      try board.restart(cut: OrderedCut(operations: 5, pattern: 2))
      _ = try board.exchange(Self.select)
      #expect(try board.exchange(Self.generateKey) == [])
      #expect(try board.exchange(Self.readKey) == [0x6D, 0x00], "not selected after power")
      _ = try board.exchange(Self.select)
      #expect(try board.exchange(Self.generateKey).suffix(2) == [0x90, 0x00])
      #expect(try board.figures().violations == 0)
    }
  }

  @Test("says on its console where it failed, and stops") func fails() throws {
    try TestMachine.withFolder { folder in
      let board = try TestMachine.board(folder)
      #expect(throws: LabError.self) { try board.trap() }
      #expect(board.consoleText.hasPrefix("firmware: fault pc "))
    }
  }

  @Test("without an image the runner says how to build one") func missing() throws {
    try TestMachine.withFolder { folder in
      _ = #expect {
        _ = try FirmwareBoard(
          FirmwareSetup(
            image: folder.appending(path: "none.elf"), folder: folder, seed: .zero))
      } throws: { "\($0)".contains("make firmware") }
    }
  }
}
