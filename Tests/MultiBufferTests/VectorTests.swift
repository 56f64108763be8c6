import CardCrypto
import LedgerEngine
import MultiBuffer
import Purse
import PurseCrypto
import Testing
import Settlement
import Wire

/// The same cases by everything that verifies: none of them decides alone what holds.
@Suite("Signature vectors") struct VectorTests {
  @Test("there are hundreds, on both sides") func count() {
    #expect(SignatureVector.good.count >= 150 && SignatureVector.bad.count >= 150)
    #expect(SignatureVector.messages.count >= 25)
  }

  @Test("LED-82: the ledger's own cryptography takes and refuses what the vectors say")
  func ordinary() {
    expect { TestLibrary.ordinary.verify($0) }
  }

  @Test("LED-82: the multi-buffer library takes and refuses what the vectors say", .withLibrary)
  func multiBuffer() throws {
    let verifier = try TestLibrary.verifier()
    expect { verifier.verify($0) }
  }

  @Test("LED-82: so it does when each comes alone", .withLibrary) func alone() throws {
    let verifier = try TestLibrary.verifier()
    expect { checks in checks.map { verifier.verify([$0])[0] } }
  }

  @Test("LED-82: so it does eight times over, when no lane is anything else", .withLibrary)
  func eightTimes() throws {
    let verifier = try TestLibrary.verifier()
    expect { checks in
      checks.map { check in
        let answers = verifier.verify([SignatureCheck](repeating: check, count: 8))
        #expect(Set(answers).count == 1)
        return answers[0]
      }
    }
  }

  @Test("LED-82: a software purse agrees with the ledger") func purse() {
    let crypto = SoftwarePurseCrypto()
    expect { $0.map { crypto.verify($0.signature, over: $0.digest, by: $0.key) } }
  }

  @Test("LED-82: a card agrees with the ledger, digests of 0 modulo n apart, which it refuses")
  func card() {
    let crypto = BearSSLPurseCrypto(entropy: SeedEntropy(seed: Word32(1, 2, 3, 4)))
    let zeros = SignatureVector.all.filter { [.zero, Self.order].contains($0.check.digest.word) }
    #expect(zeros.contains { $0.holds })
    for zero in zeros.map(\.check) {
      #expect(!crypto.verify(zero.signature, over: zero.digest, by: zero.key))
    }
    expect(except: Set(zeros.map(\.name))) {
      $0.map { crypto.verify($0.signature, over: $0.digest, by: $0.key) }
    }
  }

  private static let order = Word32(
    0xFFFF_FFFF_0000_0000, 0xFFFF_FFFF_FFFF_FFFF, 0xBCE6_FAAD_A717_9E84, 0xF3B9_CAC2_FC63_2551)

  private func expect(
    except left: Set<String> = [], sourceLocation: SourceLocation = #_sourceLocation,
    _ verify: ([SignatureCheck]) -> [Bool]
  ) {
    let vectors = (SignatureVector.all + SignatureVector.messages)
      .filter { !left.contains($0.name) }
    let answers = verify(vectors.map(\.check))
    #expect(answers.count == vectors.count, sourceLocation: sourceLocation)
    for (vector, holds) in zip(vectors, answers) where holds != vector.holds {
      Issue.record(
        "\(vector.name) should \(vector.holds ? "" : "not ")hold", sourceLocation: sourceLocation)
    }
  }
}
