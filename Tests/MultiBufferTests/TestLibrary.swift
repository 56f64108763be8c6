import Crypto
import Foundation
import LedgerCrypto
import LedgerEngine
import MultiBuffer
import Testing
import Wire

/// The multi-buffer library for tests, made by Scripts/multibuffer.sh. Without it the tests that need
/// it say so; in CI it must be there where there is one. Where the processor has not its instructions,
/// they say so too, and another test looks that swift-crypto serves.
enum TestLibrary {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized
  static let path = root.appending(path: ".build/multibuffer/libcrypto_mb.so").path

  static let isThere: Bool = {
    #if arch(x86_64)
      if ProcessInfo.processInfo.environment["CI"] == "true" { return true }
    #endif
    let isThere = FileManager.default.isReadableFile(atPath: path)
    if !isThere { print("SKIPPED: the multi-buffer library; run Scripts/multibuffer.sh first") }
    return isThere
  }()

  /// As the system tells it, not the library.
  static let fitsProcessor: Bool = {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let words = Set(flags.split(separator: " "))
    let fits =
      words.isSuperset(of: ["avx512ifma", "avx512_vbmi2", "avx512dq", "avx512bw", "bmi2"])
      || words.contains("avx_ifma")
    if !fits { print("SKIPPED: the multi-buffer library; this processor has no IFMA") }
    return fits
  }()

  static func verifier() throws -> MultiBufferVerifier<SoftwareLedgerCrypto> {
    MultiBufferVerifier(try MultiBufferLibrary(path: path), ordinary: crypto)
  }

  static let ordinary = OrdinaryVerifier(crypto, name: "swift-crypto")

  static let crypto = SoftwareLedgerCrypto(
    ledgerKey: P256.Signing.PrivateKey(), issuerKeys: [:], master: Word32(1, 2, 3, 4))
}

extension Trait where Self == ConditionTrait {
  static var withLibrary: ConditionTrait {
    .enabled(
      if: TestLibrary.isThere && TestLibrary.fitsProcessor,
      "SKIPPED: needs Scripts/multibuffer.sh and a processor with IFMA")
  }
}
