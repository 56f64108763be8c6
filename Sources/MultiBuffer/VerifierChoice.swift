import LedgerEngine
import Settlement

/// Which verifier a ledger is to use.
public enum VerifierChoice: Equatable, Sendable {
  /// The ledger's own cryptography.
  case ordinary
  /// The multi-buffer library if it is there and fits; at a path, or where the system has libraries.
  case automatic(path: String?)
  /// The multi-buffer library at a path, or none.
  case library(path: String)

  /// - Parameters:
  ///   - text: `ordinary`, `auto` or a path.
  ///   - path: where `auto` looks (KONTANT_MULTIBUFFER); nil or empty is where the system looks.
  public init(_ text: String, automaticPath path: String?) {
    switch text {
    case "ordinary": self = .ordinary
    case "auto": self = .automatic(path: path.flatMap { $0.isEmpty ? nil : Self.file($0) })
    default: self = .library(path: Self.file(text))
    }
  }

  /// - Throws: for a library that was named and cannot be used.
  public func verifier<Crypto: SignatureVerifier & Sendable>(
    over crypto: Crypto, name: String
  ) throws(MultiBufferError) -> ChosenVerifier {
    let ordinary = OrdinaryVerifier(crypto, name: name)
    switch self {
    case .ordinary: return ChosenVerifier(verifier: ordinary, reason: nil)
    case .library(let path):
      let library = try MultiBufferLibrary(path: path)
      return ChosenVerifier(
        verifier: MultiBufferVerifier(library, ordinary: crypto), reason: nil)
    case .automatic(let path):
      do throws(MultiBufferError) {
        return try Self.library(path: path ?? Self.fileName).verifier(over: crypto, name: name)
      } catch {
        return ChosenVerifier(verifier: ordinary, reason: error.text)
      }
    }
  }

  /// A name without a slash would be looked for among the system's libraries.
  private static func file(_ path: String) -> String {
    path.contains("/") ? path : "./" + path
  }

  private static let fileName = "libcrypto_mb.so"
}

/// A verifier, and why it is not the one that was hoped for.
public struct ChosenVerifier: Sendable {
  public let verifier: any SignatureBatchVerifier
  /// Why the multi-buffer library is not used, where it would have been; a sentence without its
  /// full stop.
  public let reason: String?

  /// "multi-buffer 2.3.0", or "swift-crypto (why)".
  public var text: String { reason.map { "\(verifier.name) (\($0))" } ?? verifier.name }
}
