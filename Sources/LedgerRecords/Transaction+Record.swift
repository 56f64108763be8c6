import Settlement
import Wire

extension Transaction {
  /// The transaction as the log holds it: all that a balance is made of. Its number is its place.
  public var record: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(96)
    out.append(kind.rawValue)
    out.put(time.seconds)
    out.put(optional: payment) { $0.put($1.word) }
    out.put(postings) { out, posting in
      out.put(posting.account)
      out.put(signed: posting.change)
      out.put(optional: posting.advanced) { $0.put(name: $1.value) }
    }
    return out
  }

  /// Reads a transaction back; what does not balance is damage.
  public init(record: [UInt8], number: UInt64) throws(RecordDamage) {
    var reader = RecordReader(record)
    let kind: TransactionKind = try reader.value()
    let time = LedgerTime(seconds: try reader.number())
    let payment = try reader.optional { reader throws(RecordDamage) in Digest(try reader.word()) }
    let postings = try reader.list { reader throws(RecordDamage) in
      let account = try reader.account()
      let change = try reader.signed()
      let advanced = try reader.optional { reader throws(RecordDamage) in Serial(try reader.name())
      }
      return Posting(account, change, advanced: advanced)
    }
    guard reader.isAtEnd else { throw RecordDamage("the end of a transaction") }
    var sum: Int64 = 0
    for posting in postings {
      let (next, overflows) = sum.addingReportingOverflow(posting.change)
      guard !overflows else { throw RecordDamage("a transaction that balances") }
      sum = next
    }
    guard sum == 0 else { throw RecordDamage("a transaction that balances") }
    self.init(number: number, time: time, kind: kind, payment: payment, postings: postings)
  }
}

extension [UInt8] {
  mutating func put(_ account: LedgerAccount) {
    switch account {
    case .issuance: append(1)
    case .account(let name):
      append(2)
      put(name)
    case .shadow(let serial):
      append(3)
      put(name: serial.value)
    case .pool: append(4)
    case .held: append(5)
    case .loss: append(6)
    case .transit: append(7)
    }
  }
}

extension RecordReader {
  mutating func account() throws(RecordDamage) -> LedgerAccount {
    switch try byte() {
    case 1: .issuance
    case 2: .account(try text())
    case 3: .shadow(Serial(try name()))
    case 4: .pool
    case 5: .held
    case 6: .loss
    case 7: .transit
    default: throw RecordDamage("an account")
    }
  }
}
