import Card
import Payment
import Purse
import Wire

extension CardPurse {
  public mutating func generateKey(of suite: Suite = .es256) throws -> PublicKey {
    try select()
    var apdu = CommandAPDU(.generateKey, expected: .short) { _ in }
    // Zero stands for suite 1 (APD-21).
    apdu.p1 = suite == .es256 ? 0 : suite.rawValue
    let (data, word) = try exchange(apdu)
    guard word == .done else { throw try issuingRefusal(word, of: apdu) }
    let key = try AnswerObjects(data).bytes(.publicKey)
    guard let read = PublicKey(key.span.bytes) else { throw CardPurseError.garbled }
    return read
  }

  public mutating func personalise(
    _ data: borrowing Personalisation, pin: [UInt8]
  ) throws {
    guard PIN.isWellFormed(pin.span.bytes) else { throw PurseError.pinFormat }
    try select()
    var objects = CommandObjects()
    objects.add(.certificate, [UInt8](data.certificate))
    objects.add(.pin, pin)
    objects.add(.time, number: data.time.seconds)
    objects.add(.issuer, [UInt8](data.issuer))
    objects.add(.ledger, [UInt8](data.ledger))
    objects.add(.policy, [UInt8](data.policy))
    objects.add(.rootKey, data.rootKey.array)
    objects.add(.purseKey, data.purseKey.word)
    let apdu = CommandAPDU(
      cla: 0x80, instruction: Instruction.personalise.rawValue, data: objects.bytes)
    let (_, word) = try exchange(apdu)
    guard word == .done else { throw try issuingRefusal(word, of: apdu) }
    // What the card said of itself before is no longer true.
    selection = nil
    try select()
  }

  /// As `refusal`, for the two commands that belong to other life-cycle states (PUR-2).
  private mutating func issuingRefusal(
    _ word: StatusWord, of apdu: CommandAPDU
  ) throws -> any Error {
    guard word == .conditionsNotSatisfied else {
      return Self.error(word) ?? unexpected(apdu, word)
    }
    return try freshStatus().lifeCycle == .manufactured
      ? PurseError.notPersonalised : PurseError.alreadyPersonalised
  }
}
