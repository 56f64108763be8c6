import Foundation
import Testing

/// The gate against the compiler's fault finds it, and leaves right code alone.
@Suite("The miscompile gate") struct GateTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardizedFileURL

  /// Runs the gate on a disassembly; says whether it let it pass.
  private func passes(_ lines: [String]) throws -> Bool {
    let file = FileManager.default.temporaryDirectory.appending(path: "gate-\(UUID()).s")
    defer { try? FileManager.default.removeItem(at: file) }
    try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    let gate = Process()
    gate.executableURL = URL(filePath: "/usr/bin/env")
    gate.arguments = [
      "python3", Self.root.appending(path: "Scripts/firmware-gate.py").path, file.path,
    ]
    gate.standardOutput = FileHandle.nullDevice
    gate.standardError = FileHandle.nullDevice
    try gate.run()
    gate.waitUntilExit()
    return gate.terminationStatus == 0
  }

  @Test("a structure copied through self, and self set anew, is right code") func copies() throws {
    #expect(
      try passes([
        "00000100 <method>:",
        "     100:      \tpush.w\t{r4, r10, lr}",
        "     104:      \tldm.w\tr10!, {r1, r2, r3, r7}",
        "     108:      \tldm.w\tr10, {r1, r2, r3, r7}",
        "     10c:      \tmov\tr10, r6",
        "     10e:      \tldr.w\tr0, [r10, #0x10]",
        "     112:      \tpop.w\t{r4, r10, pc}",
      ]))
  }

  @Test("self read behind its own end is found") func reads() throws {
    #expect(
      try !passes([
        "00000100 <method>:",
        "     100:      \tpush.w\t{r4, lr}",
        "     104:      \tldm.w\tr10!, {r1, r2}",
        "     108:      \tadds\tr1, r1, r2",
        "     10a:      \tldr.w\tr0, [r10, #0x10]",
        "     10e:      \tpop\t{r4, pc}",
      ]))
  }

  @Test("self lost before the call of a method that needs it is found, on any path") func calls()
    throws
  {
    let caller = [
      "00000100 <caller>:",
      "     100:      \tldm.w\tr10!, {r1, r2}",
      "     104:      \tcmp\tr1, r2",
      "     106:      \tbeq\t0x10c <caller+0xc> @ imm = #0x2",
      "     108:      \tmov\tr10, r4",
      "     10a:      \tnop",
      "     10c:      \tbl\t0x200 <method> @ imm = #0xf0",
      "     110:      \tpop\t{r4, pc}",
      "00000200 <method>:",
    ]
    #expect(
      try !passes(caller + ["     200:      \tldr.w\tr0, [r10, #0x4]", "     204:      \tbx\tlr"]))
    #expect(try passes(caller + ["     200:      \tmov\tr10, r0", "     204:      \tbx\tlr"]))
  }

  @Test("a disassembly of another processor, or none, does not pass") func blind() throws {
    #expect(try !passes([]))
    #expect(try !passes(["     100:      \t<unknown>"]))
  }
}
