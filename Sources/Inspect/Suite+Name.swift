import Wire

extension Suite {
  /// As people call it.
  public var name: String {
    switch self {
    case .es256: "ES256"
    case .edDSA: "EdDSA"
    case .es256MLDSA65: "ES256+ML-DSA-65"
    }
  }
}

extension Algorithm {
  /// The name in COSE's registry.
  public var name: String { self == .es256 ? "ES256" : "EdDSA" }
}
