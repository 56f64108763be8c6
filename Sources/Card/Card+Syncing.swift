import Purse
import Wire

extension Card {
  mutating func syncRequest(_ objects: DataObjects) throws(PurseError) {
    var wishes = SyncWishes()
    if objects.has(.amount) { wishes.load = try objects.amount(buffer.span) }
    wishes.unblockPIN = try objects.flag(.unblock)
    var message = Bytes<512>()
    try purse.syncRequest(wishes: wishes, answer: &message)
    answer(message: message)
    buffer.append(.head, purse.uploadStart().word)
  }

  /// The next entry of the outstanding sync request (APD-22).
  mutating func readEntry(first: Bool) -> StatusWord {
    if first { cursor = JournalCursor() }
    guard var place = cursor else { return .conditionsNotSatisfied }
    var item = UploadItem()
    guard purse.nextUploadItem(&place, into: &item) else {
      cursor = nil
      return .noSuchRecord
    }
    cursor = place
    answerNothing()
    buffer.append(.sequence, number: item.sequence.value)
    if item.payment.count > 0 { buffer.append(.message, item.payment.span) }
    if item.sealed.count > 0 { buffer.append(.sealed, item.sealed.span) }
    buffer.append(.entry, item.entry.span)
    return .done
  }

  mutating func apply(_ objects: DataObjects) throws(PurseError) {
    try purse.apply(grant: buffer.span.extracting(objects.range(.message)))
    answerNothing()
  }

  mutating func learn(_ objects: DataObjects) throws(PurseError) {
    try purse.learn(authority: buffer.span.extracting(objects.range(.message)))
    answerNothing()
  }

  mutating func takeBlockList(_ objects: DataObjects) throws(PurseError) {
    try purse.take(blockList: buffer.span.extracting(objects.range(.message)))
    answerNothing()
  }

  /// One part of the block list, for whoever has an older one.
  mutating func readBlockList(_ objects: DataObjects) throws(PurseError) -> StatusWord {
    let number = try objects.number(.part, buffer.span)
    guard number <= 0xFFFF else { throw .malformed(.outOfRange) }
    var message = Bytes<512>()
    purse.readBlockList(part: UInt16(number), into: &message)
    guard message.count > 0 else { return .noSuchRecord }
    answer(message: message)
    return .done
  }

  mutating func update(_ objects: DataObjects) throws(PurseError) {
    try purse.update(policy: buffer.span.extracting(objects.range(.message)))
    answerNothing()
  }
}
