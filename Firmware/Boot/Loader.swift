import CBoard
import CardBoot
import Wire

/// The loader: from power to the image behind it, or to a stop. Called by the start-up code, which it
/// shares with the firmware.
@c(firmware_main)
func loaderMain() {
  if let refusal = examine() { refuse(refusal) }
  board_start_image()
}

/// Why the image in the slot may not start.
private func examine() -> BootRefusal? {
  let slot = UnsafeRawBufferPointer(start: board_slot(), count: Int(BOARD_SLOT_BYTES))
  let key = makerKey(UnsafeRawBufferPointer(start: board_maker_key(), count: 64))
  var counter = RollbackCounter(page: BoardCounter())
  do throws(BootRefusal) {
    _ = try Boot.admit(slot.bytes, &counter, key: key)
    return nil
  } catch {
    return error
  }
}

private func makerKey(_ place: UnsafeRawBufferPointer) -> PublicKey {
  let bytes = place.bytes
  return PublicKey(x: Word32(bytes), y: Word32(bytes, at: 32))
}

private func refuse(_ refusal: BootRefusal) -> Never {
  let words: StaticString =
    switch refusal {
    case .noImage: "there is no image"
    case .malformed: "the image is malformed"
    case .tooLong: "the image is longer than its place"
    case .tooOld: "the image is older than one that has run here"
    case .badSignature: "the image is not its maker's"
    }
  board_refuse(words.utf8Start)
}

/// The counter's page in the board's memory.
struct BoardCounter: CounterPage {
  func word(at index: Int) -> UInt64 { board_counter()[index] }
  mutating func program(wordAt index: Int) { board_counter()[index] = 0 }
}
