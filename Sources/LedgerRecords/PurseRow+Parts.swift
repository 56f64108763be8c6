import Settlement
import Wire

/// What only few purses have: parts behind a row, each with its number, in ascending order. Rows from
/// before there were any end without one, and what is not there is as it is by default.
extension PurseRow {
  private enum Part: UInt8 { case claim = 1, promised, siblings, links, spent, shares, withheld }

  func putParts(_ out: inout [UInt8]) {
    if let claim {
      out.append(Part.claim.rawValue)
      claim.put(&out)
    }
    if !promised.isZero {
      out.append(Part.promised.rawValue)
      out.put(promised.minorUnits)
    }
    if !siblings.isEmpty {
      out.append(Part.siblings.rawValue)
      out.put(siblings) { $0.put(name: $1.value) }
    }
    if links != SerialLinks() {
      out.append(Part.links.rawValue)
      links.put(&out)
    }
    if let spent {
      out.append(Part.spent.rawValue)
      out.put(spent.minorUnits)
    }
    if !shares.isEmpty {
      out.append(Part.shares.rawValue)
      out.put(shares) { out, share in
        out.put(name: share.payer.value)
        out.put(share.taken.minorUnits)
        out.put(share.borne.minorUnits)
      }
    }
    if !withheld.isZero {
      out.append(Part.withheld.rawValue)
      out.put(withheld.minorUnits)
    }
  }

  mutating func readParts(_ reader: inout RecordReader) throws(RecordDamage) {
    var last: UInt8 = 0
    while !reader.isAtEnd {
      let part: Part = try reader.value()
      guard part.rawValue > last else { throw RecordDamage("the end of a purse") }
      last = part.rawValue
      switch part {
      case .claim: claim = try ClaimRow(&reader)
      case .promised: promised = try reader.amount()
      case .siblings:
        siblings = try reader.list { reader throws(RecordDamage) in Serial(try reader.name()) }
      case .links: links = try SerialLinks(&reader)
      case .spent: spent = try reader.amount()
      case .shares:
        shares = try reader.list { reader throws(RecordDamage) in
          CounterfeitShare(
            payer: Serial(try reader.name()), taken: try reader.amount(),
            borne: try reader.amount())
        }
      case .withheld: withheld = try reader.amount()
      }
    }
  }
}

extension ClaimRow {
  fileprivate func put(_ out: inout [UInt8]) {
    out.put(message)
    out.put(reported.seconds)
    out.append(standing.rawValue)
    out.put(wasActive)
    for amount in [paid, setOff, refused, owed] { out.put(amount.minorUnits) }
  }

  fileprivate init(_ reader: inout RecordReader) throws(RecordDamage) {
    let message = try reader.list()
    guard let claim = try? Signed<Claim>(message.span.bytes) else { throw RecordDamage("a claim") }
    let reported = LedgerTime(seconds: try reader.number())
    let standing: ClaimStanding = try reader.value()
    self.init(claim, reported: reported, standing: standing, wasActive: try reader.bool())
    paid = try reader.amount()
    setOff = try reader.amount()
    refused = try reader.amount()
    owed = try reader.amount()
  }
}
