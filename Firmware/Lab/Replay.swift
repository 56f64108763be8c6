/// Plays a script on other boards and compares.
public enum Replay {
  /// Where the boards first differed from the twins; nil when nowhere.
  public static func firstDifference<Crypto: BoardCrypto>(
    from script: ReplayScript<Crypto>, on boards: [LabSeat: FirmwareBoard]
  ) throws -> String? {
    for (index, step) in script.steps.enumerated() {
      switch step {
      case .restart(let seat, let cut): try boards[seat]?.restart(cut: cut)
      case .exchange(let seat, let command, let expected):
        let answer = try boards[seat]?.exchange(command)
        guard answer == expected else {
          return "step \(index), \(seat): to \(hex(command)) the twin answered \(hex(expected)) "
            + "and the board \(hex(answer ?? []))"
        }
      }
    }
    for (seat, board) in boards {
      let words = try board.memory().words
      guard words == script.table.boards[seat]?.memory.words else {
        return "the memories of \(seat)'s cards differ at the end"
      }
    }
    return nil
  }
}
