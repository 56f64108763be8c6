import Card
import Payment
import Purse
import Wire

extension CardPurse {
  /// What the card's answer to a command says.
  mutating func reply(to command: PurseCommand, _ data: [UInt8]) throws -> PurseReply {
    let objects = try AnswerObjects(data)
    switch command {
    case .place, .status:
      let status = try objects.status()
      selection?.note(status)
      guard command == .place else { return .status(status) }
      return .place(PursePlace(status))
    case .certificate: return .message(try objects.bytes(.certificate))
    case .policy: return .message(try objects.bytes(.policy))
    case .doubts: return .doubts(try objects.doubts())
    case .openRequests: return .openRequests(try objects.openRequests())
    case .request, .accept, .refuseRequest, .refusePayment, .lastAnswer,
      .blockList:
      return .message(try objects.bytes(.message))
    case .pay, .payDirect, .payment:
      return .payment(try objects.bytes(.message), sealed: objects.optional(.sealed))
    case .syncRequest: return .upload(try upload(objects))
    default:
      guard data.isEmpty else { throw CardPurseError.garbled }
      return .done
    }
  }

  mutating func freshStatus() throws -> PurseStatus {
    let (data, word) = try exchange(.getData(.status))
    guard word == .done else { throw unexpected(.getData(.status), word) }
    let status = try AnswerObjects(data).status()
    selection?.note(status)
    return status
  }

  func unexpected(_ apdu: CommandAPDU, _ word: StatusWord) -> CardPurseError {
    .unexpected(instruction: apdu.instruction, word: word.value)
  }

  /// The sync request and, read one by one, the entries that it reports (APD-22).
  private mutating func upload(_ objects: AnswerObjects) throws -> Packet {
    var packet = Packet(kind: .upload, message: try objects.bytes(.message))
    packet.start = Head(try objects.word(.head))
    while packet.items.count <= WireLimits.entriesPerUpload {
      let apdu = CommandAPDU(readEntry: packet.items.isEmpty)
      let (data, word) = try exchange(apdu)
      if word == .noSuchRecord { return packet }
      guard word == .done else { throw unexpected(apdu, word) }
      let entry = try AnswerObjects(data)
      packet.items.append(
        Packet.Item(
          sequence: try entry.sequence(), entry: try entry.bytes(.entry),
          payment: entry.optional(.message), sealed: entry.optional(.sealed)))
    }
    throw CardPurseError.garbled
  }
}

extension AnswerObjects {
  func status() throws(CardPurseError) -> PurseStatus {
    var status = PurseStatus()
    status.lifeCycle = try lifeCycle()
    status.sequence = try sequence()
    status.requestNumber = try requestNumber()
    status.pinTriesLeft = UInt8(truncatingIfNeeded: try count(.pinTries))
    status.head = Head(try word(.head))
    status.spendable = try amount(.spendable)
    status.pending = try amount(.pending)
    status.inDoubt = try amount(.inDoubt)
    status.doubts = Int(try count(.doubts))
    status.openRequests = Int(try count(.openRequests))
    status.covered = SequenceNumber(try number(.covered))
    guard status.covered <= status.sequence else { throw .garbled }
    status.counters.sent = try count(.sent)
    status.counters.received = try count(.received)
    status.counters.sumSent = try amount(.sumSent)
    status.counters.sumReceived = try amount(.sumReceived)
    status.lastGrant = GrantNumber(try number(.lastGrant))
    status.latestTime = try time(.latestTime)
    status.awaitsGrant = try number(.awaitsGrant) == 1
    status.decidedDirect = Int(try count(.decided))
    status.policyNumber = try shortNumber(.policyNumber)
    status.blockListNumber = try shortNumber(.blockListNumber)
    return status
  }

  func doubts() throws(CardPurseError) -> [Doubt] {
    var doubts: [Doubt] = []
    for value in all(ObjectTag.doubt.rawValue) {
      let row = try AnswerObjects(value)
      doubts.append(
        Doubt(
          payment: Digest(try row.word(.digest)),
          request: row.optional(.requestDigest) == nil
            ? nil : Digest(try row.word(.requestDigest)),
          amount: try row.amount(.amount), payee: Serial(try row.number(.serial)),
          sequence: try row.sequence()))
    }
    return doubts
  }

  func openRequests() throws(CardPurseError) -> [AskedFor] {
    var open: [AskedFor] = []
    for value in all(ObjectTag.openRequest.rawValue) {
      let row = try AnswerObjects(value)
      open.append(
        AskedFor(request: Digest(try row.word(.digest)), amount: try row.amount(.amount)))
    }
    return open
  }
}
