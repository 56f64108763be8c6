import Settlement
import Wire
import World

/// How a story ended, as far as anybody can ask the ledger.
struct Ending: Equatable {
  var answers: [String]
  var accounts: [String: Amount]
  var purses: [Serial: PurseRow]
  var proofs: [UInt64: ProofRow]
  var refusals: [RefusalKey: RefusalRow]
  var totals: Totals
  /// Signatures verified.
  var checks: UInt64
  var payments: [Digest: PaymentRow]
  var acceptances: [Digest: [UInt8]]
  var uploads: [Serial: [UploadKey]]

  /// - Parameter open: the open rows, where the ledger's memory doesn't have them.
  init(_ story: Story, open: Book? = nil) throws {
    let book = story.stage.bank.ledger.book
    let open = open ?? book
    answers = story.answers
    accounts = open.accounts.rows
    purses = open.purses.rows
    proofs = open.proofs.rows
    refusals = open.refusals.rows
    totals = try story.totals
    checks = totals.signatureChecks
    totals.signatureChecks = 0
    (payments, acceptances, uploads) = ([:], [:], [:])
    for digest in story.digests {
      payments[digest] = book.payments[digest]
      // Told by the batch's number, which is another one on a shared store.
      payments[digest]?.settled = nil
      acceptances[digest] = book.acceptances[digest]
    }
    for serial in purses.keys { uploads[serial] = book.uploadKeys(of: serial) }
  }

  /// What differs, in a word or two: whole rows would fill a screen.
  func differences(from other: Ending) -> [String] {
    var found: [String] = []
    for (place, pair) in zip(answers, other.answers).enumerated() where pair.0 != pair.1 {
      found.append("answer \(place)")
    }
    if answers.count != other.answers.count { found.append("number of answers") }
    if accounts != other.accounts { found.append("accounts") }
    if purses != other.purses { found.append("purses") }
    if proofs != other.proofs { found.append("proofs") }
    if refusals != other.refusals { found.append("refusals") }
    if totals != other.totals { found.append("totals") }
    if payments != other.payments { found.append("payments") }
    if acceptances != other.acceptances { found.append("acceptances") }
    if uploads != other.uploads { found.append("uploads") }
    return found
  }
}
