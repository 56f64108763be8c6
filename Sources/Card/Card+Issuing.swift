import Purse
import Wire

extension Card {
  mutating func generateKey() throws(PurseError) {
    let key = try purse.generateKey()
    answerNothing()
    buffer.append(.publicKey, key)
  }

  mutating func personalise(_ objects: DataObjects) throws(PurseError) {
    guard let time = try objects.time(buffer.span) else { throw .malformed(.missingField) }
    let pin = try PIN(ascii: buffer.span.extracting(objects.pin(buffer.span)))
    let data = Personalisation(
      certificate: try message(.certificate, objects), issuer: try message(.issuer, objects),
      ledger: try message(.ledger, objects), policy: try message(.policy, objects),
      rootKey: PublicKey(
        x: try objects.word(.rootKey, buffer.span, 0, of: 2),
        y: try objects.word(.rootKey, buffer.span, 1, of: 2)),
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
