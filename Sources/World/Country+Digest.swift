import Payment
import Purse
import Settlement
import Wire

/// Adds numbers and words up to one digest, in their order.
struct Sink {
  private(set) var word = Word32.zero

  mutating func add(_ number: UInt64) { add(Word32(number, 0, 0, 1)) }

  mutating func add(_ other: Word32) {
    let mine = word.bytes
    let its = other.bytes
    word = ModelMath.hash(mine.span.bytes, its.span.bytes)
  }

  mutating func add(_ bytes: [UInt8]) {
    let mine = word.bytes
    word = ModelMath.hash(mine.span.bytes, bytes.span.bytes)
  }

  /// Rows without an order.
  mutating func add(unordered words: [Word32]) {
    var sum = Word32(0, 0, 0, UInt64(words.count))
    for word in words {
      sum.a &+= word.a
      sum.b &+= word.b
      sum.c ^= word.c
    }
    add(sum)
  }
}

extension Country {
  /// Everything that what happens next can depend on.
  func absorb(into sink: inout Sink) {
    for person in people {
      let snapshot = Snapshot(person.purse, withJournal: false)
      for number in snapshot.numbers { sink.add(number) }
      for word in snapshot.words { sink.add(word) }
      sink.add(snapshot.lastAnswer)
      sink.add(snapshot.request)
      sink.add(UInt64(person.scar))
      sink.add(UInt64(person.purse.status.pinTriesLeft))
    }
    sink.add(
      unordered: mail.map { letter in
        var inner = Sink()
        inner.add(UInt64(letter.from))
        inner.add(UInt64(letter.to ?? 999))
        inner.add(letter.packet.message)
        inner.add(letter.packet.sealed ?? [])
        for document in letter.packet.documents { inner.add(document) }
        return inner.word
      })
    absorbBook(into: &sink)
  }

  private func absorbBook(into sink: inout Sink) {
    let book = bank.ledger.book
    for number in [
      book.totals.pool, book.totals.held, book.totals.loss, book.totals.transit,
    ] {
      sink.add(UInt64(bitPattern: number))
    }
    for person in people {
      sink.add(book.accounts[person.name]?.minorUnits ?? 0)
      guard let row = book.purses[person.serial] else { continue }
      for number in [
        row.shadow.minorUnits, row.advance.minorUnits, row.covered.value, row.grantNumber.value,
      ] { sink.add(number) }
      sink.add(row.head.word)
      sink.add(row.answered?.word ?? .zero)
      if person.current != person.serial, let own = book.purses[person.current] {
        sink.add(own.head.word)
        sink.add(own.grantNumber.value)
      }
      for digest in row.inbox { sink.add(digest.word) }
      for digest in row.reversalsDue { sink.add(digest.word) }
    }
    sink.add(
      unordered: book.payments.rows.map { digest, row in
        var inner = Sink()
        inner.add(digest.word)
        for number in [
          row.accepted.rawValue, row.booking.rawValue, row.delivery.rawValue,
          row.reversal.rawValue, row.refused ? 1 : 0, row.byPayer ? 1 : 0,
          row.refundedByPayer ? 1 : 0, row.isVerified ? 1 : 0,
        ] { inner.add(UInt64(number)) }
        return inner.word
      })
  }

  /// How many writes an action makes in its device; nil when it is none of a device, or can't be
  /// done.
  func writes(of action: Action) -> Int? {
    if case .upload(let person, let load, _) = action {
      var wishes = SyncWishes()
      wishes.load = Amount(units: load)
      return Tap(command: .syncRequest(wishes), needsPIN: false, cut: nil)
        .writes(on: people[person].purse)
    }
    guard let (person, command) = command(for: action) else { return nil }
    return Tap(command: command, needsPIN: command.needsPIN, cut: nil)
      .writes(on: people[person].purse)
  }

  mutating func resetTally() { tally = WorldReport() }
}
