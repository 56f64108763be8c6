import Foundation
import LedgerEngine
import MultiBuffer
import Testing
import Settlement
import Wire

/// Which verifier is used, and what is said when it is not the one that was wanted.
@Suite("Verifier choice") struct ChoiceTests {
  @Test("auto, ordinary and paths are told apart; a bare name is a file here, not the system's")
  func words() {
    #expect(VerifierChoice("ordinary", automaticPath: "/x/y.so") == .ordinary)
    #expect(VerifierChoice("auto", automaticPath: nil) == .automatic(path: nil))
    #expect(VerifierChoice("auto", automaticPath: "") == .automatic(path: nil))
    #expect(VerifierChoice("auto", automaticPath: "y.so") == .automatic(path: "./y.so"))
    #expect(VerifierChoice("/x/y.so", automaticPath: nil) == .library(path: "/x/y.so"))
    #expect(VerifierChoice("y.so", automaticPath: "/z") == .library(path: "./y.so"))
  }

  @Test("the ordinary one is used without a word") func ordinary() throws {
    let chosen = try VerifierChoice.ordinary.verifier(
      over: TestLibrary.crypto, name: "swift-crypto")
    #expect(chosen.text == "swift-crypto" && chosen.reason == nil)
  }

  @Test("a library that is named and is none ends it with a sentence") func refused() {
    #expect { try MultiBufferLibrary(path: "/nowhere/libcrypto_mb.so") } throws: { error in
      "\((error as? MultiBufferError)?.text ?? "")".contains("No such file or directory")
    }
    #expect { try MultiBufferLibrary(path: #filePath) } throws: { error in
      "\((error as? MultiBufferError)?.text ?? "")".contains("invalid ELF header")
    }
    #expect(
      throws: MultiBufferError.notTheLibrary(
        path: "libc.so.6", missing: "mbx_is_crypto_mb_applicable")
    ) { try MultiBufferLibrary(path: "libc.so.6") }
  }

  @Test("auto goes on with the ordinary one and says why") func fallsBack() throws {
    let choice = VerifierChoice("auto", automaticPath: "/nowhere/libcrypto_mb.so")
    let chosen = try choice.verifier(over: TestLibrary.crypto, name: "swift-crypto")
    #expect(chosen.verifier.name == "swift-crypto")
    #expect(chosen.reason?.contains("/nowhere/libcrypto_mb.so") == true)
    let checks = SignatureVector.all.map(\.check)
    #expect(chosen.verifier.verify(checks) == SignatureVector.all.map(\.holds))
  }

  @Test("auto takes the library where it is, and says its version", .withLibrary)
  func automatic() throws {
    let choice = VerifierChoice("auto", automaticPath: TestLibrary.path)
    let chosen = try choice.verifier(over: TestLibrary.crypto, name: "swift-crypto")
    #expect(chosen.reason == nil)
    #expect(chosen.text.contains(/^multi-buffer [0-9]+\.[0-9]+\.[0-9]+$/))
  }

  @Test(
    "a processor without the instructions is found out before anything is computed", .withLibrary)
  func otherProcessor() {
    // As the library counts them: MMX and nothing else.
    #expect(throws: MultiBufferError.processor(path: TestLibrary.path)) {
      try MultiBufferLibrary(path: TestLibrary.path, features: 1)
    }
  }

  @Test(
    "on this processor, which has not the instructions, swift-crypto serves",
    .enabled(
      if: TestLibrary.isThere && !TestLibrary.fitsProcessor, "the processor has the instructions"))
  func thisProcessor() throws {
    let choice = VerifierChoice("auto", automaticPath: TestLibrary.path)
    let chosen = try choice.verifier(over: TestLibrary.crypto, name: "swift-crypto")
    #expect(chosen.verifier.name == "swift-crypto")
    #expect(chosen.reason == MultiBufferError.processor(path: TestLibrary.path).text)
  }

  @Test(
    "a library that takes or refuses everything, or mixes up lanes, is never used",
    arguments: ["0", "0x88888888", "0x08080808", "0x80808088"])
  func liar(status: String) throws {
    let path = try Self.library(answering: status)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(throws: MultiBufferError.wrongAnswers(path: path)) {
      try MultiBufferLibrary(path: path)
    }
    let chosen = try VerifierChoice("auto", automaticPath: path)
      .verifier(over: TestLibrary.crypto, name: "swift-crypto")
    #expect(chosen.verifier.name == "swift-crypto")
    #expect(chosen.reason?.contains("wrong answer") == true)
  }

  @Test("a library that says it does not fit is never called", arguments: [(0, 8), (1, 0)])
  func doesNotFit(isApplicable: Int, widths: Int) throws {
    let path = try Self.library(answering: "0", isApplicable: isApplicable, widths: widths)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let chosen = try VerifierChoice("auto", automaticPath: path)
      .verifier(over: TestLibrary.crypto, name: "swift-crypto")
    #expect(chosen.verifier.name == "swift-crypto")
    #expect(chosen.reason == MultiBufferError.processor(path: path).text)
  }

  /// A library with the right names and one answer to everything.
  private static func library(
    answering status: String, isApplicable: Int = 1, widths: Int = 8
  ) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "liar-\(UUID()).so").path
    let source = """
      static const int version[3] = {1, 2, 3};
      int mbx_is_crypto_mb_applicable(unsigned long long features) { return \(isApplicable); }
      unsigned long long mbx_get_algo_info(int algorithm) { return \(widths); }
      const int *mbx_getversion(void) { return version; }
      unsigned mbx_nistp256_ecdsa_verify_mb8(void) { return \(status); }
      """
    let input = Pipe()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["clang", "-shared", "-nostdlib", "-x", "c", "-", "-o", path]
    process.standardInput = input
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(source.utf8))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return path
  }
}
