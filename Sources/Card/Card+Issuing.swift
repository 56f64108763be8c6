import Purse
import Wire

extension Card {
  /// P1 names the suite, and 0 is suite 1 (APD-21).
  mutating func generateKey(of p1: UInt8) throws(PurseError) {
    guard let suite = Suite(rawValue: max(p1, 1)) else { throw .unsupportedSuite }
    let key = try purse.generateKey(of: suite)
    answerNothing()
    buffer.append(.publicKey, key)
  }

  mutating func personalise(_ objects: DataObjects) throws(PurseError) {
    guard let time = try objects.time(buffer.span) else { throw .malformed(.missingField) }
    let pin = try PIN(ascii: buffer.span.extracting(objects.pin(buffer.span)))
    guard let rootKey = PublicKey(buffer.span.extracting(objects.range(.rootKey))) else {
      throw .malformed(.outOfRange)
    }
    let data = Personalisation(
      certificate: try message(.certificate, objects), issuer: try message(.issuer, objects),
      ledger: try message(.ledger, objects), policy: try message(.policy, objects),
      rootKey: rootKey,
      purseKey: PurseKey(try objects.word(.purseKey, buffer.span)), time: time)
    try purse.personalise(data, pin: pin)
    answerNothing()
  }

  private mutating func message<Content: MessageContent>(
    _ tag: ObjectTag, _ objects: DataObjects
  ) throws(PurseError) -> Signed<Content> {
    do {
      return try Signed<Content>(buffer.span.extracting(objects.range(tag)))
    } catch { throw .malformed(error) }
  }
}
