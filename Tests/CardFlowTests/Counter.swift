import Card
import CardLink
import Foundation
import Home
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// A bank's counter with a reader: a home in a temporary folder, and cards that are values.
final class Counter {
  let home: Home
  let folder: String

  static let pin = Array("1234".utf8)

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/kontant-counter-\(UUID())"
    let currency = try #require(Currency(letters: "SEK"))
    try Home.create(
      path: folder, currency: currency, liquidity: .evidenceAndPool,
      now: LedgerTime(seconds: 1_800_000_000), keys: .unsafeFile)
    home = try Home(path: folder)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func sek(_ units: UInt64) throws -> Amount { try #require(Amount(minorUnits: units * 100)) }

  /// A card from the factory.
  static func blank(extendedLength: Bool = true) -> CardOnReader {
    CardPurse(
      TearingConnection(
        Card(crypto: SoftwarePurseCrypto(), storage: MemoryStorage(bankSize: 32_768))),
      extendedLength: extendedLength)
  }

  /// Issues a card over its reader, with money in its account and some of it in the card.
  func issue(
    _ name: String, load: UInt64 = 0, extendedLength: Bool = true
  ) throws -> CardOnReader {
    try home.ledger.openAccount(name)
    try home.ledger.issue(try sek(1_000), to: name, time: home.now)
    var card = Self.blank(extendedLength: extendedLength)
    try home.issue(
      &card, kind: .card, policyID: PolicyPreset.ekronaCard.id, account: name, pin: Self.pin)
    if load > 0 { try sync(&card, load: load) }
    return card
  }

  @discardableResult
  func sync(_ purse: inout some PurseAccess, load: UInt64 = 0) throws -> SyncReport {
    var wishes = SyncWishes()
    wishes.load = try sek(load)
    return try home.sync(&purse, wishes: wishes, documents: [])
  }
}

/// A payment between two purses, carried through by the sessions; a card that was torn away is laid
/// on the reader again.
struct Carried {
  struct Stuck: Error {}

  static func certificate(_ purse: inout some PurseAccess) throws -> [UInt8] {
    guard case .message(let certificate) = try purse.execute(.certificate) else { throw Stuck() }
    return certificate
  }

  static func serial(_ purse: inout some PurseAccess) throws -> Serial {
    let bytes = try certificate(&purse)
    return try Signed<Certificate>(bytes.span.bytes).content.serial
  }

  static func payee(
    _ purse: inout some PurseAccess, pin: [UInt8]?
  ) throws -> PayeeSession<SoftwareHash> {
    PayeeSession(
      certificate: try again(&purse) { try certificate(&$0) }, authority: nil, pin: pin,
      hash: SoftwareHash())
  }

  static func payer(
    _ purse: inout some PurseAccess, _ order: PayerSession.Order
  ) throws -> PayerSession {
    PayerSession(
      order: order, certificate: try again(&purse) { try certificate(&$0) }, authority: nil,
      pin: Counter.pin)
  }

  static func drive(
    _ session: inout PayerSession, _ event: PayerSession.Event, _ purse: inout some PurseAccess
  ) throws -> PayerSession.Action {
    do { return try purse.drive(&session, event) } catch CardLinkError.torn {
      return try purse.drive(&session, .torn)
    }
  }

  static func send(
    _ session: inout PayerSession, _ event: PayerSession.Event, _ purse: inout some PurseAccess
  ) throws -> Packet {
    guard case .send(let packet) = try drive(&session, event, &purse) else { throw Stuck() }
    return packet
  }

  static func send(
    _ session: inout PayeeSession<SoftwareHash>, _ event: PayeeSession<SoftwareHash>.Event,
    _ purse: inout some PurseAccess
  ) throws -> Packet {
    let action: PayeeSession<SoftwareHash>.Action
    do { action = try purse.drive(&session, event) } catch CardLinkError.torn {
      action = try purse.drive(&session, .torn)
    }
    guard case .send(let packet) = action else { throw Stuck() }
    return packet
  }

  /// A question that changes nothing is asked again.
  static func again<Purse: PurseAccess, Answer>(
    _ purse: inout Purse, _ ask: (inout Purse) throws -> Answer
  ) throws -> Answer {
    do { return try ask(&purse) } catch CardLinkError.torn { return try ask(&purse) }
  }

  /// By request: three taps and two PINs, and the payer's card learns the decision.
  static func byRequest(
    _ amount: Amount, from payer: inout some PurseAccess, to payee: inout some PurseAccess,
    payeePIN: [UInt8]?
  ) throws -> PayerSession.Outcome? {
    var asking = try Self.payee(&payee, pin: payeePIN)
    let request = try send(&asking, .start(amount), &payee)
    var paying = try Self.payer(&payer, .request(request))
    let payment = try send(&paying, .start, &payer)
    let decision = try send(&asking, .payment(payment), &payee)
    return try outcome(drive(&paying, .decision(decision), &payer))
  }

  /// Directly: one tap, and the payee collects.
  static func directly(
    _ amount: Amount, from payer: inout some PurseAccess, to payee: inout some PurseAccess
  ) throws -> PayerSession.Outcome? {
    let address = Packet(
      kind: .address, message: try again(&payee) { try certificate(&$0) })
    var paying = try Self.payer(&payer, .direct(address, amount))
    let payment = try send(&paying, .start, &payer)
    var collecting = try Self.payee(&payee, pin: Counter.pin)
    _ = collecting.handle(.listen)
    let decision = try send(&collecting, .payment(payment), &payee)
    return try outcome(drive(&paying, .decision(decision), &payer))
  }

  static func outcome(_ action: PayerSession.Action) -> PayerSession.Outcome? {
    guard case .finished(let outcome) = action else { return nil }
    return outcome
  }
}
