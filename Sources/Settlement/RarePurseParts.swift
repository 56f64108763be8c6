import Wire

/// What only few purses have. It lies apart from their rows, which so are smaller and quicker to hand on.
struct RarePurseParts: Equatable, Sendable {
  var unseen: [ClosedRange<UInt64>] = []
  var claim: ClaimRow?
  var promised = Amount.zero
  var siblings: [Serial] = []
  var links = SerialLinks()
  var spent: Amount?
  var shares: [CounterfeitShare] = []
  var withheld = Amount.zero
}

extension PurseRow {
  /// Ranges of sequences whose entries the ledger never saw and nobody can call missing.
  public var unseen: [ClosedRange<UInt64>] {
    get { rare.first?.unseen ?? [] }
    set { change { $0.unseen = newValue } }
  }

  /// What its issuer has claimed of it.
  public var claim: ClaimRow? {
    get { rare.isEmpty ? nil : rare[0].claim }
    set { change { $0.claim = newValue } }
  }

  /// What a purse that it replaces has left it, to be loaded at its next sync.
  public var promised: Amount {
    get { rare.first?.promised ?? .zero }
    set { change { $0.promised = newValue } }
  }

  /// Other purses of the same person: together they hold no more than the cap (CLM-40).
  public var siblings: [Serial] {
    get { rare.first?.siblings ?? [] }
    set { change { $0.siblings = newValue } }
  }

  /// Of a convicted purse: its settled payments together, where somebody bears a share of the loss by it.
  public var spent: Amount? {
    get { rare.isEmpty ? nil : rare[0].spent }
    set { change { $0.spent = newValue } }
  }

  /// What it has had of convicted purses and bears of their losses, by serial.
  public var shares: [CounterfeitShare] {
    get { rare.first?.shares ?? [] }
    set { change { $0.shares = newValue } }
  }

  /// Taken out of the purse and kept back until its value is explained (SUS-30); it lies in *held*.
  public var withheld: Amount {
    get { rare.first?.withheld ?? .zero }
    set { change { $0.withheld = newValue } }
  }

  /// The purse's other serials. Money, account, standing and what is due to it are kept in the row of its
  /// first one; journal and grants in each serial's own.
  public var links: SerialLinks {
    get { rare.first?.links ?? SerialLinks() }
    set { change { $0.links = newValue } }
  }

  /// The purse's first serial; nil in the row of that one.
  var root: Serial? { rare.isEmpty ? nil : rare[0].links.root }

  /// Empty again when nothing of it is left, so that equal rows are equal.
  private mutating func change(_ body: (inout RarePurseParts) -> Void) {
    var parts = rare.first ?? RarePurseParts()
    body(&parts)
    rare = parts == RarePurseParts() ? [] : [parts]
  }
}
