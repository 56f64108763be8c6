import PKCS11
import Synchronization

/// The way to a token: logged in to when it is first needed, so that what needs no key needs no token either.
public final class TokenAccess: Sendable {
  public let modulePath: String
  public let label: String
  private let pin: @Sendable () throws(TokenError) -> [UInt8]
  private let opened = Mutex<Token?>(nil)

  public init(
    modulePath: String, label: String, pin: @escaping @Sendable () throws(TokenError) -> [UInt8]
  ) {
    self.modulePath = modulePath
    self.label = label
    self.pin = pin
  }

  public func token() throws(TokenError) -> Token {
    let result = opened.withLock { token -> Result<Token, TokenError> in
      if let token { return .success(token) }
      do throws(TokenError) {
        let new = try Token(try TokenModule.load(modulePath), label: label, pin: try pin())
        token = new
        return .success(new)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
