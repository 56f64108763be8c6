import Card
import CardCrypto
import CardFlash
import Purse
import Wire

/// The sweep once more, in the firmware: power goes at a flash operation there and in the twin, and both
/// must have the same memory afterwards, byte for byte, show the same, and go on alike. What the
/// twin's states are worth, `Sweep` says.
public struct FirmwareSweep {
  public typealias Crypto = BearSSLPurseCrypto<SeedEntropy>

  private let sweep: Sweep<Crypto>
  private let board: FirmwareBoard

  /// - Parameter board: a machine of one's own; its memory is overwritten.
  public init(on board: FirmwareBoard) throws {
    self.board = board
    func crypto(_ number: UInt64) -> Crypto {
      Crypto(entropy: SeedEntropy(seed: Word32(0x5EED, 0, 0, number)))
    }
    sweep = try Sweep(fresh: LabTable(bank: crypto(1), alice: crypto(2), bob: crypto(3)))
  }

  /// Cuts at every `stride`th operation, from the first on, each with another of the ordinary patterns.
  public func run(_ item: SweepCase<Crypto>, stride: Int) throws -> Sweep<Crypto>.Result {
    let subject = try sweep.prepare(item)
    var result = Sweep<Crypto>.Result()
    result.operations = subject.operations
    for operation in Swift.stride(from: 0, to: subject.operations, by: stride) {
      let pattern = UInt8(result.cuts % Sweep<Crypto>.patterns(bitByBit: false).count)
      let cut = OrderedCut(operations: UInt16(operation), pattern: pattern)
      result.cuts += 1
      if let fault = try difference(subject, cut) {
        result.faults.append("\(item.name), operation \(operation), pattern \(pattern): \(fault)")
      } else {
        result.states += 1
      }
    }
    return result
  }

  /// What it costs to open a card with its journal in use, when power comes.
  public func measurePowerUp(before item: SweepCase<Crypto>) throws -> FirmwareBoard.Figures {
    try lay(try sweep.prepare(item))
    try board.restart(cut: nil)
    return try board.figures()
  }

  /// Without any cut: what the command costs.
  public func measure(_ item: SweepCase<Crypto>) throws -> FirmwareBoard.Figures {
    let subject = try sweep.prepare(item)
    try lay(subject)
    try board.restart(cut: nil)
    _ = try board.exchange(LabCommand.select.extended)
    let answer = try board.exchange(subject.command)
    guard answer.suffix(2) == subject.answer.suffix(2) else {
      throw LabError.refused(subject.command, answer)
    }
    return try board.figures()
  }

  private func lay(_ subject: Sweep<Crypto>.Subject) throws {
    let card = subject.board
    try board.setMemory(card.memory.words, seed: card.seed)
  }

  private func difference(
    _ subject: Sweep<Crypto>.Subject, _ cut: OrderedCut
  ) throws -> String? {
    var twin = subject.board.started(with: subject.board.memory, cut: cut)
    try lay(subject)
    try board.restart(cut: cut)
    for command in [LabCommand.select.extended, subject.command] {
      guard try board.exchange(command) == twin.exchange(command) else { return "another answer" }
    }
    guard try board.memory().words == twin.memory.words else { return "another memory" }
    var answers: [[UInt8]] = []
    twin.look { answers.append($1) }
    var shown = answers[...]
    var other = board
    var isSame = true
    other.look { isSame = isSame && shown.popFirst() == $1 }
    guard isSame, shown.isEmpty else { return "shows something else" }
    guard try board.exchange(subject.command) == twin.exchange(subject.command) else {
      return "another answer to the command again"
    }
    guard try board.memory().words == twin.memory.words else { return "another memory at the end" }
    return try board.figures().violations == 0 ? nil : "a word was programmed twice"
  }
}

extension TwinBoard where Crypto == BearSSLPurseCrypto<SeedEntropy> {
  /// What the next power-up draws from.
  var seed: Word32 { card.purse.crypto.entropy.seed }
}
