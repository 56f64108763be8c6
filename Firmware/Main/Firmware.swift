import CBoard
import Card
import CardCrypto
import CardFlash

typealias BoardCard = Card<BearSSLPurseCrypto<BoardEntropy>, Flash<BoardMemory>>

/// The firmware: the card behind a serial line, from power to power. Called by the start-up code.
@c(firmware_main)
func firmwareMain() {
  precondition(MemoryLayout<BoardCard>.size <= Int(BOARD_CARD_BYTES), "the card outgrew its place")
  // The place is a static array of its own, used for nothing else.
  let card = board_card_place()!.assumingMemoryBound(to: BoardCard.self)
  card.initialize(
    to: Card(
      crypto: BearSSLPurseCrypto(entropy: BoardEntropy()), storage: Flash(memory: BoardMemory())))
  if board_lost_command() != 0 { Line.send(length: 0) }
  serve(&card.pointee)
}

/// Frames for ever: a command to the card, or a control to the board.
private func serve(_ card: inout BoardCard) {
  var figures = Figures()
  var isOn = true
  while true {
    let length = Line.receiveLength()
    if length > 0, length < 5 {
      let first = Line.receive()
      if length == 1 || first >= Control.figures.rawValue {
        obey(first, length, &isOn, figures)
        continue
      }
      card.receive(first)
      for _ in 1..<length { card.receive(Line.receive()) }
    } else {
      for _ in 0..<length { card.receive(Line.receive()) }
    }
    if isOn {
      figures.measure { card.process() }
      answer(&card)
    } else {
      Line.send(length: 0)
    }
  }
}

private func answer(_ card: inout BoardCard) {
  let count = card.answerCount
  Line.send(length: count)
  for index in 0..<count { Line.send(card.answerByte(at: index)) }
}

private func obey(_ first: UInt8, _ length: Int, _ isOn: inout Bool, _ figures: Figures) {
  var rest: UInt32 = 0
  for _ in 1..<length { rest = rest << 8 | UInt32(Line.receive()) }
  switch Control(rawValue: first) {
  case .powerOff: isOn = false
  case .powerOn, .reset: board_restart(0)
  case .answerToReset:
    let bytes = CardAnswerToReset.bytes
    Line.send(length: bytes.count)
    for index in 0..<bytes.count { Line.send(bytes[index]) }
  case .figures: figures.send()
  case .cutPower:
    flashUsage.cut = PowerCut(
      operations: UInt16(truncatingIfNeeded: rest >> 8),
      mask: PowerCut.mask(pattern: UInt8(truncatingIfNeeded: rest)))
    Line.send(length: 2)
    Line.send(length: 0x9000)
  case .trap: fatalError()
  case nil: Line.send(length: 0)
  }
}
