import ArgumentParser
import Console
import Foundation
import LedgerLink
import PurseCrypto
import Settlement
import Wire

/// Which ledger a purse syncs with.
struct LedgerOptions: ParsableArguments {
  @Option(
    help: """
      Sync with the ledger that is served at 127.0.0.1:PORT or at a socket's path, and not with the \
      home's own.
      """)
  var ledger: String?

  func open(_ common: CommonOptions) throws -> any SyncLedger {
    guard let ledger else { return try common.openHome() }
    return try ServedLedger(ServiceAddress(text: ledger))
  }
}

/// A ledger of another process.
struct ServedLedger: SyncLedger {
  private let client: LedgerClient

  init(_ address: ServiceAddress) throws { client = try LedgerClient(address) }

  /// Its ledger says it, to the upload.
  func check(_ purse: Serial) throws {}

  /// Pushed back, the upload is sent again for a while.
  func receive(_ upload: Packet) throws -> SyncOutcome {
    for _ in 1..<Self.mostTries {
      guard let outcome = try unlessBusy(upload) else {
        usleep(Self.pauseMicroseconds)
        continue
      }
      return outcome
    }
    return try client.settle(upload, waitingAtMost: Self.answerMilliseconds)
  }

  private func unlessBusy(_ upload: Packet) throws -> SyncOutcome? {
    do {
      return try client.settle(upload, waitingAtMost: Self.answerMilliseconds)
    } catch {
      if case .refused(let refusal) = error, refusal.isBusy { return nil }
      throw error
    }
  }

  /// What a purse has uploaded its ledger tells nobody.
  func hasLoaded(
    _ amount: Amount, _ purse: Serial, grants: ClosedRange<GrantNumber>
  ) throws -> Bool {
    throw Self.unclear("load")
  }

  func hasUnloaded(
    _ amount: Amount, _ purse: Serial, at place: SequenceNumber
  ) throws -> Bool {
    throw Self.unclear("unload")
  }

  private static func unclear(_ what: String) -> Explanation {
    Explanation(
      code: what + "Unclear",
      message:
        "an earlier command to \(what) the same may have done it, and the purse has synced since; "
        + "look at kontant status, and give the command again if it is still to be done",
      exitCode: Console.ExitCode.refused)
  }

  func standing(of document: Packet, file: String) -> Synced.Carried {
    let payment = try? Signed<Payment>(document.message.span.bytes)
    return Synced.Carried(
      file: file, payment: payment?.digest(hash: SoftwareHash()).text ?? "",
      known: "handed to the ledger")
  }

  private static let answerMilliseconds = 60_000
  private static let mostTries = 40
  private static let pauseMicroseconds: UInt32 = 250_000
}
