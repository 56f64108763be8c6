import Foundation
import Home
import Wire

/// Messages as files a person can carry.
public enum MessageFile {
  /// The packet in a file, which must be of one of these kinds.
  public static func read(_ path: String, _ kinds: Packet.Kind...) throws -> Packet {
    let bytes = try contents(path)
    let packet: Packet
    do {
      packet = try Packet(bytes)
    } catch {
      if let type = bareType(bytes) {
        throw Explanation(
          code: "wrongFile",
          message: "\(path) holds a bare \(type) message; this command needs a packet with "
            + "\(needed(kinds))", exitCode: ExitCode.data)
      }
      throw Explanation(wire: error, of: path)
    }
    guard kinds.contains(packet.kind) else {
      throw Explanation(
        code: "wrongFile",
        message: "\(path) holds \(packet.kind.article); this command needs \(needed(kinds))",
        exitCode: ExitCode.data)
    }
    return packet
  }

  /// The bytes of a file, `-` for standard input. A file that is longer than any packet is refused
  /// before it is read.
  public static func contents(_ path: String) throws -> [UInt8] {
    let handle: FileHandle
    if path == "-" {
      handle = .standardInput
    } else {
      guard let opened = FileHandle(forReadingAtPath: path) else { throw unreadable(path) }
      handle = opened
    }
    do {
      let data = try handle.read(upToCount: WireLimits.packet + 1) ?? Data()
      guard data.count <= WireLimits.packet else { throw Explanation(wire: .tooLong, of: path) }
      return [UInt8](data)
    } catch let error as Explanation {
      throw error
    } catch {
      throw unreadable(path)
    }
  }

  private static func unreadable(_ path: String) -> Explanation {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if isFolder.boolValue {
      return Explanation(
        code: "notAFile", message: "\(path) is a folder; name a file", exitCode: ExitCode.noInput)
    }
    return Explanation(
      code: exists ? "unreadable" : "noSuchFile",
      message: exists
        ? "\(path) cannot be read; check its rights" : "there is no file \(path); check its name",
      exitCode: ExitCode.noInput)
  }

  private static func bareType(_ bytes: [UInt8]) -> MessageType? {
    guard let envelope = try? Envelope(bytes.span.bytes) else { return nil }
    return try? Envelope.type(ofPayload: envelope.payload)
  }

  private static func needed(_ kinds: [Packet.Kind]) -> String {
    kinds.map(\.article).joined(separator: " or ")
  }
}

extension Packet.Kind {
  public var name: String {
    switch self {
    case .request: "request"
    case .payment: "payment"
    case .decision: "decision"
    case .upload: "upload"
    case .grant: "grant"
    case .address: "address"
    case .proof: "proof"
    case .approvals: "approved order"
    case .news: "news"
    }
  }

  public var article: String {
    switch self {
    case .news: name
    case .upload, .address, .approvals: "an " + name
    default: "a " + name
    }
  }
}
