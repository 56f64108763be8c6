import Card
import CardFlash

/// Cuts the power at every flash operation of a command, with the word in work torn in many ways, and
/// looks at the card that comes up again: it is as before the command or as after it, and the command
/// again ends where it would have ended (JRN-4, APD-12).
public struct Sweep<Crypto: BoardCrypto>: Sendable {
  public typealias Board = TwinBoard<Crypto>

  /// What was found, for people and programs.
  public struct Result: Equatable, Sendable {
    /// Flash operations of the command.
    public var operations = 0
    /// Cuts tried, and different memories that they left.
    public var cuts = 0
    public var states = 0
    public var faults: [String] = []
  }

  /// A card, what it gets, and what it must be like before and after.
  struct Subject {
    let item: SweepCase<Crypto>
    let board: Board
    let command: [UInt8]
    let before: [[UInt8]]
    /// One try of the PIN taken and nothing else.
    let tried: [[UInt8]]
    let after: [[UInt8]]
    let afterAgain: [[UInt8]]
    let answer: [UInt8]
    let answerAgain: [UInt8]
    let operations: Int
  }

  private let fresh: LabTable<Crypto>
  private let issued: LabTable<Crypto>

  public init(fresh: LabTable<Crypto>) throws {
    self.fresh = fresh
    var table = fresh
    try table.issue()
    issued = table
  }

  /// Every cut with the ordinary patterns. Bit by bit where the command is short, and at the end of a
  /// longer one, where the bank's header is written.
  public func run(_ item: SweepCase<Crypto>, stride: Int = 1) throws -> Result {
    let subject = try prepare(item)
    var result = Result()
    result.operations = subject.operations
    var seen: Set<[UInt64]> = []
    for operation in Swift.stride(from: 0, to: subject.operations, by: stride) {
      let isShort = subject.operations <= Self.shortCommand
      let bitByBit = stride == 1 && (isShort || operation >= subject.operations - 4)
      for pattern in Self.patterns(bitByBit: bitByBit) {
        let cut = OrderedCut(operations: UInt16(operation), pattern: pattern)
        result.cuts += 1
        check(subject, cut, &seen, &result)
      }
    }
    return result
  }

  /// Numbers of torn words (`PowerCut.mask`).
  static func patterns(bitByBit: Bool) -> [UInt8] {
    Array(0...7) + (bitByBit ? Array(64..<192) : [])
  }

  private static var shortCommand: Int { 120 }

  func prepare(_ item: SweepCase<Crypto>) throws -> Subject {
    var table = item.isIssued ? issued : fresh
    let (seat, labCommand) = try item.prepare(&table)
    guard let ready = table.boards[seat] else { throw LabError.failed("nobody sits there") }
    let command = labCommand.extended
    let board = ready.started(with: ready.memory)
    var whole = Self.selected(board)
    let answer = whole.exchange(command)
    var again = Self.selected(board.started(with: whole.memory))
    let answerAgain = again.exchange(command)
    if item.repeats, answer != answerAgain || answer.suffix(2) != [0x90, 0x00] {
      throw LabError.failed("\(item.name): \(hex(answer)), and again: \(hex(answerAgain))")
    }
    var tried = Self.selected(board)
    _ = tried.exchange(LabCommand.verify(Array("0000".utf8)).extended)
    return Subject(
      item: item, board: board, command: command, before: Self.picture(board),
      tried: item.takesTry ? Self.picture(board.started(with: tried.memory)) : [],
      after: Self.picture(board.started(with: whole.memory)),
      afterAgain: Self.picture(board.started(with: again.memory)), answer: answer,
      answerAgain: answerAgain, operations: Int(whole.memory.usage.operations))
  }

  private func check(
    _ subject: Subject, _ cut: OrderedCut, _ seen: inout Set<[UInt64]>, _ result: inout Result
  ) {
    func fault(_ what: String) {
      result.faults.append(
        "\(subject.item.name), operation \(cut.operations), pattern \(cut.pattern): \(what)")
    }
    var torn = Self.selected(subject.board.started(with: subject.board.memory, cut: cut))
    let lost = torn.exchange(subject.command)
    guard lost.isEmpty else { return fault("the power did not go") }
    guard torn.violations == 0 else { return fault("a word was programmed twice") }
    guard seen.insert(torn.memory.words).inserted else { return }
    result.states += 1
    let up = subject.board.started(with: torn.memory)
    let picture = Self.picture(up)
    let isAfter = picture == subject.after && subject.before != subject.after
    guard isAfter || picture == subject.before || picture == subject.tried else {
      return fault("the card is between before and after")
    }
    var repeated = Self.selected(up)
    let answer = repeated.exchange(subject.command)
    guard answer == (isAfter ? subject.answerAgain : subject.answer) else {
      return fault("the command again gave \(hex(answer))")
    }
    let end = Self.picture(up.started(with: repeated.memory))
    guard end == (isAfter ? subject.afterAgain : subject.after) else {
      return fault("the command again ended elsewhere")
    }
    guard repeated.memory.usage.violations == 0 else { return fault("a word programmed twice") }
  }

  private static func selected(_ board: Board) -> Board {
    var board = board
    _ = board.exchange(LabCommand.select.extended)
    return board
  }

  /// Everything that the card shows, on a copy of it.
  static func picture(_ board: Board) -> [[UInt8]] {
    var copy = board
    var answers: [[UInt8]] = []
    copy.look { answers.append($1) }
    // Which PIN it is shows only when it is tried, and a try changes the card.
    for pin in [LabTable<Crypto>.pin, LabTable<Crypto>.otherPIN] {
      var tried = copy
      answers.append(tried.exchange(LabCommand.verify(pin).extended))
    }
    return answers
  }
}
