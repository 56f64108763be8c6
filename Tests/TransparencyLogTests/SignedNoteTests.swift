import Crypto
import Foundation
import Testing

@testable import TransparencyLog

@Suite struct SignedNoteTests {
  private static let text = """
    If you think cryptography is the answer to your problem,
    then you don't know what your problem is.

    """
  private static let peterLine =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
  private static let enochLine =
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
  private static let peter =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
  private static let enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
  private static let note = text + "\n" + peterLine + enochLine

  @Test("LOG-9, LOG-10: Go's own note is signed byte for byte as Go signs it")
  func signed() throws {
    let seed = try #require(
      CanonicalText.bytes(base64: "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"))
    let signer = try NoteSigner(
      name: "PeterNeumann",
      privateKey: Curve25519.Signing.PrivateKey(rawRepresentation: seed.dropFirst()))
    #expect(signer.key.text == Self.peter)
    let note = try SignedNote(text: Self.text, signers: [signer])
    #expect(note.bytes == Array((Self.text + "\n" + Self.peterLine).utf8))
  }

  @Test("LOG-11: keys that have signed are told, unknown ones do not matter")
  func keys() throws {
    let (peter, enoch) = (try NoteKey(text: Self.peter), try NoteKey(text: Self.enoch))
    let note = try SignedNote(bytes: Array(Self.note.utf8))
    #expect(note.text == Self.text)
    #expect(try note.verify(by: [peter]) == [peter])
    #expect(try note.verify(by: [enoch, peter]) == [peter, enoch])
    #expect(throws: NoteError.noKnownSignature) { try note.verify(by: []) }
    let namesake = try NoteKey(name: "PeterNeumann", publicKey: enoch.publicKey)
    #expect(throws: NoteError.noKnownSignature) { try note.verify(by: [namesake]) }
    let otherName = try NoteKey(name: "Peter", publicKey: peter.publicKey)
    #expect(throws: NoteError.noKnownSignature) { try note.verify(by: [otherName]) }
  }

  @Test("LOG-11: a known key's signature that does not hold refuses the note, whoever else signed")
  func forged() throws {
    let peter = try NoteKey(text: Self.peter)
    let altered = Self.note.replacingOccurrences(of: "answer", with: "Answer")
    #expect(throws: NoteError.badSignature(key: Self.peter)) {
      try SignedNote(bytes: Array(altered.utf8)).verify(by: [peter])
    }
    let forged = Self.peterLine.replacingOccurrences(of: "x08go/ZJ", with: "x08go/ZK")
    let note = try SignedNote(bytes: Array((Self.text + "\n" + Self.peterLine + forged).utf8))
    #expect(throws: NoteError.badSignature(key: Self.peter)) { try note.verify(by: [peter]) }
    let short = Self.peterLine.replacingOccurrences(of: "x08go/ZJkuBS", with: "x08go/ZJ")
    #expect(throws: NoteError.badSignature(key: Self.peter)) {
      try SignedNote(bytes: Array((Self.text + "\n" + short).utf8)).verify(by: [peter])
    }
  }

  @Test(
    "LOG-12: checkpoints of the Go checksum database, as it signed them",
    arguments: [
      (
        15_081_221 as UInt64, "BoMMe1wd25Tco0mYGROkyqxHZWx+hcSCtMV315Lu6Lg=",
        "Az3grilD7vQqTrv66jRgKM84Y80KTprrSt4bKmiOPxgmS5ZVBTeCl6dUvjYnN13R+C8j0jGY1WnUADGMkok3U0m2Zgo="
      ),
      (
        63_096_908, "8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=",
        "Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk="
      ),
    ])
  func database(size: UInt64, root: String, signature: String) throws {
    let key = try NoteKey(
      text: "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    let bytes = "go.sum database tree\n\(size)\n\(root)\n\n— sum.golang.org \(signature)\n"
    let note = try SignedNote(bytes: Array(bytes.utf8))
    #expect(try note.verify(by: [key]) == [key])
    #expect(note.bytes == Array(bytes.utf8))
  }

  @Test("LOG-9: the specification's own examples are read, a text with empty lines too")
  func examples() throws {
    let poem = """
      Ognuno sta solo sul cuor della terra
      trafitto da un raggio di sole:

      ed è subito sera.

      — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

      """
    let note = try SignedNote(bytes: Array(poem.utf8))
    #expect(note.text.hasSuffix("sera.\n"))
    #expect(note.signatures.map(\.name) == ["quasimodo.example/salvatore"])
    #expect(note.bytes == Array(poem.utf8))
  }

  @Test(
    "LOG-9: a note that is written in any other way is refused",
    arguments: [
      (text, .noSignatures), (text + "\n", .noSignatures), ("", .noSignatures),
      ("\n", .noSignatures),
      ("\n" + peterLine, .noSignatures), (text + peterLine, .noSignatures),
      (text + "\n" + peterLine.dropLast(), .noSignatures),
      (text + "\n" + peterLine + "\n", .noSignatures),
      ("\u{1}" + text + "\n" + peterLine, .controlCharacter(offset: 0)),
      (text + "\r\n" + peterLine, .controlCharacter(offset: 99)),
      (text + "\n" + peterLine + "Unexpected line.\n", .malformedSignature(line: 2)),
      (line("- PeterNeumann x08go/ZJ"), .malformedSignature(line: 1)),
      (line("—PeterNeumann x08go/ZJ"), .malformedSignature(line: 1)),
      (line("—  PeterNeumann x08go/ZJ"), .malformedSignature(line: 1)),
      (line("— Bad Name x08go/ZJ"), .malformedSignature(line: 1)),
      (line("— Bad\u{a0}Name x08go/ZJ"), .malformedSignature(line: 1)),
      (line("— Bad+Name x08go/ZJ"), .malformedSignature(line: 1)),
      (line("—  x08go/ZJ"), .malformedSignature(line: 1)),
      (line("— x08go/ZJ"), .malformedSignature(line: 1)),
      (line("— Peter x08go/ZJ "), .malformedSignature(line: 1)),
      (line("— Peter x08goA=="), .malformedSignature(line: 1)),
      (line("— Peter x08go/Y"), .malformedSignature(line: 1)),
      (line("— Peter x08go/Z="), .malformedSignature(line: 1)),
      (line("— Peter x08go-Y="), .malformedSignature(line: 1)),
      (line("— Peter x08g o/Y="), .malformedSignature(line: 1)),
      (line("— Peter x08go/Y=="), .malformedSignature(line: 1)),
      (text + "\n" + String(repeating: peterLine, count: 101), .tooManySignatures),
      (String(repeating: "a", count: 1_000_000) + "\n\n" + peterLine, .tooLarge),
    ] as [(String, NoteError)])
  func refused(note: String, error: NoteError) {
    #expect(throws: error) { try SignedNote(bytes: Array(note.utf8)) }
  }

  @Test("LOG-9: bytes that are not UTF-8 are refused")
  func notText() {
    for bytes: [UInt8] in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]] {
      #expect(throws: NoteError.notText) { try SignedNote(bytes: bytes + Array(Self.note.utf8)) }
    }
  }

  @Test("LOG-9: a note that could not be read is not signed")
  func unsigned() throws {
    let signer = try Fixture.signer()
    #expect(throws: NoteError.noSignatures) { try SignedNote(text: Self.text, signers: []) }
    #expect(throws: NoteError.noSignatures) { try SignedNote(text: "", signers: [signer]) }
    #expect(throws: NoteError.noSignatures) { try SignedNote(text: "abc", signers: [signer]) }
    #expect(throws: NoteError.controlCharacter(offset: 1)) {
      try SignedNote(text: "a\tb\n", signers: [signer])
    }
    #expect(throws: NoteError.malformedName) { try Fixture.signer(name: "a b") }
    #expect(throws: NoteError.malformedName) { try Fixture.signer(name: "") }
  }

  @Test("LOG-10: a key's text in which any byte is other, missing or more is refused")
  func mangledKeys() {
    let bytes = Array(Self.peter.utf8)
    for index in bytes.indices {
      for change: UInt8 in [1, 0x20] {
        var mangled = bytes
        mangled[index] ^= change
        #expect(throws: NoteError.self) {
          try NoteKey(text: String(decoding: mangled, as: UTF8.self))
        }
      }
      #expect(throws: NoteError.self) {
        try NoteKey(text: String(decoding: bytes[..<index], as: UTF8.self))
      }
      if index > 0 {
        #expect(throws: NoteError.self) {
          try NoteKey(text: String(decoding: bytes[index...], as: UTF8.self))
        }
      }
    }
    for text in [
      "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
      "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
      Self.peter.replacingOccurrences(of: "c74f20a3", with: "C74F20A3"), Self.peter + "\n",
    ] {
      #expect(throws: NoteError.malformedKey) { try NoteKey(text: text) }
    }
  }

  private static func line(_ line: String) -> String { text + "\n" + line + "\n" }
}
