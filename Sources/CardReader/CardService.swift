import CPCSC
import CardLink

/// The card service of this machine, PC/SC, and the readers that it knows.
public final class CardService: Sendable {
  let context: SCARDCONTEXT

  /// - Throws: `noService` when none runs.
  public init() throws(CardLinkError) {
    var context = SCARDCONTEXT()
    try PCSCResult.check(SCardEstablishContext(DWORD(SCARD_SCOPE_SYSTEM), nil, nil, &context))
    self.context = context
  }

  deinit { SCardReleaseContext(context) }

  /// The names of the readers, with and without cards in them.
  public func readers() throws(CardLinkError) -> [String] {
    var size = DWORD()
    let first = SCardListReaders(context, nil, nil, &size)
    if first == SCARD_E_NO_READERS_AVAILABLE { return [] }
    try PCSCResult.check(first)
    // A reader may have come between the two calls.
    size = max(size, Self.namesRoom)
    var names = [CChar](repeating: 0, count: Int(size))
    let second = SCardListReaders(context, nil, &names, &size)
    if second == SCARD_E_NO_READERS_AVAILABLE { return [] }
    try PCSCResult.check(second)
    return names.prefix(Int(size)).split(separator: 0)
      .map { String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
  }

  /// What is in each reader.
  public func states() throws(CardLinkError) -> [ReaderState] {
    var states: [ReaderState] = []
    for name in try readers() { states.append(try state(of: name)) }
    return states
  }

  /// The one reader that has this in its name, whatever the letters' case; the whole name wins over a
  /// part. Nil fits when there is only one.
  public func reader(_ part: String?) throws(CardLinkError) -> String {
    try ReaderName.find(part, among: try readers())
  }

  /// Waits until there is a card in the reader.
  /// - Parameter milliseconds: how long; then `noCard` is thrown.
  public func waitForCard(in reader: String, milliseconds: Int) throws(CardLinkError) {
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    var known = try state(of: reader)
    while !known.hasCard {
      let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
      guard left > 0 else { throw .noCard(reader: reader) }
      known = try state(of: reader, otherThan: known, milliseconds: Int(left.rounded(.up)))
    }
  }

  /// The state of a reader: at once, or as soon as it differs from `known`, or when the time is up.
  private func state(
    of reader: String, otherThan known: ReaderState? = nil, milliseconds: Int = 0
  ) throws(CardLinkError) -> ReaderState {
    var raw = SCARD_READERSTATE()
    raw.dwCurrentState = known.map(\.raw) ?? DWORD(SCARD_STATE_UNAWARE)
    let result = reader.withCString { name in
      raw.szReader = name
      return SCardGetStatusChange(context, DWORD(milliseconds), &raw, 1)
    }
    if result == SCARD_E_TIMEOUT, let known { return known }
    if result == SCARD_E_UNKNOWN_READER { throw .noReader(reader, known: try readers()) }
    try PCSCResult.check(result, reader: reader)
    return ReaderState(name: reader, raw)
  }

  /// Room for the names of as many readers as pcsc-lite may have.
  private static let namesRoom = DWORD(Int(PCSCLITE_MAX_READERS_CONTEXTS) * Int(MAX_READERNAME))
}
