import ArgumentParser
import Console
import Inspect
import PurseCrypto
import Wire

/// What a new purse signs with, and what it can verify.
struct SuiteOptions: ParsableArguments {
  @Option(help: "What its key signs with: \(SuiteOptions.names).")
  var suite = Suite.es256.name

  @Option(
    help: """
      The suites that the device knows, with commas between them, as if it were of an older make \
      (default: all). It neither pays purses of another suite nor is paid by them.
      """)
  var supports: String?

  func chosen() throws -> Suite { try Self.read(suite) }

  /// - Parameter reader: a card in a reader knows what it knows.
  func supported(in reader: String?) throws -> SuiteSet {
    guard let supports else { return reader == nil ? SoftwarePurseCrypto.known : .all }
    guard reader == nil else {
      throw Self.usage("--supports is for devices in files; a card in a reader knows what it knows")
    }
    var set = SuiteSet(bits: 0)
    for name in supports.split(separator: ",") {
      set = set.union(SuiteSet(try Self.read(String(name))))
    }
    return set.intersection(SoftwarePurseCrypto.known)
  }

  func isNotSupported() -> Explanation {
    Self.usage("a device that does not know \(suite) cannot sign with it; add it to --supports")
  }

  static func read(_ name: String) throws -> Suite {
    guard let suite = Suite.allCases.first(where: { $0.name.lowercased() == name.lowercased() }),
      SoftwarePurseCrypto.known.contains(suite)
    else { throw usage("\(name) is not a suite; choose one of \(names)") }
    return suite
  }

  private static func usage(_ message: String) -> Explanation {
    Explanation(code: "usage", message: message, exitCode: Console.ExitCode.usage)
  }

  static var names: String {
    Suite.allCases.filter { SoftwarePurseCrypto.known.contains($0) }.map(\.name)
      .joined(separator: ", ")
  }
}
