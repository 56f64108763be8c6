/// Why a token did not do what was asked. Nothing has changed, but where a key was being made. Each says what to do.
public enum TokenError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The module at this path cannot be loaded, or is none.
  case module(String)
  case unknownToken(String, known: [String])
  case pinMissing(String)
  case pinFile(String)
  case pinWrong(String)
  case pinLocked(String)
  case keyMissing(String, token: String)
  case keyExists(String, token: String)
  /// The key of this name is another one than it is known to be.
  case otherKey(String, token: String)
  /// The token hands this key to whoever has the PIN.
  case givesOut(String, token: String)
  /// A function of the module answered with this code.
  case failed(function: String, code: UInt)

  public var description: String {
    switch self {
    case .module(let path):
      "\(path) is no PKCS#11 module that can be loaded; name the token's module, such as libsofthsm2.so"
    case .unknownToken(let label, let known):
      known.isEmpty
        ? "there is no token \(label), nor any other; plug it in, or initialise one first"
        : "there is no token \(label); there are: \(known.joined(separator: ", "))"
    case .pinMissing(let label):
      "token \(label) wants its PIN: set KONTANT_TOKEN_PIN, or name a file that holds it when the keys are made"
    case .pinFile(let path):
      "the token's PIN cannot be read from \(path); put it there, on one line"
    case .pinWrong(let label):
      "this is not the PIN of token \(label); set the right KONTANT_TOKEN_PIN"
    case .pinLocked(let label):
      "the PIN of token \(label) is locked; its security officer can set a new one"
    case .keyMissing(let name, let token):
      "token \(token) has no key \(name); use the token that the keys were made in"
    case .keyExists(let name, let token):
      "token \(token) has a key \(name) already; choose another --name, so that no key serves two banks"
    case .otherKey(let name, let token):
      "key \(name) in token \(token) is not the one that was certified; use the token that the keys were made in"
    case .givesOut(let name, let token):
      "token \(token) gives key \(name) out when it is asked for it; use a token that keeps its keys"
    case .failed(let function, let code):
      "the token answered \(function) with code 0x\(String(code, radix: 16)); see whether it is plugged in, then try again"
    }
  }
}
