import Crypto
import Foundation
import LedgerCrypto
import PKCS11
import PurseCrypto
import Testing
import Wire

@Suite("A PKCS#11 token", .enabled(if: SoftToken.isThere), .serialized) struct TokenTests {
  @Test("KEY-3: signs digests with a key that it does not give out") func signing() throws {
    let token = try SoftToken.open("signing")
    let point = try token.makeSigningKey("key")
    #expect(try token.publicKey("key") == point)
    #expect(try token.isExtractable("key") == false)
    let message = Data("a message".utf8)
    let signature = try token.sign([UInt8](SHA256.hash(data: message)), with: "key")
    let key = try P256.Signing.PublicKey(rawRepresentation: point)
    #expect(
      key.isValidSignature(
        try P256.Signing.ECDSASignature(rawRepresentation: signature), for: message))
  }

  @Test("KEY-4: authenticates under a secret that it does not give out") func secret() throws {
    let token = try SoftToken.open("secret")
    try token.makeSecret("secret")
    try token.makeSecret("other")
    #expect(try token.isExtractable("secret") == false)
    let tag = try token.authenticate([1, 2, 3], with: "secret")
    #expect(tag.count == 32)
    #expect(try token.authenticate([1, 2, 3], with: "secret") == tag)
    #expect(try token.authenticate([1, 2, 4], with: "secret") != tag)
    #expect(try token.authenticate([1, 2, 3], with: "other") != tag)
  }

  @Test("KEY-3: its signatures are held against the key that was certified") func signer() throws {
    let token = try SoftToken.open("signer")
    let points = [try token.makeSigningKey("one"), try token.makeSigningKey("two")]
    let keys = points.map {
      Wire.PublicKey(x: Word32($0.span.bytes), y: Word32($0.span.bytes, at: 32))
    }
    let access = TokenAccess(modulePath: try #require(SoftToken.modulePath), label: "signer") {
      SoftToken.pin
    }
    let digest = Wire.Digest(Word32(1, 2, 3, 4))
    let signature = try TokenSigner(access, name: "one", publicKey: keys[0]).sign(digest)
    #expect(signature.holds(over: digest, by: try #require(keys[0].parsed)))
    #expect(throws: TokenError.otherKey("one", token: "signer")) {
      try TokenSigner(access, name: "one", publicKey: keys[1]).sign(digest)
    }
  }

  @Test("KEY-5: a ledger whose token fails signs nothing that holds, and says so once")
  func failure() throws {
    let access = TokenAccess(modulePath: "/lib/none.so", label: "gone") { SoftToken.pin }
    let key = Wire.PublicKey(x: Word32(1, 2, 3, 4), y: Word32(1, 2, 3, 4))
    let signer = TokenSigner(access, name: "ledger", publicKey: key)
    var crypto = SoftwareLedgerCrypto(
      ledger: signer, issuers: [AuthorityID(1): signer], master: TokenMaster(access, name: "m"))
    try crypto.failure.check()
    #expect(crypto.signAsLedger(Wire.Digest(.zero)).r == .zero)
    #expect(throws: TokenError.module("/lib/none.so")) { try crypto.failure.check() }
    try crypto.failure.check()
    #expect(crypto.sign(Wire.Digest(.zero), as: AuthorityID(1))?.s == .zero)
    #expect(throws: TokenError.module("/lib/none.so")) { try crypto.failure.check() }
    #expect(crypto.open([1], of: Serial(1), commitment: Commitment(.zero)) == nil)
    #expect(throws: TokenError.module("/lib/none.so")) { try crypto.failure.check() }
  }

  @Test("is opened again and has its keys") func again() throws {
    let point = try SoftToken.open("again").makeSigningKey("key")
    let token = try Token(try SoftToken.module(), label: "again", pin: SoftToken.pin)
    #expect(try token.publicKey("key") == point)
  }

  @Test("says what is wrong") func refusals() throws {
    let module = try SoftToken.module()
    #expect(throws: TokenError.pinWrong("refusing")) {
      try Token(module, label: "refusing", pin: Array("9999".utf8))
    }
    let error = try #require(throws: TokenError.self) {
      try Token(module, label: "nobody", pin: SoftToken.pin)
    }
    guard case .unknownToken("nobody", let known) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(known.contains("refusing"))
    #expect(throws: TokenError.module("/lib/none.so")) { try TokenModule.load("/lib/none.so") }
    let token = try Token(module, label: "refusing", pin: SoftToken.pin)
    #expect(throws: TokenError.keyMissing("key", token: "refusing")) {
      try token.sign([UInt8](repeating: 1, count: 32), with: "key")
    }
    _ = try token.makeSigningKey("key")
    #expect(throws: TokenError.keyExists("key", token: "refusing")) {
      try token.makeSigningKey("key")
    }
  }
}
