import Payment
import Purse
import Settlement
import Wire

/// A ledger with three purses whose payments it has not heard of yet. Mallory's card is open: its key signs
/// whatever the input says. Alice and Bob are honest.
final class UploadStage: Sendable {
  static let shared = UploadStage()
  static let time = ModelBank.start
  /// Most uploads of one input.
  static let uploads = 8

  let ledger: ModelLedger
  let mallory: Serial
  let honest: [Serial]
  /// What Alice and Bob report.
  let honestUploads: [Packet]
  /// What Mallory's card would report if it were not open.
  let malloryUpload: Packet
  /// Payments and decisions that anybody could carry, as packets.
  let papers: [[UInt8]]

  private init() {
    // Nothing here can fail: the seeds are fixed, and the first input of any run would show it.
    do {
      guard let krona = CurrencyCode(numeric: 752), let money = Amount(minorUnits: 50_000),
        let load = Amount(minorUnits: 20_000)
      else { preconditionFailure("no krona") }
      var policy = Policy(id: 9, number: 1, time: Self.time, currency: krona)
      policy.reuse = true
      policy.direct = true
      policy.evidence = .bestEffort
      var stage = Stage(currency: krona, liquidity: .evidenceAndPool, policies: [policy])
      for name in ["Alice", "Bob", "Mallory"] {
        try stage.issue(name, policy: policy, money: money)
        try stage.sync(name, load: load)
      }
      papers = try Self.trade(&stage)
      malloryUpload = try stage.upload("Mallory")
      honestUploads = try ["Alice", "Bob"].map { try stage.upload($0) }
      let serials = ["Mallory", "Alice", "Bob"].compactMap { stage.serial($0) }
      (mallory, honest) = (serials[0], Array(serials[1...]))
      ledger = stage.bank.ledger
    } catch {
      preconditionFailure("the stage was not set: \(error)")
    }
  }

  /// Everybody pays everybody, some of it with what was just received; one payment is refused.
  private static func trade(_ stage: inout Stage) throws -> [[UInt8]] {
    var papers: [[UInt8]] = []
    let pairs = [
      ("Alice", "Mallory", 15_000), ("Mallory", "Bob", 30_000), ("Bob", "Alice", 45_000),
      ("Alice", "Bob", 100), ("Mallory", "Alice", 200),
    ]
    for (payer, payee, value) in pairs {
      guard let amount = Amount(minorUnits: UInt64(value)) else { continue }
      let payment = try stage.payDirect(payer, to: payee, amount)
      papers.append(payment.bytes)
      papers.append(try stage.accept(payee, payment).bytes)
    }
    guard let amount = Amount(minorUnits: 50) else { return papers }
    let payment = try stage.payDirect("Bob", to: "Mallory", amount)
    papers.append(payment.bytes)
    papers.append(try stage.refuse("Mallory", payment: payment).bytes)
    return papers
  }

  /// As many signatures as an upload has places for: its own, each payment's, and each document's with
  /// what it encloses. A contradiction looks at two more.
  static func checks(of packet: Packet) -> Int {
    let bytes =
      packet.documents.reduce(0) { $0 + $1.count }
      + packet.items.reduce(0) { $0 + $1.entry.count + ($1.sealed?.count ?? 0) + 300 }
    return 1 + 4 * packet.items.count + 4 * packet.documents.count + bytes / 50
  }

  /// Signs as Mallory.
  func signed(_ request: SyncRequest) -> [UInt8] {
    guard let key = ledger.book.purses[mallory]?.certificate.key else { return [] }
    // A model key is its own secret.
    let digest = request.digest(hash: ledger.crypto)
    return [UInt8](Signed(content: request, signature: ModelMath.sign(digest, secret: key.x)))
  }
}
