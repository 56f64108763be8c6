import LedgerCrypto
import PurseCrypto
import Settlement
import Synchronization
import Testing
import Wire
import World

@testable import LedgerEngine

/// A batch's signatures are verified by the verifier that the ledger was given.
@Suite struct VerifierTests {
  /// Refuses one signature, and remembers what it was asked.
  private final class Refusing: SignatureBatchVerifier {
    let asked = Mutex<[SignatureCheck]>([])
    let refused: Digest?
    private let ordinary: OrdinaryVerifier<ModelLedgerCrypto>
    var name: String { "refusing" }

    init(_ digest: Digest?, _ crypto: ModelLedgerCrypto) {
      refused = digest
      ordinary = OrdinaryVerifier(crypto)
    }

    func verify(_ checks: [SignatureCheck]) -> [Bool] {
      asked.withLock { $0 += checks }
      return zip(checks, ordinary.verify(checks)).map { $1 && $0.digest != refused }
    }
  }

  @Test("LED-80, LED-82: what the verifier refuses the ledger refuses, and nothing else")
  func refuses() throws {
    let (stage, uploads) = try Town.make()
    let upload = uploads[3]
    let request = try Signed<SyncRequest>(upload.message.span.bytes)
    let crypto = stage.bank.ledger.crypto
    let verifier = Refusing(request.digest(hash: crypto), crypto)
    var ledger = BatchLedger(Town.engine(stage).ledger, verifier: verifier)
    let results = try ledger.settle(uploads, time: ModelBank.start, on: Memory())
    for (index, result) in results.enumerated() {
      if index == 3 {
        #expect(throws: LedgerError.badSignature) { try result.get() }
      } else {
        #expect(throws: Never.self) { try result.get() }
      }
    }
    #expect(verifier.asked.withLock { $0.count } >= uploads.count)
  }

  @Test("SUI-9: what was verified for one message counts for no other of the same digest")
  func otherMessage() throws {
    let key = try #require(SigningKey(.edDSA))
    let digest = Wire.Digest(Word32(1, 2, 3, 4))
    let message: [UInt8] = [1, 2, 3]
    let good = SignatureCheck(
      signature: key.sign(digest, of: message), digest: digest, key: key.publicKey,
      message: message)
    let base = SoftwareLedgerCrypto(
      ledger: key, issuers: [:], master: MemoryMaster(Word32(0, 0, 0, 0)))
    var crypto = PrefetchedCrypto(base)
    crypto.known = [good: true]
    #expect(crypto.verify(good))
    let other = SignatureCheck(
      signature: good.signature, digest: digest, key: key.publicKey, message: [3, 2, 1])
    #expect(!crypto.verify(other))
    #expect(!crypto.verify(good.signature, over: digest, by: key.publicKey))
  }

  @Test("the ordinary verifier answers in the places of the checks") func places() throws {
    let (stage, uploads) = try Town.make()
    let ledger = stage.bank.ledger
    var checks = try uploads.map { upload in
      let request = try Signed<SyncRequest>(upload.message.span.bytes)
      let purse = try #require(ledger.book.purses[request.content.serial])
      return SignatureCheck(
        signature: request.signature, digest: request.digest(hash: ledger.crypto),
        key: purse.certificate.key)
    }
    checks.swapAt(1, 6)
    checks[2] = SignatureCheck(
      signature: checks[2].signature, digest: checks[3].digest, key: checks[2].key)
    let many = (0..<100).map { checks[$0 % checks.count] }
    let expected = many.indices.map { $0 % checks.count != 2 }
    #expect(OrdinaryVerifier(ledger.crypto).verify(many) == expected)
  }
}
