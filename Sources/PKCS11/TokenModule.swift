import CPKCS11
import Glibc
import Synchronization

/// A token's module: the library, loaded once in a process, through which its tokens are reached.
public final class TokenModule: Sendable {
  public let path: String
  // The table is the library's own and constant; the library is never unloaded, and it was told at its initialisation
  // that threads call it.
  nonisolated(unsafe) private let functions: UnsafePointer<CK_FUNCTION_LIST>

  /// The module of this path, loaded and initialised if it was not yet.
  public static func load(_ path: String) throws(TokenError) -> TokenModule {
    let result = loaded.withLock { modules -> Result<TokenModule, TokenError> in
      if let known = modules[path] { return .success(known) }
      do throws(TokenError) {
        let module = try TokenModule(path: path)
        modules[path] = module
        return .success(module)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private static let loaded = Mutex<[String: TokenModule]>([:])

  private init(path: String) throws(TokenError) {
    self.path = path
    guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL),
      let symbol = dlsym(library, "C_GetFunctionList")
    else { throw .module(path) }
    let getFunctions = unsafeBitCast(symbol, to: CK_C_GetFunctionList.self)
    var list: UnsafeMutablePointer<CK_FUNCTION_LIST>?
    guard getFunctions(&list) == Code.ok, let list else { throw .module(path) }
    functions = UnsafePointer(list)
    var arguments = CK_C_INITIALIZE_ARGS()
    arguments.flags = Flag.osLocking
    let code = functions.pointee.C_Initialize(&arguments)
    guard code == Code.ok || code == Code.alreadyInitialised else { throw .module(path) }
  }

  /// Labels of the tokens that are there and initialised.
  public func labels() throws(TokenError) -> [String] {
    try slots().map(\.label).sorted()
  }

  /// Slots have other numbers after a token was initialised: the label names it.
  func slot(of label: String) throws(TokenError) -> CK_SLOT_ID {
    let slots = try slots()
    guard let found = slots.first(where: { $0.label == label }) else {
      throw .unknownToken(label, known: slots.map(\.label).sorted())
    }
    return found.slot
  }

  private func slots() throws(TokenError) -> [(slot: CK_SLOT_ID, label: String)] {
    var count: CK_ULONG = 0
    try check("C_GetSlotList") { $0.C_GetSlotList(1, nil, &count) }
    var numbers = [CK_SLOT_ID](repeating: 0, count: Int(count))
    try check("C_GetSlotList") { $0.C_GetSlotList(1, &numbers, &count) }
    var slots: [(CK_SLOT_ID, String)] = []
    for slot in numbers.prefix(Int(count)) {
      var info = CK_TOKEN_INFO()
      let code = functions.pointee.C_GetTokenInfo(slot, &info)
      guard code == Code.ok, info.flags & Flag.tokenInitialised != 0 else { continue }
      let bytes = withUnsafeBytes(of: info.label) { Array($0) }
      let text = String(decoding: bytes, as: UTF8.self)
      slots.append((slot, String(text.reversed().drop { $0 == " " }.reversed())))
    }
    return slots
  }

  /// Calls a function of the module.
  func check(
    _ function: String, _ call: (CK_FUNCTION_LIST) -> CK_RV
  ) throws(TokenError) {
    let code = call(functions.pointee)
    guard code == Code.ok else { throw .failed(function: function, code: code) }
  }
}

/// Answers of a module (CKR_).
enum Code {
  static let ok: CK_RV = 0
  static let pinIncorrect: CK_RV = 0xA0
  static let pinInvalid: CK_RV = 0xA1
  static let pinLengthRange: CK_RV = 0xA2
  static let pinLocked: CK_RV = 0xA4
  static let alreadyLoggedIn: CK_RV = 0x100
  static let alreadyInitialised: CK_RV = 0x191
}

/// CKF_ and CKU_.
enum Flag {
  static let osLocking: CK_FLAGS = 2
  static let tokenInitialised: CK_FLAGS = 0x400
  static let readWrite: CK_FLAGS = 2
  static let serialSession: CK_FLAGS = 4
  static let user: CK_ULONG = 1
}
