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
  var figures = Figures()
  figures.measure { open(card) }
  if board_lost_command() != 0 { Line.send(length: 0) }
  var isOn = true
  while true { serve(card, &isOn, &figures) }
}

/// Makes the card that lies in memory. Not inlined, here and below: what a function has on the stack, a
/// whole card while it is made, is to be gone when the next one runs.
@inline(never)
private func open(_ card: UnsafeMutablePointer<BoardCard>) {
  card.initialize(
    to: Card(
      crypto: BearSSLPurseCrypto(entropy: BoardEntropy()), storage: Flash(memory: BoardMemory())))
}

/// One frame: a command to the card, or a control to the board.
private func serve(
  _ card: UnsafeMutablePointer<BoardCard>, _ isOn: inout Bool, _ figures: inout Figures
) {
  let length = Line.receiveLength()
  var left = length
  if length > 0, length < Control.shortestCommand {
    let first = Line.receive()
    if length == 1 || first >= Control.figures.rawValue {
      return obey(first, length, &isOn, figures)
    }
    receive(first, card)
    left -= 1
  }
  while left > 0 {
    receive(Line.receive(), card)
    left -= 1
  }
  guard isOn else { return Line.send(length: 0) }
  figures.measure { process(card) }
  answer(card)
}

@inline(never)
private func receive(_ byte: UInt8, _ card: UnsafeMutablePointer<BoardCard>) {
  card.pointee.receive(byte)
}

@inline(never)
private func process(_ card: UnsafeMutablePointer<BoardCard>) { card.pointee.process() }

@inline(never)
private func answer(_ card: UnsafeMutablePointer<BoardCard>) {
  let count = card.pointee.answerCount
  Line.send(length: count)
  for index in 0..<count { Line.send(card.pointee.answerByte(at: index)) }
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
