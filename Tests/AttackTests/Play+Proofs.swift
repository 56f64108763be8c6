import Settlement
import Testing
import Wire
import World

extension Play {
  /// Verifies every proof with public keys alone.
  static func expectProven(_ stage: Stage, at location: SourceLocation = #_sourceLocation) {
    for row in stage.bank.ledger.book.proofs.rows.values {
      do {
        let packet = try Packet(row.packet)
        let fault = try verifier(stage).verify(packet)
        #expect(fault.serial == row.serial, sourceLocation: location)
        #expect(fault.kind == row.kind, sourceLocation: location)
      } catch {
        Issue.record("proof of \(row.kind): \(error)", sourceLocation: location)
      }
    }
  }

  static func verifier(_ stage: Stage) throws -> ProofVerifier<ModelPurseCrypto> {
    try ProofVerifier(
      root: stage.bank.rootKey, authorities: [stage.bank.issuer, stage.bank.authority],
      crypto: ModelPurseCrypto(seed: 0))
  }
}
