import ArgumentParser
import Console
import Foundation
import Home
import LedgerCrypto
import LedgerEngine
import LedgerLink
import LedgerLog
import LedgerRecords
import MultiBuffer
import Settlement
import Wire

struct LedgerServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Keep the ledger open and take uploads, until Ctrl-C ends it.",
    discussion: """
      Devices sync with it by: kontant sync NAME --ledger PLACE. It listens on this machine only. \
      Meanwhile the home is refused to other commands that need its ledger. Killed at any moment, \
      it loses nothing that was answered.
      """)
  @OptionGroup var common: CommonOptions
  @Option(help: "The port of 127.0.0.1 to listen at; 0 chooses one.") var port: UInt16?
  @Option(help: "A socket's path to listen at, in place of a port.", completion: .file())
  var socket: String?

  @Option(help: "Uploads in one durable transaction, at most.") var batch = 512
  @OptionGroup var verifier: VerifierOptions

  func validate() throws {
    guard (1...65_536).contains(batch) else {
      throw ValidationError("--batch is 1 to 65536.")
    }
    guard port == nil || socket == nil else {
      throw ValidationError("Give --port or --socket, not both.")
    }
  }

  func run() throws {
    let home = try common.openHome()
    let store = home.storeToServe()
    let chosen: ChosenVerifier = try VerifierOptions.explained {
      try verifier.choice.verifier(over: home.ledger.crypto, name: "swift-crypto")
    }
    let queue = home.queue(
      on: store, QueueLimits(batch: batch, waiting: max(4_096, batch)), chosen.verifier)
    let (offset, start) = (home.settings.clockOffsetSeconds, ContinuousClock.now)
    let now: @Sendable () -> LedgerTime = {
      LedgerTime(seconds: UInt64(Date().timeIntervalSince1970) + offset)
    }
    let count = store.isShared ? StoreCount(home.store, now: now) : nil
    let figures: @Sendable () -> String = {
      let open = count.map(\.figures) ?? queue.read { OpenFigures($0.book, at: now()) }
      return LedgerFigures(
        queue, store: store.name, open: open, verifier: chosen.verifier.name, since: start
      ).json
    }
    let server = try LedgerServer(
      at: place, service: LedgerService(queue, figures: figures, explain: Self.explain))
    let signals = [SIGINT, SIGTERM].map { StopSignal($0) { server.stop() } }
    try home.announce(servedAt: "\(server.address)")
    try Output.show(
      Listening(
        place: "\(server.address)", verifier: chosen.verifier.name,
        text: "the ledger listens on \(server.address)\n"
          + "signatures are verified by \(chosen.verifier.name)"),
      json: common.json)
    // The home's lock is held until the last answer is out.
    let ending = withExtendedLifetime((home, signals)) { server.run() }
    if ending == .halted { throw queue.failure ?? Self.unexplained }
    try store.follow()
  }

  private var place: ServiceAddress {
    socket.map { .unix(path: $0) } ?? .tcp(port: port ?? 0)
  }

  private static func explain(_ error: LedgerError) -> ServiceRefusal {
    let explanation = Explanation(of: error) ?? unexplained
    return ServiceRefusal(code: explanation.code, message: explanation.message)
  }

  private static let unexplained = Explanation(
    code: "halted", message: "the ledger's store has failed; look at its disk, then serve it again",
    exitCode: Console.ExitCode.io)

  private struct Listening: Report {
    var place: String
    var verifier: String
    var text: String
    enum CodingKeys: String, CodingKey {
      case place, verifier
      case text = "message"
    }
  }
}

extension Home {
  /// Gives this home's ledger to a queue; the home has none afterwards.
  fileprivate func queue(
    on store: FollowedStore, _ limits: QueueLimits, _ verifier: any SignatureBatchVerifier
  ) -> LedgerQueue<SoftwareLedgerCrypto> {
    let offset = settings.clockOffsetSeconds
    let batches = BatchLedger(
      Ledger(
        book: ledger.book, rules: ledger.rules, crypto: PrefetchedCrypto(ledger.crypto)),
      verifier: verifier)
    // A second book would have every table copied at its first change.
    ledger.book = Book()
    return LedgerQueue(
      ledger: batches, storage: store, lists: blockLists, limits: limits,
      now: { LedgerTime(seconds: UInt64(Date().timeIntervalSince1970) + offset) })
  }
}
