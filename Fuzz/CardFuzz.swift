// The applet against arbitrary bytes: a sequence of commands to a card in each life-cycle state, some of
// them noise, some of them true messages with a byte altered. The properties, after every command
// (APD-8, PUR-1, PUR-4):
//  - no trap, and an answer with a status word of docs/spec/apdu.md;
//  - a refused command has changed nothing but the PIN's tries;
//  - what was answered outlives power;
//  - there is never more value than there was and what genuine messages brought, each once.
import Card
import Purse
import Wire

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  var input = FuzzInput(UnsafeBufferPointer(start: start, count: count))
  let stage = FuzzStage.shared
  let index = Int(input.byte()) % stage.cards.count
  var card = stage.cards[index]
  var view = CardView(card.purse.status)
  let mostValue = view.value + (index == FuzzStage.active ? stage.credits : 0)
  for _ in 0..<FuzzStage.commands where !input.isAtEnd {
    if input.isPower() {
      card.powerUp()
      let after = CardView(card.purse.status)
      precondition(after == view, "power changed what the card holds")
      continue
    }
    let word = send(input.command(stage, next: card.purse.status), to: &card)
    precondition(isKnown(word), "an unknown status word")
    let after = CardView(card.purse.status)
    if word.isRefusal { precondition(after == view, "a refused command changed the card") }
    precondition(after.value <= mostValue, "money was made")
    if after != view {
      var reopened = card
      reopened.powerUp()
      precondition(CardView(reopened.purse.status) == after, "an answer did not outlive power")
    }
    view = after
  }
  return 0
}

private func send(_ command: [UInt8], to card: inout FuzzCard) -> StatusWord {
  card.receive(command.span.bytes)
  card.process()
  let count = card.answerCount
  precondition(count >= 2 && count <= CardLimits.data + 2, "an answer of an impossible length")
  var word: UInt16 = 0
  for i in 0..<count { word = word << 8 | UInt16(card.answerByte(at: i)) }
  return StatusWord(word)
}

private func isKnown(_ word: StatusWord) -> Bool {
  switch word.value {
  case 0x9000, 0x6700, 0x6881, 0x6882, 0x6883, 0x6982, 0x6983, 0x6985, 0x6A80, 0x6A82, 0x6A83,
    0x6A84, 0x6A86, 0x6A88, 0x6D00, 0x6E00, 0x9401...0x941E, 0x6100...0x61FF, 0x63C0...0x63C3:
    true
  default: false
  }
}

extension StatusWord {
  fileprivate var isRefusal: Bool { value != 0x9000 && value >> 8 != 0x61 }
}
