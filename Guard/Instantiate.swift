import Card
import Purse
import Wire

// Every command of a purse, called with concrete cryptography and storage. The compiler sees an
// allocation only in code that it has specialised; here it specialises all of it.

/// Cryptography in form only: nothing here is secret or hard to forge.
public struct GuardCrypto: PurseCryptography, Sendable {
  private var counter: UInt64 = 1
  public init() {}

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    Word32(UInt64(first.byteCount), UInt64(second.byteCount), counter, 0)
  }

  public mutating func generateKey() -> KeyPair {
    KeyPair(handle: KeyHandle(random()), publicKey: PublicKey(x: random(), y: random()))
  }

  public mutating func sign(_ digest: Digest, with key: KeyHandle) -> Signature {
    Signature(r: digest.word, s: key.word)
  }

  public func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    signature.r == digest.word && signature.s == key.x
  }

  public mutating func random() -> Word32 {
    counter &+= 1
    return Word32(counter, 0, 0, 0)
  }

  public func seal<let n: Int>(
    _ bytes: inout Bytes<n>, under key: PurseKey, commitment: Commitment
  ) {
    bytes.append(bigEndian: key.word.a ^ commitment.word.a, size: 8)
    bytes.append(bigEndian: key.word.b ^ commitment.word.b, size: 8)
  }
}

/// Two banks that forget: enough for the compiler.
public struct GuardStorage: PurseStorage, Sendable {
  public let bankSize = PurseLimits.smallestBank
  private var writes: UInt32 = 0
  public init() {}

  public func read<let n: Int>(
    bank: Int, at offset: Int, count: Int, appendingTo bytes: inout Bytes<n>
  ) {
    for _ in 0..<count { bytes.append(0xFF) }
  }

  public mutating func write(
    bank: Int, at offset: Int, _ bytes: borrowing RawSpan
  ) throws(StorageError) {
    writes &+= 1
    if offset + bytes.byteCount > bankSize { throw .full }
  }

  public mutating func erase(bank: Int) throws(StorageError) { writes &+= 1 }
}

public typealias GuardPurse = Purse<GuardCrypto, GuardStorage>

/// A purse opened from storage.
public func open() -> GuardPurse { GuardPurse(crypto: GuardCrypto(), storage: GuardStorage()) }

/// Life before the holder.
public func issue(
  _ purse: inout GuardPurse, _ data: borrowing Personalisation, _ digits: RawSpan
) throws(PurseError) -> PublicKey {
  let key = try purse.generateKey()
  try purse.personalise(data, pin: PIN(ascii: digits))
  try purse.change(pin: PIN(ascii: digits), to: PIN(ascii: digits))
  try purse.verify(pin: PIN(ascii: digits))
  return key
}

/// The payer's commands.
public func pay(
  _ purse: inout GuardPurse, _ message: RawSpan, _ certificate: RawSpan,
  _ answer: inout PurseAnswer, _ sealed: inout SealedBytes
) throws(PurseError) {
  let next = purse.status.sequence.next
  try purse.pay(
    expected: next, request: message, certificate: certificate, time: nil, answer: &answer,
    sealed: &sealed)
  try purse.payDirect(
    expected: next, amount: .largest, payee: Serial(1), certificate: certificate, time: nil,
    answer: &answer, sealed: &sealed)
  try purse.take(expected: next, acceptance: message, certificate: certificate)
  try purse.take(expected: next, refusal: message, certificate: certificate)
  try purse.unload(expected: next, amount: .largest)
}

/// The payee's commands.
public func receive(
  _ purse: inout GuardPurse, _ message: RawSpan, _ certificate: RawSpan,
  _ answer: inout PurseAnswer
) throws(PurseError) {
  let next = purse.status.sequence.next
  try purse.request(number: RequestNumber(1), amount: .largest, time: nil, answer: &answer)
  try purse.accept(
    expected: next, payment: message, certificate: certificate, sealed: message, time: nil,
    answer: &answer)
  try purse.refuse(expected: next, payment: message, answer: &answer)
  try purse.refuse(expected: next, request: Digest(.zero), answer: &answer)
}

/// A sync, and what anyone may carry to a purse.
public func sync(
  _ purse: inout GuardPurse, _ message: RawSpan, _ request: inout Bytes<512>,
  _ item: inout UploadItem
) throws(PurseError) -> Head {
  try purse.syncRequest(wishes: SyncWishes(), answer: &request)
  var cursor = JournalCursor()
  while purse.nextUploadItem(&cursor, into: &item) {}
  let start = purse.uploadStart()
  try purse.apply(grant: message)
  try purse.learn(authority: message)
  try purse.update(policy: message)
  return start
}

/// What only reads.
public func read(
  _ purse: inout GuardPurse, _ answer: inout PurseAnswer, _ sealed: inout SealedBytes
) -> Bool {
  purse.lastAnswer(into: &answer)
  purse.readPayment(at: purse.status.sequence, into: &answer)
  purse.readSealed(of: purse.status.sequence, into: &sealed)
  return purse.doubt(0) != nil && purse.openRequest(0) != nil && purse.currentPolicy != nil
    && purse.currentCertificate != nil && purse.storage.bankSize > 0
}

/// Every command APDU that anyone can send.
public func process(
  _ card: inout Card<GuardCrypto, GuardStorage>, _ command: RawSpan
) -> UInt8 {
  card.powerUp()
  card.receive(command)
  card.process()
  return card.answerByte(at: card.answerCount - 1)
}
