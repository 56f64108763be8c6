import Foundation
import Wire

/// What a purse's wallet carries, so that others can check its certificate (KEY-24).
public struct Introduction: Codable, Equatable, Sendable {
  /// Of the issuer that signed the certificate.
  public var authority: [UInt8]?
  /// How the root came to be, the oldest first.
  public var successions: [[UInt8]]
  /// What the root in force says of issuers before this one: whoever learns a succession forgets them.
  public var olderIssuers: [[UInt8]]?

  /// What goes beside a message, among its documents.
  public var documents: [[UInt8]] { successions + (olderIssuers ?? []) }

  public init(authority: [UInt8]? = nil, successions: [[UInt8]] = []) {
    self.authority = authority
    self.successions = successions
  }

  /// From what came beside a grant: the authority of the certificate's issuer, all successions, and older issuers.
  /// - Parameter before: what the wallet had: of its purse's issuer that holds on where nothing came.
  public init(
    lessons: [[UInt8]], for certificate: Certificate, after before: Introduction = Introduction()
  ) {
    self.init()
    var older: [[UInt8]] = []
    for lesson in lessons {
      let data = Data(lesson)
      if Signed<Succession>(kept: data) != nil { successions.append(lesson) }
      guard let known = Signed<Authority>(kept: data)?.content, known.role == .issuer else {
        continue
      }
      if known.id == certificate.issuer { authority = lesson } else { older.append(lesson) }
    }
    if !successions.isEmpty, !older.isEmpty { olderIssuers = older }
    if authority == nil,
      let known = before.authority.flatMap({ Signed<Authority>(kept: Data($0)) }),
      known.content.id == certificate.issuer
    {
      authority = before.authority
    }
  }

  /// Kept beside a device; nothing where there is none.
  public static func read(_ path: String) -> Introduction {
    let data = FileManager.default.contents(atPath: path)
    return data.flatMap { try? JSONDecoder().decode(Introduction.self, from: $0) }
      ?? Introduction()
  }

  public func write(to path: String) throws {
    try DurableFile.write([UInt8](try JSONEncoder().encode(self)), to: path, mode: 0o600)
  }
}
