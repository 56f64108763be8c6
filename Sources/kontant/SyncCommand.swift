import ArgumentParser
import Console
import Home
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import Wire

struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Reconcile a device with the ledger.",
    discussion: """
      By hand, where the device and the ledger are apart: kontant sync NAME --request-only -o up; \
      kontant ledger receive up -o grant; kontant apply NAME grant.
      """)
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var purse: PurseOptions
  @OptionGroup var ledger: LedgerOptions
  @OptionGroup var pin: PINOptions
  @Option(
    parsing: .upToNextOption, help: "Payments and decisions of others to bring to the ledger.",
    completion: .file())
  var carry: [String] = []
  @Flag(help: "Only write the upload, for the ledger to receive; needs no ledger.")
  var requestOnly = false
  @Option(help: "With --request-only: wish to load this much.") var load: String?

  func validate() throws {
    guard requestOnly || (load == nil && output.output == nil) else {
      throw ValidationError("--load and --output go with --request-only; see also: kontant load.")
    }
    guard !requestOnly || ledger.ledger == nil else {
      throw ValidationError("--request-only needs no ledger; leave out --ledger.")
    }
  }

  func run() throws {
    guard carry.count <= WireLimits.documentsPerUpload else {
      throw Explanation(
        code: "usage", message: "one sync carries \(WireLimits.documentsPerUpload) files at most",
        exitCode: Console.ExitCode.usage)
    }
    let documents = try carry.map { try MessageFile.read($0, .payment, .decision) }
    if requestOnly { return try writeUpload(documents) }
    let ledger = try ledger.open(common)
    var run = SyncRun(ledger: ledger, device: try common.open(purse.source()))
    try run.run(try topUp(&run.device), carrying: documents)
    var report = try Synced(&run)
    report.carried = zip(carry, documents).map { file, document in
      ledger.standing(of: document, file: file)
    }
    try common.show(report, of: &run.device)
  }

  /// What the holder's wish for an offline balance comes to (FLD-40). Money above it is taken out where no
  /// PIN is needed or one was given.
  private func topUp(_ device: inout PurseHandle) throws -> SyncWishes {
    var wishes = SyncWishes()
    guard let target = try TopUpFile(of: device).read() else { return wishes }
    let status = try device.readStatus()
    // What was asked before is answered first, and may be a load.
    guard !status.awaitsGrant, status.lifeCycle == .active else { return wishes }
    switch TopUp(target: target).step(status) {
    case .nothing: break
    case .load(let amount): wishes.load = amount
    case .unload(let amount):
      guard try device.policy()?.pinRule == .never || pin.digits != nil else { break }
      _ = try device.execute(
        .unload(expected: status.sequence.next, amount: amount, pin: pin.digits))
    }
    return wishes
  }

  private func writeUpload(_ documents: [Packet]) throws {
    var device = try common.open(purse.source())
    var wishes = SyncWishes()
    if let load { wishes.load = try device.currency.positive(load) }
    let file = output.file(default: "\(device.name)-upload.kontant")
    try file.check()
    let isRepetition = try device.readStatus().awaitsGrant
    if file.isTaken && !isRepetition { throw Explanation.taken(file.path) }
    guard case .upload(var upload) = try device.execute(.syncRequest(wishes)) else { return }
    // Again with every upload by hand: no answer tells this command that the ledger has them.
    let proofs = try SightingsFile(of: device).sightings.unreported
    upload.documents = (documents + proofs).prefix(WireLimits.documentsPerUpload).map(\.bytes)
    try Output.deliver(upload.bytes, to: file, made: "the sync request")
    try common.show(
      Uploaded(
        device: device.name, file: file.path, bytes: upload.bytes.count,
        entries: upload.items.count, isRepetition: isRepetition,
        text: "\(file.shown) holds \(device.name)'s sync request"
          + (isRepetition ? ", the same as before, because it has no answer yet" : "")
          + "; give it to the ledger: kontant ledger receive \(file.shown)"),
      of: &device, toError: file.isStandardOutput)
  }

  private struct Uploaded: Report {
    var device: String
    var file: String
    var bytes: Int
    var entries: Int
    var isRepetition: Bool
    var text: String

    enum CodingKeys: String, CodingKey {
      case device, file, bytes, entries, isRepetition
      case text = "message"
    }
  }
}

extension PaymentRow {
  /// Where a payment stands, in the glossary's words.
  var standing: String {
    let booked =
      switch booking {
      case .none: "known, not settled"
      case .waiting: "waits for the payer's money"
      case .settled: isConfirmed ? "settled and confirmed" : "settled"
      case .undone: "refused, held for the payer"
      case .returned: "given back to the payer"
      case .void: "refused, nothing had moved"
      }
    return delivery == .due ? booked + ", delivered at the payee's next sync" : booked
  }
}
