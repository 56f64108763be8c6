import Payment
import Purse
import Wire

/// Purses that sign with different suites, and know different ones.
extension Country {
  /// What an honest purse must not refuse of another honest one's: neither for a key that was replaced, nor, where
  /// its own request said what it takes, for a suite.
  func checkMeeting(
    _ error: PurseError, of action: Action, by person: Int
  ) throws(Violation) {
    guard let number = action.letter, let letter = letter(number),
      people.indices.contains(letter.from), people[letter.from].isHonest
    else { return }
    let what = "\(people[person].name) refused what \(people[letter.from].name) sent: \(error)"
    switch error {
    case .unknownIssuer:
      guard hasEnded(letter) else { throw Violation(.noRefusal, what) }
    case .badCertificate: throw Violation(.noRefusal, what)
    case .unsupportedSuite:
      guard !isAnswer(letter) else { throw Violation(.noRefusal, what) }
    default: return
    }
  }

  /// A payment to a request, or the decision on one: both sides knew what the other signs with before any money
  /// left (SUI-6).
  private func isAnswer(_ letter: Letter) -> Bool {
    if let payment = letter.payment { return payment.content.request != nil }
    guard letter.packet.kind == .decision else { return false }
    if let acceptance = try? Signed<Acceptance>(letter.packet.message.span.bytes) {
      return model.entries[acceptance.content.payment]?.request != nil
    }
    guard let refusal = try? Signed<Refusal>(letter.packet.message.span.bytes) else { return false }
    switch refusal.content.subject {
    case .request: return true
    case .payment(let payment): return model.entries[payment]?.request != nil
    }
  }

  private func hasEnded(_ letter: Letter) -> Bool {
    guard let message = letter.packet.certificate,
      let certificate = try? Signed<Certificate>(message.span.bytes).content
    else { return true }
    return hasEnded(certificate, at: time)
  }

  /// The second signature of what a broken device of suite 3 signs; of others nothing.
  func seconds(of message: [UInt8], by person: Int) -> [[UInt8]] {
    guard let key = people[person].purse.currentCertificate?.content.key,
      key.suite == .es256MLDSA65, let envelope = try? Envelope(message.span.bytes),
      let type = try? Envelope.type(ofPayload: envelope.payload)
    else { return [] }
    let digest = Envelope.digest(
      envelope.algorithm, type: type, payload: envelope.payload, hash: hash)
    return ModelMath.seconds(of: digest, by: key.x).items
  }
}
