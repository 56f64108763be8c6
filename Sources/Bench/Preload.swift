import LedgerRecords
import Settlement
import Wire
import World

/// Settled payments of epochs long closed, as the store would hold them: records, index and totals are
/// of the real size and form; the signatures in them are of no purse, for nobody will ask.
struct Preload {
  private let count: Int
  private var generator = Seeded(seed: 20_000_000)

  init(_ count: Int) { self.count = count }

  /// Writes them, a batch at a time; the book goes on behind them.
  mutating func write(
    _ book: inout Book, of serials: [Serial], to store: any LedgerStorage
  ) throws {
    if !store.isShared { try store.commit(book.takeChanges()) }
    guard serials.count > 1, let amount = Amount(minorUnits: 1_000) else { throw BenchError.flow }
    var left = count
    while left > 0 {
      let size = min(left, 1_800)
      if store.isShared {
        book = Book()
        book.batch = try store.open().batch
      }
      try store.commit(batch(size, of: serials, amount, &book))
      book.batch = book.batch.next
      left -= size
    }
  }

  private mutating func batch(
    _ size: Int, of serials: [Serial], _ amount: Amount, _ book: inout Book
  ) -> BookChanges {
    var payments: [(key: Digest, row: PaymentRow)] = []
    var transactions: [Transaction] = []
    for place in 0..<size {
      let payer = serials[place % serials.count]
      let payee = serials[(place + 1) % serials.count]
      let digest = Digest(word())
      let payment = Payment(
        payer: payer, sequence: SequenceNumber(UInt64(place + 1)), previous: Head(word()),
        amount: amount, payee: payee, request: Digest(word()), verification: .none, sealed: nil)
      let message = [UInt8](
        Signed(content: payment, signature: Signature(r: word(), s: word())))
      var row = PaymentRow(payment: payment, message: message, firstSeen: LedgerTime(seconds: 1))
      row.byPayer = true
      row.isVerified = true
      row.accepted = .journal
      row.booking = .settled
      row.settled = EntryPlace(batch: book.batch, ordinal: UInt32(place))
      payments.append((digest, row))
      book.totals.known.add(row, 1)
      book.totals.transactions += 1
      transactions.append(
        Transaction(
          number: UInt64(place + 1), time: LedgerTime(seconds: 1), kind: .settlement,
          payment: digest,
          postings: [
            Posting(.shadow(payer), -Int64(amount.minorUnits)),
            Posting(.shadow(payee), Int64(amount.minorUnits)),
          ]))
    }
    // As many uploads as such payments come in: some five of a card, a dozen of a terminal.
    let uploads = (0..<(size * 17 / 60)).map { place in
      let key = UploadKey(
        serial: serials[place % serials.count], grant: GrantNumber(book.batch.value + 1_000))
      return (key: key, row: [UInt8](repeating: 0xA5, count: 2_400))
    }
    return BookChanges(
      batch: book.batch, accounts: [], purses: [], payments: payments, refusals: [],
      uploads: uploads, proofs: [], acceptances: [], evidence: [], transactions: transactions,
      totals: book.totals)
  }

  private mutating func word() -> Word32 {
    Word32(generator.next(), generator.next(), generator.next(), generator.next())
  }
}
