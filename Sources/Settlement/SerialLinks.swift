import Wire

/// How one serial of a purse leads to its others (PRV-10). A purse that was never rotated has none.
public struct SerialLinks: Equatable, Sendable {
  /// The purse's first serial; nil in the row of that one.
  public var root: Serial?
  /// In the row of the first one: the serial that the purse has last shown to sign under.
  public var current: Serial?
  /// Serials granted to follow this one, the latest last: one of them was adopted, or none yet.
  public var offered: [Serial] = []
  /// The serial before this one.
  public var previous: Serial?
  /// The grant that brought this serial: it names the one before and carries this one's certificate, both
  /// under the ledger's signature.
  public var grant: [UInt8] = []
  /// That grant's number.
  public var since = GrantNumber.none

  /// Most serials that one serial is granted to follow it. An honest purse offers one key.
  public static let largestOffered = 8

  public init() {}
}

extension Book {
  /// The first serial of a purse, where its money and standing are kept.
  public func root(of serial: Serial) -> Serial {
    purses.look(serial) { $0.root ?? serial } ?? serial
  }

  /// The row that says what a purse holds and how it stands, by any of its serials.
  public func holder(of serial: Serial) -> PurseRow? {
    guard let root = purses.look(serial, \.root) else { return nil }
    return purses[root ?? serial]
  }

  /// Looks at that row without a copy of all of it.
  func lookAtHolder<Value>(of serial: Serial, _ body: (PurseRow) -> Value) -> Value? {
    guard let root = purses.look(serial, \.root) else { return nil }
    return purses.look(root ?? serial, body)
  }

  /// The serial that a purse has last shown to sign under, by any of its serials.
  public func current(of serial: Serial) -> Serial {
    let current = lookAtHolder(of: serial, \.links.current) ?? nil
    return current ?? root(of: serial)
  }

  /// Every serial ever granted to a purse, adopted or not, the first one first.
  public func serials(ofPurseWith serial: Serial) -> [Serial] {
    var found = [root(of: serial)]
    var next = 0
    while next < found.count {
      found += purses[found[next]]?.links.offered ?? []
      next += 1
    }
    return found
  }

  /// Changes what a purse holds or how it stands, by any of its serials.
  mutating func updateHolder(of serial: Serial, _ change: (inout PurseRow) -> Void) {
    purses.update(root(of: serial), change)
  }

  /// The grants that lead from one serial to a later one of the same purse, the first one first; nil when
  /// none do.
  func links(from earlier: Serial, to later: Serial) -> [[UInt8]]? {
    var grants: [[UInt8]] = []
    var serial = later
    while serial != earlier {
      guard let links = purses[serial]?.links, let previous = links.previous else { return nil }
      grants.append(links.grant)
      serial = previous
    }
    return grants.reversed()
  }
}
