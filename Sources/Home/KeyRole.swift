import Wire

/// A key of the bank that another can take the place of.
public enum KeyRole: String, CaseIterable, Sendable {
  case issuer, ledger, root

  func action(_ key: PublicKey) -> ApprovedAction {
    switch self {
    case .issuer: .issuerKey(key)
    case .ledger: .ledgerKey(key)
    case .root: .rootKey(key)
    }
  }
}
