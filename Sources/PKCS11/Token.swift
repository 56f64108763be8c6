import CPKCS11
import Synchronization

/// A token, logged in to. One call at a time; keys are named by their labels.
public final class Token: Sendable {
  public let label: String
  let module: TokenModule
  private let session: Mutex<CK_SESSION_HANDLE>

  /// Finds the token by its label and logs in.
  public init(_ module: TokenModule, label: String, pin: [UInt8]) throws(TokenError) {
    self.module = module
    self.label = label
    let slot = try module.slot(of: label)
    var handle: CK_SESSION_HANDLE = 0
    try module.check("C_OpenSession") {
      $0.C_OpenSession(slot, Flag.serialSession | Flag.readWrite, nil, nil, &handle)
    }
    session = Mutex(handle)
    do throws(TokenError) {
      try module.check("C_Login") { $0.C_Login(handle, Flag.user, pin, CK_ULONG(pin.count)) }
    } catch {
      guard case .failed(_, let code) = error else { throw error }
      switch code {
      case Code.alreadyLoggedIn: break
      case Code.pinIncorrect, Code.pinInvalid, Code.pinLengthRange: throw .pinWrong(label)
      case Code.pinLocked: throw .pinLocked(label)
      default: throw error
      }
    }
  }

  deinit {
    session.withLock { handle in
      // Whatever it answers, the session is not used again.
      try? module.check("C_CloseSession") { $0.C_CloseSession(handle) }
    }
  }

  /// Does something in the session, alone.
  func inSession<Value: Sendable>(
    _ body: (CK_SESSION_HANDLE) throws(TokenError) -> Value
  ) throws(TokenError) -> Value {
    let result = session.withLock { handle -> Result<Value, TokenError> in
      do throws(TokenError) { return .success(try body(handle)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  /// The objects of this class and name.
  func find(
    _ type: CK_ULONG, _ name: String, _ session: CK_SESSION_HANDLE
  ) throws(TokenError) -> [CK_OBJECT_HANDLE] {
    let wanted = Attributes.nothing.adding(Name.class, type).adding(Name.label, name)
    try module.check("C_FindObjectsInit") { functions in
      wanted.lend { functions.C_FindObjectsInit(session, $0, $1) }
    }
    var found = [CK_OBJECT_HANDLE](repeating: 0, count: 8)
    var count: CK_ULONG = 0
    let most = CK_ULONG(found.count)
    let search = Result { () throws(TokenError) in
      try module.check("C_FindObjects") { $0.C_FindObjects(session, &found, most, &count) }
    }
    try module.check("C_FindObjectsFinal") { $0.C_FindObjectsFinal(session) }
    try search.get()
    return Array(found.prefix(Int(count)))
  }

  func isTaken(_ type: CK_ULONG, _ name: String, _ session: CK_SESSION_HANDLE) throws(TokenError) {
    guard try find(type, name, session).isEmpty else {
      throw .keyExists(name, token: label)
    }
  }

  func only(
    _ type: CK_ULONG, _ name: String, _ session: CK_SESSION_HANDLE
  ) throws(TokenError) -> CK_OBJECT_HANDLE {
    let found = try find(type, name, session)
    guard found.count == 1, let object = found.first else {
      throw .keyMissing(name, token: label)
    }
    return object
  }

  /// An attribute's bytes.
  func value(
    _ attribute: CK_ULONG, of object: CK_OBJECT_HANDLE, _ session: CK_SESSION_HANDLE
  ) throws(TokenError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.longestAttribute)
    let room = CK_ULONG(bytes.count)
    var length: CK_ULONG = 0
    try module.check("C_GetAttributeValue") { functions in
      bytes.withUnsafeMutableBytes { buffer in
        var wanted = CK_ATTRIBUTE(type: attribute, value: buffer.baseAddress, length: room)
        let code = functions.C_GetAttributeValue(session, object, &wanted, 1)
        length = wanted.length
        return code
      }
    }
    return Array(bytes.prefix(Int(min(length, room))))
  }

  private static let longestAttribute = 512
}
