import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Proofs as a third party checks them: with public keys alone, and with suspicion.
struct ProofTests {
  static let kinds: [ProofKind] = [.fork, .missing, .journal, .twoFaced, .split]

  /// A stage on which Mallory was convicted of a fault, and the proof.
  private static func convicted(_ kind: ProofKind) throws -> (Stage, Packet) {
    if kind == .split { return try splitter() }
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let bob = try #require(stage.serial("Bob"))
    let payment = try stage.payDirect("Alice", to: "Mallory", Play.sek(80))
    switch kind {
    case .fork:
      let first = mallory.packet(.payment, mallory.payment(Play.sek(5), to: bob))
      let second = mallory.packet(.payment, mallory.payment(Play.sek(6), to: bob))
      try stage.sync("Carrier", carrying: [first, second])
    case .missing:
      let hidden = mallory.packet(.payment, mallory.payment(Play.sek(5), to: bob))
      mallory.receive(payment)
      try mallory.sync(&stage, declaring: Play.sek(80))
      try stage.sync("Carrier", carrying: [hidden])
    case .journal:
      mallory.receive(payment)
      try mallory.sync(&stage, declaring: Play.sek(90))
    case .twoFaced:
      let refusal = mallory.refuse(payment)
      try stage.sync("Carrier", carrying: [payment, mallory.accept(payment), refusal])
    case .split: break
    }
    let rows = stage.bank.ledger.book.proofs.rows.values.filter { $0.kind == kind }
    return (stage, try Packet(try #require(rows.first).packet))
  }

  /// Mallory's purse has rotated, and a copy of it goes on under the earlier serial.
  private static func splitter() throws -> (Stage, Packet) {
    let policy = try Play.policy { $0.rotation = 2 }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Mallory": 100, "Bob": 0])
    let copy = try #require(stage.purses["Mallory"])
    let upload = try stage.upload("Mallory")
    try stage.apply("Mallory", try stage.bank.ledger.sync(upload, time: stage.time).grant)
    try stage.sync("Mallory")
    stage.purses["Mallory"] = copy
    _ = try stage.accept("Bob", try stage.payDirect("Mallory", to: "Bob", Play.sek(5)))
    try stage.sync("Bob")
    let rows = stage.bank.ledger.book.proofs.rows.values
    return (stage, try Packet(try #require(rows.first).packet))
  }

  @Test("LED-70: a proof of each kind holds with public keys alone", arguments: kinds)
  func holds(_ kind: ProofKind) throws {
    let (stage, packet) = try Self.convicted(kind)
    let fault = try Play.verifier(stage).verify(packet)
    #expect(fault == ProvenFault(serial: try #require(stage.serial("Mallory")), kind: kind))
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test("LED-70: a proof with any byte flipped fails, or shows what it showed", arguments: kinds)
  func flipped(_ kind: ProofKind) throws {
    let (stage, packet) = try Self.convicted(kind)
    let verifier = try Play.verifier(stage)
    let whole = try verifier.verify(packet)
    var bytes = packet.bytes
    var failed = 0
    for place in bytes.indices {
      bytes[place] ^= 1 << UInt8(place % 8)
      defer { bytes[place] ^= 1 << UInt8(place % 8) }
      guard let altered = try? Packet(bytes), let fault = try? verifier.verify(altered) else {
        failed += 1
        continue
      }
      #expect(fault == whole, "byte \(place)")
    }
    // Two messages and a certificate leave no byte free; beside a journal lie copies that prove
    // nothing and are not looked at.
    #expect(failed >= (kind == .fork ? bytes.count : bytes.count * 2 / 3))
  }

  @Test("LED-70: a proof with a part left out, or as another kind, fails", arguments: kinds)
  func lessParts(_ kind: ProofKind) throws {
    let (stage, packet) = try Self.convicted(kind)
    let verifier = try Play.verifier(stage)
    if kind != .journal {
      for place in packet.documents.indices {
        var less = packet
        less.documents.remove(at: place)
        #expect(throws: ProofError.self) { try verifier.verify(less) }
      }
    }
    for other in Self.kinds where other != kind {
      // The journal that convicts of a payment missing is sound in itself.
      var renamed = packet
      renamed.proof = other
      #expect(throws: ProofError.self) { try verifier.verify(renamed) }
    }
    var nothing = packet
    nothing.documents = []
    #expect(throws: ProofError.partMissing) { try verifier.verify(nothing) }
  }

  @Test("LED-70: a proof turned against another purse fails", arguments: kinds)
  func otherSerial(_ kind: ProofKind) throws {
    var (stage, packet) = try Self.convicted(kind)
    packet.message = try #require(stage.purses["Alice"]?.certificateMessage)
    #expect(throws: ProofError.self) { try Play.verifier(stage).verify(packet) }
  }

  @Test("LED-70: with another root, another issuer or no issuer, nothing is proven")
  func otherKeys() throws {
    let (stage, packet) = try Self.convicted(.fork)
    let crypto = ModelPurseCrypto(seed: 0)
    #expect(throws: ProofError.badAuthority) {
      try ProofVerifier(root: .zero, authorities: [stage.bank.issuer], crypto: crypto)
    }
    let ledgerOnly = try ProofVerifier(
      root: stage.bank.rootKey, authorities: [stage.bank.authority], crypto: crypto)
    #expect(throws: ProofError.badCertificate) { try ledgerOnly.verify(packet) }
    var noProof = packet
    noProof.proof = nil
    #expect(throws: ProofError.notAProof) { try Play.verifier(stage).verify(noProof) }
    noProof = packet
    noProof.kind = .upload
    #expect(throws: ProofError.notAProof) { try Play.verifier(stage).verify(noProof) }
  }

  @Test("LED-70: what honest purses sign proves nothing against them, however it is combined")
  func honestParts() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 100])
    let first = try stage.pay("Alice", try stage.request("Bob", Play.sek(8)))
    let acceptance = try stage.accept("Bob", first)
    let second = try stage.pay("Alice", try stage.request("Bob", Play.sek(9)))
    let refusal = try stage.refuse("Bob", payment: second)
    var uploads: [[UInt8]] = []
    for _ in 0..<2 {
      for name in ["Alice", "Bob"] {
        uploads.append(try stage.upload(name).bytes)
        try stage.sync(name)
      }
    }
    let verifier = try Play.verifier(stage)
    let parts = [first.message, second.message, acceptance.message, refusal.message] + uploads
    for name in ["Alice", "Bob"] {
      for kind in Self.kinds {
        for a in parts {
          for b in parts {
            for c in parts {
              var packet = Packet(
                kind: .proof, message: try #require(stage.purses[name]?.certificateMessage))
              packet.documents = [a, b, c]
              packet.proof = kind
              #expect(throws: ProofError.self) { try verifier.verify(packet) }
              packet.documents = [a, b]
              #expect(throws: ProofError.self) { try verifier.verify(packet) }
            }
          }
        }
      }
    }
  }
}
