import Card

extension Board {
  /// Asks for everything that can be read without changing the card, and tells each command with its
  /// answer.
  mutating func look(_ tell: ([UInt8], [UInt8]) throws -> Void) rethrows {
    var status = Fields([])
    let reading = [LabCommand.select] + (1...8).map { LabCommand.read($0) }
    for (index, command) in reading.enumerated() {
      let answer = exchangeOrNothing(command)
      if index == 1 { status = Fields(answer.dropLast(2)) }
      try tell(command.extended, answer)
    }
    let list = LabCommand(0x34, object(.part, number: 0))
    try tell(list.extended, exchangeOrNothing(list))
    let payment = LabCommand(0x2E, object(.sequence, number: status.number(.sequence)))
    try tell(payment.extended, exchangeOrNothing(payment))
    var next = LabCommand.readFirstEntry
    while true {
      let entry = exchangeOrNothing(next)
      try tell(next.extended, entry)
      guard entry.suffix(2) == [0x90, 0x00] else { return }
      next = .readNextEntry
    }
  }

  private mutating func exchangeOrNothing(_ command: LabCommand) -> [UInt8] {
    (try? exchange(command.extended)) ?? []
  }
}
