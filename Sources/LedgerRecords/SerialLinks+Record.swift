import Settlement
import Wire

extension SerialLinks {
  func put(_ out: inout [UInt8]) {
    for serial in [root, current, previous] { out.put(optional: serial) { $0.put(name: $1.value) } }
    out.put(offered) { $0.put(name: $1.value) }
    out.put(grant)
    out.put(since.value)
  }

  init(_ reader: inout RecordReader) throws(RecordDamage) {
    self.init()
    root = try reader.serial()
    current = try reader.serial()
    previous = try reader.serial()
    offered = try reader.list { reader throws(RecordDamage) in Serial(try reader.name()) }
    grant = try reader.list()
    since = GrantNumber(try reader.number())
    // Rows without links say so in one byte: each row has one form only.
    guard self != SerialLinks() else { throw RecordDamage("a purse's serials") }
  }
}

extension RecordReader {
  fileprivate mutating func serial() throws(RecordDamage) -> Serial? {
    try optional { reader throws(RecordDamage) in Serial(try reader.name()) }
  }
}
