import Foundation
import Wire

/// What a purse's wallet carries, so that others can check its certificate (KEY-24).
public struct Introduction: Codable, Equatable, Sendable {
  /// Of the issuer that signed the certificate.
  public var authority: [UInt8]?
  /// How the root came to be, the oldest first.
  public var successions: [[UInt8]]

  public init(authority: [UInt8]? = nil, successions: [[UInt8]] = []) {
    self.authority = authority
    self.successions = successions
  }

  /// From what came beside a grant: the authority of the certificate's issuer, and all successions.
  public init(lessons: [[UInt8]], for certificate: Certificate) {
    self.init()
    for lesson in lessons {
      let data = Data(lesson)
      if Signed<Succession>(kept: data) != nil { successions.append(lesson) }
      guard let known = Signed<Authority>(kept: data)?.content, known.role == .issuer,
        known.id == certificate.issuer
      else { continue }
      authority = lesson
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
