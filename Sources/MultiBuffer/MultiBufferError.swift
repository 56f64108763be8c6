/// Why a multi-buffer library is not used. Nothing has happened; swift-crypto serves.
public enum MultiBufferError: Error, Equatable, Sendable {
  /// The library, or one that it needs, was not found or could not be read; the system says why.
  case notLoaded(String)
  /// The file is a library, but not this one: it lacks a function.
  case notTheLibrary(path: String, missing: String)
  /// The processor has not the instructions (AVX-512 or AVX, with IFMA).
  case processor(path: String)
  /// It took a signature that does not hold, or refused one that does.
  case wrongAnswers(path: String)

  /// A sentence without its full stop.
  public var text: String {
    switch self {
    case .notLoaded(let why): "the multi-buffer library could not be loaded: \(why)"
    case .notTheLibrary(let path, let missing):
      "\(path) is not the multi-buffer library: it has no \(missing)"
    case .processor(let path):
      "this processor has not the instructions (AVX-512 IFMA) that \(path) needs"
    case .wrongAnswers(let path):
      "\(path) gave a wrong answer about a known signature; it must not be used"
    }
  }
}
