import Foundation
import Home
import Money
import Payment
import Purse
import Wire

/// A device as a command works with it: its own file, no home and no ledger needed.
public struct DeviceFile {
  /// As the user named it.
  public let name: String
  public let path: String
  public var device: Device
  public let certificate: Signed<Certificate>
  public let currency: Currency

  /// - Parameters:
  ///   - argument: a name in the home, or a path: whatever has a slash or ends in `.device`.
  ///   - home: the folder to look for names in.
  public init(_ argument: String, home: String) throws {
    path = try Self.locate(argument, home: home)
    name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    device = try Device(path: path)
    guard let certificate = device.purse.currentCertificate else {
      throw HomeError.deviceUnfinished(name)
    }
    guard let currency = Currency(code: certificate.content.currency) else {
      throw HomeError.damaged(path, "its currency is not known here")
    }
    self.certificate = certificate
    self.currency = currency
  }

  /// Where the device lies that an argument names.
  public static func locate(_ argument: String, home: String) throws -> String {
    if argument.contains("/") || argument.hasSuffix(".device") {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder),
        !isFolder.boolValue
      else {
        throw Explanation(
          code: "noSuchFile", message: "there is no device file \(argument); check its name",
          exitCode: ExitCode.noInput)
      }
      return argument
    }
    let known = Home.deviceNames(in: home)
    guard known.contains(argument) else {
      guard FileManager.default.fileExists(atPath: home) else { throw HomeError.missing(home) }
      throw HomeError.unknownDevice(argument, known: known)
    }
    return Home.devicePath(argument, in: home)
  }

  public var purse: DevicePurse { device.purse }
  public var status: PurseStatus { device.purse.status }
  public var serial: Serial { certificate.content.serial }

  public mutating func execute(_ command: PurseCommand) throws(PurseError) -> PurseReply {
    try device.purse.execute(command, time: nil)
  }

  /// A message of this purse as it travels.
  public func packet(_ kind: Packet.Kind, _ message: [UInt8], sealed: [UInt8]? = nil) -> Packet {
    Packet(kind: kind, message: message, certificate: [UInt8](certificate), sealed: sealed)
  }

  /// The purse's address: its certificate.
  public var address: Packet { Packet(kind: .address, message: [UInt8](certificate)) }

  /// The payment at a place of this purse's journal, made or taken; nil when it is gone.
  public func payment(at place: SequenceNumber) -> (packet: Packet, payment: Signed<Payment>)? {
    var message = PurseAnswer()
    var purse = self.purse
    purse.readPayment(at: place, into: &message)
    guard message.count > 0, let payment = try? Signed<Payment>(message.span) else { return nil }
    var sealed = SealedBytes()
    purse.readSealed(of: place, into: &sealed)
    return (
      packet(.payment, message.array, sealed: sealed.count == 0 ? nil : sealed.array), payment
    )
  }

  /// A payment of this purse that its journal still has.
  public func ownPayment(
    where isWanted: (Payment) -> Bool
  ) -> (packet: Packet, payment: Signed<Payment>)? {
    var place = purse.status.sequence
    while place > purse.status.covered {
      if let found = payment(at: place), found.payment.content.payer == serial,
        isWanted(found.payment.content)
      {
        return found
      }
      place = SequenceNumber(place.value - 1)
    }
    return nil
  }
}
