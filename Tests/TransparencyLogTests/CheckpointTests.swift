import Testing

@testable import TransparencyLog

@Suite struct CheckpointTests {
  private static let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
  private static let valid = "example.com/behind-the-sofa\n20852163\n\(root)\n"

  @Test("LOG-12: the specification's example is read and written again")
  func example() throws {
    let checkpoint = try Checkpoint(text: Self.valid)
    #expect(checkpoint.origin == "example.com/behind-the-sofa")
    #expect(checkpoint.size == 20_852_163)
    #expect(checkpoint.text == Self.valid)
  }

  @Test(
    "LOG-12: anything but three lines in their one form is refused",
    arguments: [
      ("", 1), ("\n1\n\(root)\n", 1), ("two words\n1\n\(root)\n", 1), ("a+b\n1\n\(root)\n", 1),
      ("a", 2), ("a\n", 2), ("a\n\n\(root)\n", 2), ("a\n01\n\(root)\n", 2), ("a\n+1\n\(root)\n", 2),
      ("a\n-1\n\(root)\n", 2), ("a\n1 \n\(root)\n", 2), ("a\n0x1\n\(root)\n", 2),
      ("a\n١\n\(root)\n", 2),
      ("a\n4611686018427387905\n\(root)\n", 2), ("a\n18446744073709551616\n\(root)\n", 2),
      ("a\n1", 3), ("a\n1\n", 3), ("a\n1\n\(root.dropLast())\n", 3), ("a\n1\nAAAA\n", 3),
      ("a\n1\n\(root.replacing("2I=", with: "2J="))\n", 3), ("a\n1\n \(root)\n", 3),
      ("a\n1\n\(root)", 4), ("a\n1\n\(root)\nextension\n", 4), ("a\n1\n\(root)\n\n", 4),
    ])
  func refused(text: String, line: Int) {
    #expect(throws: NoteError.malformedCheckpoint(line: line)) { try Checkpoint(text: text) }
  }

  @Test("LOG-12: the largest number is 2^62")
  func largest() throws {
    #expect(
      try Checkpoint(text: "a\n4611686018427387904\n\(Self.root)\n").size == LogTree.maximumSize)
  }

  @Test("LOG-11, LOG-12: a checkpoint counts for its own log and key only")
  func signed() throws {
    let signer = try Fixture.signer()
    let checkpoint = Checkpoint(origin: Fixture.origin, size: 3, root: .empty)
    let note = try checkpoint.signed(by: signer)
    #expect(
      try Checkpoint(note: note, origin: Fixture.origin, keys: [signer.key]) == checkpoint)
    #expect(throws: NoteError.otherOrigin(Fixture.origin)) {
      try Checkpoint(note: note, origin: "other.example/log", keys: [signer.key])
    }
    let other = try Fixture.signer(seed: 8).key
    #expect(throws: NoteError.noKnownSignature) {
      try Checkpoint(note: note, origin: Fixture.origin, keys: [other])
    }
  }
}
