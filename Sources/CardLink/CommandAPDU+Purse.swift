import Card
import Payment
import Purse
import Wire

extension CommandAPDU {
  /// SELECT the purse by its whole name (APD-2).
  static var select: CommandAPDU {
    let name = CardName.bytes
    return CommandAPDU(
      cla: 0x00, instruction: 0xA4, p1: 0x04,
      data: name.span.withUnsafeBytes { [UInt8]($0) }, expected: .short)
  }

  static func getData(_ object: DataObject) -> CommandAPDU {
    // Lists may be longer than a short answer; the rest never is.
    CommandAPDU(
      cla: 0x00, instruction: 0xCA, p1: 0x01, p2: object.rawValue,
      expected: object == .doubts || object == .openRequests ? .long : .short)
  }

  /// What GET DATA gives (APD-20).
  enum DataObject: UInt8 {
    case status = 1
    case certificate, policy, doubts, openRequests, lastAnswer
    case operations = 0x0A
  }

  /// The command of the purse's own.
  init(_ instruction: Instruction, expected: Expected, _ fill: (inout CommandObjects) -> Void) {
    var objects = CommandObjects()
    fill(&objects)
    self.init(
      cla: 0x80, instruction: instruction.rawValue, data: objects.bytes, expected: expected)
  }

  init(readEntry isFirst: Bool) {
    self.init(.readEntry, expected: .long) { _ in }
    p1 = isFirst ? 0 : 1
  }

  /// A command as APD-13 to APD-21 write it. A sealed part that no purse keeps is left out.
  init(_ command: PurseCommand) {
    switch command {
    case .place, .status: self = .getData(.status)
    case .certificate: self = .getData(.certificate)
    case .policy: self = .getData(.policy)
    case .doubts: self = .getData(.doubts)
    case .openRequests: self = .getData(.openRequests)
    case .lastAnswer: self = .getData(.lastAnswer)
    case .verifyPIN, .changePIN, .unblockPIN: self.init(pin: command)
    case .pay, .payDirect, .takeAcceptance, .takeRefusal, .unload: self.init(payer: command)
    case .request, .accept, .refuseRequest, .refusePayment: self.init(payee: command)
    case .check, .payment, .syncRequest, .applyGrant, .learnAuthority, .updatePolicy,
      .takeBlockList, .blockList:
      self.init(other: command)
    }
  }

  private init(pin command: PurseCommand) {
    self.init(cla: 0x00, instruction: 0x20, p2: 0x81)
    switch command {
    case .verifyPIN(let digits): data = digits
    case .changePIN(let old, let new):
      instruction = 0x24
      data = Self.padded(old) + Self.padded(new)
    case .unblockPIN(let grant, let new):
      instruction = 0x2C
      p1 = new == nil ? 1 : 0
      var objects = CommandObjects()
      objects.add(.message, grant)
      objects.add(.pin, optional: new)
      data = objects.bytes
    default: preconditionFailure("not a command about the PIN")
    }
  }

  private init(payer command: PurseCommand) {
    switch command {
    case .pay(let expected, let request, let certificate, let pin):
      self.init(.pay, expected: .long) {
        $0.add(expected)
        $0.add(.message, request)
        $0.add(.certificate, optional: certificate)
        $0.add(.pin, optional: pin)
      }
    case .payDirect(let expected, let amount, let payee, let certificate, let pin):
      self.init(.payDirect, expected: .long) {
        $0.add(expected)
        $0.add(amount)
        $0.add(.serial, number: payee.value)
        $0.add(.certificate, optional: certificate)
        $0.add(.pin, optional: pin)
      }
    case .takeAcceptance(let expected, let message, let certificate):
      self.init(.takeAcceptance, expected, message, certificate)
    case .takeRefusal(let expected, let message, let certificate):
      self.init(.takeRefusal, expected, message, certificate)
    case .unload(let expected, let amount, let pin):
      self.init(.unload, expected: .nothing) {
        $0.add(expected)
        $0.add(amount)
        $0.add(.pin, optional: pin)
      }
    default: preconditionFailure("not a payer's command")
    }
  }

  private init(
    _ take: Instruction, _ expected: SequenceNumber, _ decision: [UInt8], _ certificate: [UInt8]
  ) {
    self.init(take, expected: .nothing) {
      $0.add(expected)
      $0.add(.message, decision)
      $0.add(.certificate, certificate)
    }
  }

  private init(payee command: PurseCommand) {
    switch command {
    case .request(let number, let amount):
      self.init(.request, expected: .short) {
        $0.add(.requestNumber, number: number.value)
        $0.add(amount)
      }
    case .accept(let expected, let payment, let certificate, let sealed, let pin):
      self.init(.accept, expected: .short) {
        $0.add(expected)
        $0.add(.message, payment)
        $0.add(.certificate, certificate)
        $0.add(.sealed, optional: sealed.count > PurseLimits.sealed ? nil : sealed)
        $0.add(.pin, optional: pin)
      }
    case .refuseRequest(let expected, let request):
      self.init(.refuseRequest, expected: .short) {
        $0.add(expected)
        $0.add(.digest, request.word)
      }
    case .refusePayment(let expected, let payment):
      self.init(.refusePayment, expected: .short) {
        $0.add(expected)
        $0.add(.message, payment)
      }
    default: preconditionFailure("not a payee's command")
    }
  }

  private init(other command: PurseCommand) {
    switch command {
    case .check(let certificate):
      self.init(.check, expected: .nothing) { $0.add(.certificate, certificate) }
    case .payment(let place): self.init(.readPayment, expected: .long) { $0.add(place) }
    case .syncRequest(let wishes):
      self.init(.syncRequest, expected: .long) {
        if !wishes.load.isZero { $0.add(wishes.load) }
        if wishes.unblockPIN { $0.add(.unblock, []) }
      }
    case .applyGrant(let message):
      self.init(.apply, expected: .nothing) { $0.add(.message, message) }
    case .learnAuthority(let message):
      self.init(.learn, expected: .nothing) { $0.add(.message, message) }
    case .updatePolicy(let message):
      self.init(.update, expected: .nothing) { $0.add(.message, message) }
    case .takeBlockList(let message):
      self.init(.takeBlockList, expected: .nothing) { $0.add(.message, message) }
    case .blockList(let part):
      self.init(.readBlockList, expected: .long) { $0.add(.part, number: UInt64(part)) }
    default: preconditionFailure("another kind of command")
    }
  }

  private static func padded(_ digits: [UInt8]) -> [UInt8] {
    digits + [UInt8](repeating: 0xFF, count: max(0, CardLimits.paddedPIN - digits.count))
  }
}
