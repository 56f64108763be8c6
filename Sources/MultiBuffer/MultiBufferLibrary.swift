import Glibc

/// Intel's multi-buffer cryptography (libcrypto_mb), loaded while the program runs and never unloaded.
/// A value of this type has shown that it fits the processor and knows a good signature from a bad.
public struct MultiBufferLibrary: Sendable {
  /// As the library counts it: "2.3.0".
  public let version: String
  private let verifyEight: VerifyEight

  /// - Parameters:
  ///   - path: of `libcrypto_mb.so`; a name without a slash is looked for where the system has its
  ///     libraries.
  ///   - features: the processor's, as the library counts them; 0 asks the processor.
  public init(path: String, features: UInt64 = 0) throws(MultiBufferError) {
    Self.loadNeighbours(of: path)
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .notLoaded(String(cString: dlerror()))
    }
    func function<Function>(_ name: String, _: Function.Type) throws(MultiBufferError) -> Function {
      guard let symbol = dlsym(library, name) else {
        throw .notTheLibrary(path: path, missing: name)
      }
      return unsafeBitCast(symbol, to: Function.self)
    }
    let isApplicable = try function("mbx_is_crypto_mb_applicable", IsApplicable.self)
    let widths = try function("mbx_get_algo_info", AlgorithmWidths.self)
    let getVersion = try function("mbx_getversion", GetVersion.self)
    verifyEight = try function("mbx_nistp256_ecdsa_verify_mb8", VerifyEight.self)
    guard isApplicable(features) != 0, widths(Self.p256) & UInt64(Lanes.count) != 0 else {
      throw .processor(path: path)
    }
    version = Self.text(getVersion())
    guard KnownAnswer.isGiven(by: self) else { throw .wrongAnswers(path: path) }
  }

  /// Which lanes hold, lane 0 in bit 0. A lane refused may hold all the same: the library takes no
  /// digest of 0 or from n up, and no key with x = 0. A lane taken holds if its key is on the curve,
  /// which the library does not look at.
  func taken(_ lanes: borrowing Lanes) -> UInt8 {
    let status = lanes.withPointers { r, s, digest, x, y in
      verifyEight(r, s, digest, x, y, nil, nil)
    }
    return (0..<Lanes.count).reduce(0) { taken, lane in
      status >> UInt32(4 * lane) & 0xF == 0 ? taken | 1 << lane : taken
    }
  }

  /// What it is linked to lies beside it in the package, and the system does not look there.
  private static func loadNeighbours(of path: String) {
    guard let end = path.lastIndex(of: "/") else { return }
    for name in ["libintlc.so.5", "libimf.so", "libirng.so", "libsvml.so"] {
      _ = dlopen(path[...end] + name, RTLD_NOW | RTLD_LOCAL)
    }
  }

  /// The library's version begins with three numbers: major, minor, patch.
  private static func text(_ version: UnsafePointer<Int32>?) -> String {
    guard let version else { return "of unknown version" }
    return "\(version[0]).\(version[1]).\(version[2])"
  }

  // The library's own types (crypto_mb/ec_nistp256.h, cpu_features.h, version.h).
  private typealias IsApplicable = @Sendable @convention(c) (UInt64) -> Int32
  private typealias AlgorithmWidths = @Sendable @convention(c) (Int32) -> UInt64
  private typealias GetVersion = @Sendable @convention(c) () -> UnsafePointer<Int32>?
  private typealias VerifyEight =
    @Sendable @convention(c) (
      Lanes.Bytes, Lanes.Bytes, Lanes.Bytes, Lanes.Limbs, Lanes.Limbs, Lanes.Limbs?,
      UnsafeMutablePointer<UInt8>?
    ) -> UInt32

  private static let p256: Int32 = 5
}
