import Foundation
import Home
import Payment
import PurseCrypto
import Wire

/// What a purse's host was shown by others, in a file beside the device (SUS-10). Nothing of the purse is in it.
public struct SightingsFile {
  public var sightings: Sightings
  public let path: String

  /// - Throws: when the file is there and cannot be read.
  public init(of purse: PurseHandle) throws {
    path = purse.besides("seen")
    guard FileManager.default.fileExists(atPath: path) else {
      sightings = Sightings()
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    guard let kept = try? JSONDecoder().decode(Kept.self, from: data),
      kept.format == Kept.knownFormat, let sightings = kept.sightings
    else {
      throw HomeError.damaged(
        path, "what this device has seen cannot be read; move the file away, no money is in it")
    }
    self.sightings = sightings
  }

  /// Durable: before the purse decides what was seen.
  public func write() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try DurableFile.write([UInt8](try encoder.encode(Kept(sightings))), to: path, mode: 0o600)
  }

  private struct Kept: Codable {
    struct Fork: Codable {
      var proof: Data
      var isReported: Bool
    }
    var format: Int
    var seen: [Data]
    var forks: [Fork]

    static let knownFormat = 1

    init(_ sightings: Sightings) {
      format = Self.knownFormat
      seen = sightings.seen.map { Data($0.bytes) }
      forks = sightings.forks.map {
        Fork(proof: Data($0.proof.bytes), isReported: $0.isReported)
      }
    }

    var sightings: Sightings? {
      let packets = seen.compactMap { try? Packet([UInt8]($0)) }
      let proofs = forks.compactMap { fork -> Sightings.Fork? in
        guard let packet = try? Packet([UInt8](fork.proof)),
          let accused = try? Signed<Certificate>(packet.message.span.bytes).content
        else { return nil }
        return Sightings.Fork(
          serial: accused.serial, proof: packet, isReported: fork.isReported)
      }
      guard packets.count == seen.count, proofs.count == forks.count else { return nil }
      return Sightings(seen: packets, forks: proofs)
    }
  }
}

extension PurseHandle {
  /// Notes a payment that was shown to this purse, durably, before the purse decides it.
  /// - Returns: the fork, when its payer has signed another one at its place.
  public mutating func see(_ packet: Packet) throws -> Sightings.Fork? {
    try learn(beside: packet, of: packet.certificate)
    var file = try SightingsFile(of: self)
    let before = file.sightings
    let fork = try see(packet, in: &file.sightings, hash: SoftwareHash()) { payment, key, seconds in
      payment.holds(by: key, beside: seconds)
    }
    if file.sightings != before { try file.write() }
    return fork
  }
}
