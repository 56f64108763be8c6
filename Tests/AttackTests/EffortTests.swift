import Payment
import Purse
import Settlement
import Synchronization
import Testing
import Wire

@testable import World

/// A broken key signs as much as its holder likes. What that costs the ledger is bounded.
struct EffortTests {
  private func checks(_ stage: Stage) -> UInt64 {
    stage.bank.ledger.book.totals.signatureChecks
  }

  @Test("LED-29: a refusal that is brought a thousand times over is verified once")
  func sameRefusal() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Carol": 0])
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    let refusal = try stage.refuse("Bob", payment: payment)
    let before = checks(stage)
    let many = Array(repeating: refusal, count: WireLimits.documentsPerUpload)
    for _ in 0..<4 { try stage.sync("Carol", documents: many) }
    // Carol's four requests, and the refusal.
    #expect(checks(stage) - before == 4 + 1)
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  @Test("LED-29: a payment that is brought again and again is verified once") func samePayment()
    throws
  {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Carol": 0])
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    let before = checks(stage)
    let many = Array(repeating: payment, count: WireLimits.documentsPerUpload)
    for _ in 0..<4 { try stage.sync("Carol", documents: many) }
    #expect(checks(stage) - before == 4 + 1)
  }

  @Test("LED-64: a key that pays at one place for ever is convicted once, and costs one proof")
  func manyForks() throws {
    var stage = try Play.stage(loads: ["Alice": 0, "Carol": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try #require(stage.serial("Alice"))
    // What it reports has many entries: each proof of a missing one would hold them all.
    for units in 1...50 as ClosedRange<UInt64> { _ = mallory.pay(Play.sek(units), to: alice) }
    try mallory.sync(&stage, declaring: .zero)
    let proofs = stage.bank.ledger.book.proofs.rows.count
    #expect(proofs == 1)
    for round in 0..<4 as Range<UInt64> {
      let forks = (0..<60 as Range<UInt64>).map { number in
        var payment = mallory.payment(Play.sek(1_000 + 60 * round + number), to: alice)
        payment.sequence = SequenceNumber(1 + number % 50)
        return mallory.packet(.payment, payment)
      }
      try stage.sync("Carol", documents: forks)
    }
    #expect(stage.bank.ledger.book.proofs.rows.count == proofs)
    // What it signed counts all the same: who took it in good faith would keep it (LED-62).
    #expect(stage.bank.ledger.book.payments.rows.count == 50 + 4 * 60)
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test("LED-33: of eight forged payments in a sealed part one is verified") func forgedEvidence()
    throws
  {
    var stage = try Play.stage(loads: ["Alice": 200, "Carol": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try #require(stage.serial("Alice"))
    let forged = (1...8 as ClosedRange<UInt64>).map { number in
      [UInt8](
        mallory.sign(
          Payment(
            payer: alice, sequence: SequenceNumber(100 + number), previous: .start,
            amount: Play.sek(number), payee: mallory.serial, request: nil, verification: .none,
            sealed: nil)))
    }
    var payment = mallory.payment(Play.sek(50), to: try #require(stage.serial("Carol")))
    let sealed = try seal(enclosing: forged, for: mallory.serial)
    payment.sealed = sealed.commitment
    _ = try stage.accept("Carol", mallory.packet(.payment, payment, sealed: sealed.bytes))
    let before = checks(stage)
    try stage.sync("Carol")
    // Her request, the payment that she took, and the first that is enclosed.
    #expect(checks(stage) - before == 2 + 1)
    try Play.syncAll(&stage, ["Alice", "Carol"])
    Play.expectAgreement(stage, ["Alice": 200, "Carol": 50])
    Play.expectJust(stage)
  }

  @Test("LED-64: to convict a purse with a long history each of its uploads is read once or twice")
  func longHistory() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Carol": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let shelf = Shelf()
    stage.bank.ledger.book.attach(shelf)
    for _ in 0..<60 {
      try mallory.sync(&stage, declaring: .zero)
      shelf.put(&stage.bank.ledger.book)
    }
    // Its journal has a grant there.
    var payment = mallory.payment(Play.sek(9), to: try #require(stage.serial("Alice")))
    payment.sequence = SequenceNumber(2)
    try stage.sync("Carol", documents: [mallory.packet(.payment, payment)])
    Play.expectJust(stage, guilty: ["Mallory"])
    #expect(shelf.shown.withLock { $0 } <= 2 * 60 && shelf.shown.withLock { $0 } > 0)
    // Looking for each by itself would go through all that came after it.
    #expect(shelf.fetched.withLock { $0 } == 0)
  }

  @Test("SYN-8, STO-6: what the ledger has not seen of a purse takes a bounded row") func unseen()
    throws
  {
    let stage = try Play.stage(loads: ["Alice": 0])
    var row = try #require(stage.row("Alice"))
    for number in 1...1_000 as ClosedRange<UInt64> {
      row.addUnseen(10 * number...10 * number + 4)
    }
    #expect(row.unseen.count == PurseRow.mostUnseen)
    #expect(row.unseen.first?.lowerBound == 10 && row.unseen.last == 10_000...10_004)
    // Nobody is blamed for what was noted once.
    for number in 1...1_000 as ClosedRange<UInt64> {
      #expect(row.unseen.contains { $0.contains(10 * number) && $0.contains(10 * number + 4) })
    }
    // What was seen among the latest still counts.
    #expect(!row.unseen.contains { $0.contains(9_999) })
  }

  private func seal(
    enclosing messages: [[UInt8]], for serial: Serial
  ) throws -> (bytes: [UInt8], commitment: Commitment) {
    var plaintext = Bytes<4096>()
    plaintext.putArray(3)
    plaintext.putBytes([UInt8](repeating: 7, count: 16).span.bytes)
    plaintext.putArray(4)
    for _ in 0..<4 { plaintext.putUInt(0) }
    plaintext.putArray(messages.count)
    for message in messages {
      plaintext.putArray(2)
      plaintext.putBytes(message.span.bytes)
      plaintext.putNull()
    }
    let crypto = ModelPurseCrypto(seed: 0)
    let commitment = SealedPart.commitment(to: plaintext.span, hash: crypto)
    crypto.seal(&plaintext, under: ModelMath.purseKey(77, serial), commitment: commitment)
    return (plaintext.array, commitment)
  }
}

/// Where uploads are that have left memory, and how they were asked for.
private final class Shelf: BookSource {
  let keepsBalancesInMemory = true
  let keepsOpenInMemory = true
  let shown = Mutex(0)
  let fetched = Mutex(0)
  private let uploads = Mutex<[UploadKey: [UInt8]]>([:])

  func put(_ book: inout Book) {
    let changes = book.takeChanges()
    uploads.withLock { uploads in
      for (key, upload) in changes.uploads { uploads[key] = upload }
    }
    book.release(changes)
  }

  func visitUploads(of serial: Serial, _ body: (UploadKey, [UInt8]) -> Bool) {
    let own = uploads.withLock { $0.filter { $0.key.serial == serial } }
    for (key, upload) in own.sorted(by: { $0.key.grant > $1.key.grant }) {
      shown.withLock { $0 += 1 }
      guard body(key, upload) else { return }
    }
  }

  func upload(_ key: UploadKey) -> [UInt8]? {
    fetched.withLock { $0 += 1 }
    return uploads.withLock { $0[key] }
  }

  func uploads(of serial: Serial) -> [UploadKey] {
    uploads.withLock { $0.keys.filter { $0.serial == serial } }
  }

  func payment(_ digest: Digest) -> PaymentRow? { nil }
  func payments(naming request: Digest) -> [Digest] { [] }
  func acceptance(_ digest: Digest) -> [UInt8]? { nil }
  func evidence(_ digest: Digest) -> EvidenceRow? { nil }
  func account(_ name: String) -> Amount? { nil }
  func purse(_ serial: Serial) -> PurseRow? { nil }
  func place(_ place: PaymentPlace) -> Digest? { nil }
  func isOpen(_ digest: Digest, at place: PaymentPlace) -> Bool { false }
  func openPayments(by payer: Serial) -> [Digest] { [] }
  func waitingPayments() -> [Digest] { [] }
  func refusal(_ key: RefusalKey) -> RefusalRow? { nil }
}
