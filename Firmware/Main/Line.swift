import CBoard

/// The serial line to the reader: frames of a length in two bytes, high byte first, and as many bytes.
enum Line {
  static func receiveLength() -> Int {
    let high = Int(board_receive())
    return high << 8 | Int(board_receive())
  }

  static func receive() -> UInt8 { board_receive() }

  static func send(length: Int) {
    send(UInt8(truncatingIfNeeded: length >> 8))
    send(UInt8(truncatingIfNeeded: length))
  }

  static func send(_ byte: UInt8) { board_send(byte) }

  /// Four bytes, high byte first.
  static func send(word: UInt32) {
    send(length: Int(word >> 16))
    send(length: Int(word & 0xFFFF))
  }
}
