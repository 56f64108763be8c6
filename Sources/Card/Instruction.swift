/// The purse's own commands (APD-21).
public enum Instruction: UInt8, Sendable {
  case request = 0x10
  case pay = 0x12
  case payDirect = 0x14
  case accept = 0x16
  case refusePayment = 0x18
  case refuseRequest = 0x1A
  case takeAcceptance = 0x1C
  case takeRefusal = 0x1E
  case unload = 0x22
  case syncRequest = 0x24
  case readEntry = 0x26
  case apply = 0x28
  case learn = 0x2A
  case update = 0x2C
  case readPayment = 0x2E
  case check = 0x30
  case takeBlockList = 0x32
  case readBlockList = 0x34
  case generateKey = 0x40
  case personalise = 0x42

  var required: TagSet {
    switch self {
    case .request: TagSet(.requestNumber, .amount)
    case .pay, .refusePayment: TagSet(.sequence, .message)
    case .payDirect: TagSet(.sequence, .amount, .serial)
    case .accept, .takeAcceptance, .takeRefusal: TagSet(.sequence, .message, .certificate)
    case .refuseRequest: TagSet(.sequence, .digest)
    case .unload: TagSet(.sequence, .amount)
    case .apply, .learn, .update, .takeBlockList: TagSet(.message)
    case .readBlockList: TagSet(.part)
    case .readPayment: TagSet(.sequence)
    case .check: TagSet(.certificate)
    case .syncRequest, .readEntry, .generateKey: TagSet()
    case .personalise:
      TagSet(.certificate, .pin, .time).union(TagSet(.issuer, .ledger, .policy))
        .union(TagSet(.rootKey, .purseKey))
    }
  }

  var optional: TagSet {
    switch self {
    case .request: TagSet(.time)
    case .pay, .payDirect: TagSet(.certificate, .pin, .time)
    case .accept: TagSet(.sealed, .pin, .time)
    case .unload: TagSet(.pin)
    case .syncRequest: TagSet(.amount, .unblock)
    default: TagSet()
    }
  }
}
