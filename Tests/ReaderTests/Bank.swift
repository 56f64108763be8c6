import CardLink
import Foundation
import Home
import Money
import Payment
import Purse
import Settlement
import Testing
import Wire

/// A central bank with real keys, in a folder: it issues cards over their connections.
struct Bank {
  let home: Home

  static let pin = "1234"

  init(folder: String) throws {
    let currency = try #require(Currency(letters: "SEK"))
    let time = LedgerTime(seconds: UInt64(Date().timeIntervalSince1970))
    try Home.create(
      path: folder, currency: currency, liquidity: .evidenceAndPool, now: time, keys: .unsafeFile)
    home = try Home(path: folder)
  }

  /// Makes the blank card a person's.
  func issue<Connection: CardConnection>(
    _ card: inout RawCard<Connection>, to account: String
  ) throws {
    try home.ledger.openAccount(account)
    try home.ledger.issue(
      try #require(Amount(minorUnits: 100_000)), to: account, time: home.now)
    var purse = CardPurse(card.connection, extendedLength: true)
    try home.issue(
      &purse, kind: .card, policyID: PolicyPreset.ekronaCard.id, account: account,
      pin: Array(Self.pin.utf8))
    card.connection = purse.connection
    try home.save()
    try card.select()
  }

  /// One sync of a card.
  func sync<Connection: CardConnection>(
    _ card: inout RawCard<Connection>, load: UInt64 = 0
  ) throws {
    let outcome = try home.receive(try card.upload(load: load))
    _ = try card.extended([0x80, 0x28, 0, 0], object(0x85, outcome.grant))
  }

  /// What the ledger holds for each card, the smallest first.
  var shadows: [UInt64] {
    home.ledger.book.purses.rows.values.map(\.shadow.minorUnits).sorted()
  }
}
