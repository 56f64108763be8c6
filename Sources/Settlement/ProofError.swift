/// Why a proof does not prove. Nobody is blamed on it.
/// The cases stand in order of precedence (docs/spec/ledger.md, LED-70).
public enum ProofError: Error, Equatable, Sendable {
  /// The packet is no proof, or does not say of what.
  case notAProof
  /// An authority's certificate is not signed by the root.
  case badAuthority
  /// The accused's certificate cannot be read, or no known issuer has signed it.
  case badCertificate
  /// A part is of no kind that this proof has: its place in the list.
  case unknownPart(Int)
  /// A journal that the accused has not signed, or whose entries do not lead to its head.
  case badUpload(Int)
  /// A payment, acceptance or refusal that the proof needs is not among its parts.
  case partMissing
  /// A message is not signed by whom it should be.
  case badSignature
  /// The parts concern another purse than the accused.
  case otherPurse
  /// All parts hold, and an honest purse could have signed them.
  case nothingWrong
}
