import Card
import CardLink
import Money
import Payment
import Purse
import PurseCrypto
import Wire
import World

/// The flows of flows.md between cards in the process, each counted at its reader.
struct CardFlows {
  typealias BenchCard = CardPurse<
    InProcessConnection<Card<SoftwarePurseCrypto, MemoryStorage>>
  >
  typealias BenchPurse = Purse<SoftwarePurseCrypto, MemoryStorage>

  private var maker: PurseMaker<SoftwarePurseCrypto>
  private let card: Policy
  private let terminal: Policy

  init() throws {
    guard let currency = Currency(letters: "SEK") else { throw BenchError.noCurrency }
    card = PolicyPreset.ekronaCard.policy(number: 1, time: ModelBank.start, currency: currency)
    terminal = PolicyPreset.ekronaTerminal.policy(
      number: 1, time: ModelBank.start, currency: currency)
    maker = PurseMaker(policy: card, signer: SoftwarePurseCrypto())
  }

  /// Phase 4's three taps and two PINs (FLO-3); what the payer's card learns later is not counted.
  mutating func personToPerson() throws -> CardMeter {
    var payer = Self.card(try purse(1, card, holding: 200))
    var payee = Self.card(try purse(2, card, holding: 0))
    var asking = try Self.payee(&payee)
    let request = try Self.packet(payee.drive(&asking, .start(try Stage.units(80))))
    var paying = try Self.payer(&payer, .request(request))
    let payment = try Self.packet(payer.drive(&paying, .start))
    try payee.tap()
    _ = try Self.packet(payee.drive(&asking, .payment(payment)))
    payer.countOperations()
    payee.countOperations()
    return payer.meter + payee.meter
  }

  /// One tap at a terminal (FLO-4), whose own purse is in no card.
  /// - Parameters:
  ///   - withEvidence: the money was received, so that its evidence goes along.
  ///   - withList: the terminal has a block list that the card lacks, its first part full (FLD-11).
  mutating func atTerminal(withEvidence: Bool, withList: Bool = false) throws -> CardMeter {
    var inMemory = try purse(1, card, holding: withEvidence ? 0 : 200)
    if withEvidence {
      var other = try purse(3, card, holding: 200)
      try Self.pay(try Stage.units(150), from: &other, to: &inMemory)
    }
    var shop = try purse(2, terminal, holding: 0)
    let list = withList ? try fullList() : nil
    if let list { _ = try shop.execute(.takeBlockList(list)) }
    var asking = try Self.payee(&shop, news: list.map { [$0] } ?? [])
    let request = try Self.packet(shop.drive(&asking, .start(try Stage.units(80))))
    var payer = Self.card(inMemory)
    var paying = try Self.payer(&payer, .request(request))
    let payment = try Self.packet(payer.drive(&paying, .start))
    _ = try Self.packet(shop.drive(&asking, .payment(payment)))
    payer.countOperations()
    return payer.meter
  }

  /// One tap to an address (FLO-5); its owner collects when convenient.
  mutating func directly() throws -> CardMeter {
    var payee = try purse(2, card, holding: 0)
    let address = Packet(kind: .address, message: try Self.certificate(&payee))
    var payer = Self.card(try purse(1, card, holding: 200))
    var paying = try Self.payer(&payer, .direct(address, try Stage.units(80)))
    let payment = try Self.packet(payer.drive(&paying, .start))
    var collecting = try Self.payee(&payee)
    _ = collecting.handle(.listen)
    _ = try Self.packet(payee.drive(&collecting, .payment(payment)))
    payer.countOperations()
    return payer.meter
  }
}

extension CardFlows {
  /// The first part of a list of hundreds.
  private mutating func fullList() throws -> [UInt8] {
    var list = BlockList(
      number: 30_000_000, part: 0, parts: 12, time: ModelBank.start, currency: card.currency)
    for number in 0..<UInt64(WireLimits.serialsPerListPart) {
      list.serials.append(Serial(0x9B00_0000_0000_0000 + number))
    }
    return [UInt8](maker.sign(list, maker.ledger))
  }

  private mutating func purse(
    _ serial: UInt64, _ policy: Policy, holding units: UInt64
  ) throws -> BenchPurse {
    maker.policy = policy
    // Serials are as long as real ones are: a byte of zeros would be a byte less on the air.
    return try maker.make(
      serial: Serial(0x9A00_0000_0000_0000 + serial), crypto: SoftwarePurseCrypto(),
      bankSize: 65_536, kind: .card, money: try Stage.units(units))
  }

  /// Lays a purse's memory on a reader, as a card that has just come.
  private static func card(_ purse: BenchPurse) -> BenchCard {
    CardPurse(
      InProcessConnection(
        Card(crypto: SoftwarePurseCrypto(), storage: purse.storage)),
      extendedLength: true)
  }

  private static func pay(
    _ amount: Amount, from payer: inout BenchPurse, to payee: inout BenchPurse
  ) throws {
    var asking = try Self.payee(&payee)
    let request = try packet(payee.drive(&asking, .start(amount)))
    var paying = try Self.payer(&payer, .request(request))
    let payment = try packet(payer.drive(&paying, .start))
    _ = try packet(payee.drive(&asking, .payment(payment)))
  }

  private static func certificate(_ purse: inout some PurseAccess) throws -> [UInt8] {
    guard case .message(let certificate) = try purse.execute(.certificate) else {
      throw BenchError.flow
    }
    return certificate
  }

  private static func payee(
    _ purse: inout some PurseAccess, news: [[UInt8]] = []
  ) throws -> PayeeSession<SoftwareHash> {
    PayeeSession(
      certificate: try certificate(&purse), authority: nil, pin: pin, hash: SoftwareHash(),
      news: news)
  }

  private static func payer(
    _ purse: inout some PurseAccess, _ order: PayerSession.Order
  ) throws -> PayerSession {
    PayerSession(order: order, certificate: try certificate(&purse), authority: nil, pin: pin)
  }

  private static func packet(_ action: PayerSession.Action) throws -> Packet {
    guard case .send(let packet) = action else { throw BenchError.flow }
    return packet
  }

  private static func packet(_ action: PayeeSession<SoftwareHash>.Action) throws -> Packet {
    guard case .send(let packet) = action else { throw BenchError.flow }
    return packet
  }

  private static let pin = Array("1234".utf8)
}
