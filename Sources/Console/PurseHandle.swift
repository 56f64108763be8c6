import CardLink
import Foundation
import Home
import Money
import Payment
import Purse
import Wire

/// A purse as a command works with it, wherever it is: in a device's file or in a card behind a
/// reader. No home and no ledger needed.
public struct PurseHandle: PurseAccess {
  /// As the user named the device; of a card, how its serial begins.
  public let name: String
  public let certificate: Signed<Certificate>
  public let currency: Currency
  /// Where a command that was begun with this purse is remembered.
  let orderPath: String
  private var access: any PurseAccess

  /// Opens a device's file.
  public init(device argument: String, home: String) throws {
    let path = try DeviceFile.locate(argument, home: home)
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    var device = try Device(path: path)
    guard !device.purse.isDamaged else { throw PurseError.damaged }
    guard let certificate = device.purse.currentCertificate else {
      throw HomeError.deviceUnfinished(name)
    }
    try self.init(
      name: name, device, certificate, orderPath: path + ".order",
      ifUnknown: HomeError.damaged(path, "its currency is not known here"))
  }

  /// Takes the card that lies on a reader.
  /// - Parameter home: keeps what was begun with the card; where there is none, the current folder does.
  public init(card: some CardAccess, home: String) throws {
    var card = card
    guard case .message(let bytes) = try card.execute(.certificate) else {
      throw Explanation(
        code: "cardNotIssued",
        message:
          "the card was never issued; issue it with: kontant card issue NAME --reader READER",
        exitCode: ExitCode.refused)
    }
    guard let certificate = try? Signed<Certificate>(bytes.span.bytes) else {
      throw CardPurseError.garbled
    }
    let serial = certificate.content.serial.text
    let folder = FileManager.default.fileExists(atPath: home) ? home : "."
    try self.init(
      name: "card-" + serial.prefix(8), card, certificate,
      orderPath: "\(folder)/.card-\(serial).order", ifUnknown: CardPurseError.garbled)
  }

  private init(
    name: String, _ access: any PurseAccess, _ certificate: Signed<Certificate>,
    orderPath: String, ifUnknown error: any Error
  ) throws {
    guard let currency = Currency(code: certificate.content.currency) else { throw error }
    self.name = name
    self.access = access
    self.certificate = certificate
    self.currency = currency
    self.orderPath = orderPath
  }

  /// A file of the wallet's own beside the device.
  public func besides(_ kind: String) -> String {
    String(orderPath.dropLast("order".count)) + kind
  }

  public mutating func execute(_ command: PurseCommand) throws -> PurseReply {
    try access.execute(command)
  }

  public mutating func generateKey(of suite: Suite) throws -> PublicKey {
    try access.generateKey(of: suite)
  }

  public mutating func personalise(_ data: borrowing Personalisation, pin: [UInt8]) throws {
    try access.personalise(data, pin: pin)
  }

  public mutating func bring(_ seconds: [[UInt8]]) throws { try access.bring(seconds) }

  public mutating func seconds(for packet: Packet) throws -> [[UInt8]] {
    try access.seconds(for: packet)
  }

  /// What all this has cost the card; nil of a device's file.
  public mutating func cost() -> CardMeter? {
    guard var card = access as? any CardAccess else { return nil }
    card.countOperations()
    access = card
    return card.meter
  }

  public var serial: Serial { certificate.content.serial }

  /// A message of this purse as it travels.
  public func packet(_ kind: Packet.Kind, _ message: [UInt8], sealed: [UInt8]? = nil) -> Packet {
    introduced(
      Packet(kind: kind, message: message, certificate: [UInt8](certificate), sealed: sealed))
  }

  /// What its wallet brings along for purses that do not know its issuer (KEY-24).
  public var introduction: Introduction { Introduction.read(keysPath) }

  /// Remembers what came beside a grant.
  public mutating func keep(lessons: [[UInt8]]) throws {
    guard !lessons.isEmpty, case .message(let bytes) = try execute(.certificate),
      let certificate = try? Signed<Certificate>(bytes.span.bytes)
    else { return }
    let introduction = Introduction(
      lessons: lessons, for: certificate.content, after: self.introduction)
    if introduction != self.introduction { try introduction.write(to: keysPath) }
  }

  /// Has the purse learn what lies beside a message, if it does not know the issuer of its certificate.
  public mutating func learn(beside packet: Packet, of certificate: [UInt8]?) throws {
    try bring(packet.seconds)
    guard let certificate, !packet.lessons.isEmpty else { return }
    do {
      _ = try execute(.check(certificate: certificate))
    } catch PurseError.unknownIssuer {
      try learn(packet.lessons)
    } catch is PurseError {}
  }

  private var keysPath: String { orderPath.dropLast(".order".count) + ".keys" }

  private func introduced(_ packet: Packet) -> Packet {
    let introduction = introduction
    var packet = packet
    packet.authority = introduction.authority
    packet.documents = introduction.documents
    // Asking does not change the purse.
    var access = access
    packet.seconds = (try? access.seconds(for: packet)) ?? []
    return packet
  }

  /// The purse's address: its certificate.
  public var address: Packet {
    introduced(Packet(kind: .address, message: [UInt8](certificate)))
  }
}
