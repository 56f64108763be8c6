import Payment
import Purse
import Settlement
import Wire

/// A whole world as a value: the bank, some persons, the mail between them, and the model that all
/// of it is held against. Copying it is how a search tries one step after another.
public struct Country: Sendable {
  public internal(set) var bank: ModelBank
  public internal(set) var people: [Person] = []
  public internal(set) var mail: [Letter] = []
  public internal(set) var tally = WorldReport()
  var model = Bookkeeping(isHonest: [], account: 0)
  var canary: Canary?
  /// Evidence is required and never dropped: it alone must do what the pool does elsewhere.
  var explainsAll = false
  /// Balances added up from the ledger's transactions alone.
  var balances: [LedgerAccount: Int64] = [:]
  var checkedProofs: UInt64 = 0
  /// Where the ledger's closed rows go; nil keeps them in memory.
  private(set) var archive: ModelArchive?
  /// What the ledger hears, once somebody wants to know.
  var recording: LedgerRecording?
  /// What the hunt for false accusations remembers; nil in other worlds.
  var hunt: Hunt?
  var published = PublishedNews()
  let liquidity: Liquidity
  public internal(set) var time = ModelBank.start
  private var nextLetter = 0

  /// Minor units in every person's account at the start.
  static let money: UInt64 = 1_000_000

  /// - Parameters:
  ///   - persons: policy, honesty and the size of a bank of the purse's memory.
  ///   - seed: decides what the bank and each purse sign with, and what each purse knows; nil for suite 1.
  ///   - issuerDays: how long the word on an issuer holds.
  public init(
    liquidity: Liquidity, persons: [(policy: Policy, isHonest: Bool, bankSize: Int)],
    suitesOf seed: UInt64? = nil, issuerDays: UInt32 = 10 * ModelBank.lifetimeDays
  ) throws {
    self.liquidity = liquidity
    var policies: [UInt16: Policy] = [:]
    for person in persons { policies[person.policy.id] = person.policy }
    let currency = persons.first?.policy.currency ?? CurrencyCode.sek
    bank = ModelBank(
      liquidity: liquidity, policies: policies.values.sorted { $0.id < $1.id },
      keys: ModelKeys(
        currency: currency, suite: ModelSuites.bank(seed), issuerDays: issuerDays))
    for (i, person) in persons.enumerated() {
      let name = "P\(i)"
      try bank.ledger.openAccount(name)
      try bank.ledger.issue(Amount(units: Self.money), to: name, time: time)
      let purse = try bank.issuePurse(
        policy: person.policy, account: name, kind: person.policy.sweep ? .terminal : .card,
        bankSize: person.bankSize, suite: ModelSuites.own(i, seed),
        supports: ModelSuites.known(i, seed))
      people.append(
        Person(name: name, purse: purse, policy: person.policy, isHonest: person.isHonest))
    }
    model = Bookkeeping(isHonest: persons.map(\.isHonest), account: Int64(Self.money))
    for (index, person) in persons.enumerated() {
      model.holdings[index].follow(person.policy)
    }
    try checkLedger()
  }

  /// From now on what is closed leaves the ledger's memory after every step, as it does where a store
  /// keeps it. Copies of this country share the archive, until they get one of their own.
  mutating func archives() { take(ModelArchive()) }

  mutating func separateArchive() { if let archive { take(archive.copy) } }

  var archiveCopy: ModelArchive? { archive?.copy }

  mutating func take(_ archive: ModelArchive) {
    bank.ledger.book.attach(archive)
    self.archive = archive
  }

  func letter(_ number: Int) -> Letter? { mail.first { $0.number == number } }

  mutating func send(
    _ packet: Packet, from person: Int, to other: Int?, isStripped: Bool = false
  ) {
    var letter = Letter(number: nextLetter, from: person, to: other, packet: packet)
    letter.isStripped = isStripped
    mail.append(letter)
    hunt?.hoard.append(letter)
    nextLetter += 1
  }

  /// Whose serial it is or was.
  func person(_ serial: Serial) -> Int? {
    if let known = hunt?.serials[serial] { return known }
    let root = bank.ledger.book.root(of: serial)
    return people.firstIndex { $0.serial == root }
  }

  var hash: ModelPurseCrypto { ModelPurseCrypto(seed: 0) }
}

extension Amount {
  /// Test amounts are small; one that is not becomes zero.
  init(units: UInt64) { self = Amount(minorUnits: units) ?? .zero }
}

extension CurrencyCode {
  static var sek: CurrencyCode {
    guard let code = CurrencyCode(numeric: 752) else { preconditionFailure("752 is a code") }
    return code
  }
}
