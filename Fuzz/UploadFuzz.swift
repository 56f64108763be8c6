// Uploads against a small ledger: arbitrary bytes, and what a broken purse could send, which signs whatever
// it likes with its own key and carries altered papers of others. The properties (LED-33, LED-40, SYN-3, I5):
//  - no trap, and no more signatures verified than the upload has places for;
//  - the books balance, and a refused upload has changed nothing;
//  - nobody honest is suspended or convicted;
//  - the honest are answered afterwards as if nothing had been.
import Settlement
import Wire

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  var input = UploadInput(UnsafeBufferPointer(start: start, count: count))
  let stage = UploadStage.shared
  var ledger = stage.ledger
  for _ in 0..<UploadStage.uploads where !input.isAtEnd {
    guard let packet = input.upload(stage, ledger.book) else { continue }
    let before = LedgerView(ledger.book)
    let checks = ledger.book.totals.signatureChecks
    do {
      _ = try ledger.sync(packet, time: UploadStage.time)
    } catch {
      precondition(LedgerView(ledger.book) == before, "a refused upload changed the books")
    }
    precondition(ledger.book.isBalanced, "the books do not balance")
    let most = UInt64(UploadStage.checks(of: packet))
    precondition(ledger.book.totals.signatureChecks - checks <= most, "too much was verified")
  }
  for serial in stage.honest {
    guard let row = ledger.book.purses[serial] else { preconditionFailure("a purse is gone") }
    precondition(row.state == .active && !row.isConvicted, "the honest were blamed")
  }
  // Whoever is honest has not synced yet in this ledger, and does so now.
  for upload in stage.honestUploads {
    do {
      _ = try ledger.sync(upload, time: UploadStage.time)
    } catch {
      preconditionFailure("an honest upload was refused: \(error)")
    }
  }
  precondition(ledger.book.isBalanced, "the books do not balance at the end")
  for serial in stage.honest {
    precondition(ledger.book.purses[serial]?.isConvicted == false, "the honest were convicted")
  }
  return 0
}

/// What a refused upload must leave as it was.
private struct LedgerView: Equatable {
  var purses: [Serial: PurseRow]
  var payments: [Digest: PaymentRow]
  var issued: Int64
  var transactions: UInt64
  var proofs: UInt64

  init(_ book: Book) {
    (purses, payments) = (book.purses.rows, book.payments.rows)
    issued = book.totals.issued
    (transactions, proofs) = (book.totals.transactions, book.totals.proofs)
  }
}
