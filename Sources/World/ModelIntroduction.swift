import Wire

/// What a holder's wallet carries, so that others believe the purse's certificate (KEY-24).
struct ModelIntroduction: Equatable, Sendable {
  var authority: [UInt8]?
  /// Successions of the root, and older issuers that the root in force speaks of.
  var documents: [[UInt8]] = []

  init() {}

  /// From what came beside a grant.
  init(lessons: [[UInt8]], for certificate: Certificate, after before: ModelIntroduction) {
    for lesson in lessons {
      if (try? Signed<Succession>(lesson.span.bytes)) != nil { documents.append(lesson) }
      guard let known = try? Signed<Authority>(lesson.span.bytes).content, known.role == .issuer
      else { continue }
      if known.id == certificate.issuer { authority = lesson } else { documents.append(lesson) }
    }
    guard authority == nil, let known = before.authority,
      (try? Signed<Authority>(known.span.bytes))?.content.id == certificate.issuer
    else { return }
    authority = known
  }
}
