import Card

extension StatusWord {
  /// The last two bytes of a response.
  /// - Parameter response: at least two bytes, as every connection gives.
  public init(of response: [UInt8]) {
    self.init(response.suffix(2).reduce(0) { $0 << 8 | UInt16($1) })
  }

  /// Whether the command was carried out; `61xx` means that more of its answer can be fetched.
  public var isSuccess: Bool { self == .done || value >> 8 == 0x61 }

  /// What it means, in a person's words (APD-9).
  public var text: String {
    switch value {
    case 0x61FF, 0x6100: "done, 256 bytes or more of the answer are left: GET RESPONSE"
    case 0x6101...0x61FE: "done, \(value & 0xFF) bytes of the answer are left: GET RESPONSE"
    case 0x63C0...0x63CF: "wrong PIN or none yet, \(value & 0xF) tries left"
    default: Self.texts[value] ?? "no meaning in docs/spec/apdu.md"
    }
  }

  private static let texts: [UInt16: String] = [
    0x9000: "done",
    0x6400: "the card's memory was altered, it does nothing more",
    0x6581: "the card's memory failed; take its power away and ask again",
    0x6700: "lengths that do not fit the bytes",
    0x6881: "logical channels are not supported",
    0x6882: "secure messaging is not supported",
    0x6883: "another command within a chain",
    0x6982: "the PIN is needed",
    0x6983: "the PIN is blocked",
    0x6985: "not in the card's present state",
    0x6A80: "wrong data: a message or data object is malformed",
    0x6A82: "no application of this name",
    0x6A83: "no such entry or payment in the journal",
    0x6A84: "no room in the journal; sync first",
    0x6A86: "wrong P1 or P2",
    0x6A88: "no such data object, payment or PIN",
    0x6D00: "unknown instruction, or no application selected",
    0x6E00: "unknown class",
    0x9401: "not the next place in the journal; the status tells it",
    0x9402: "for or from another purse",
    0x9403: "another currency",
    0x9404: "one purse reports totals only and the other does not",
    0x9405: "accepted before",
    0x9406: "refused before",
    0x9407: "not to be decided here; hand the payment to the ledger",
    0x9408: "not the amount of the request",
    0x9409: "this grant does not answer the card's sync request",
    0x940A: "the policy allows no direct payments",
    0x940B: "the issuer is not known here",
    0x940C: "a bad certificate",
    0x940D: "the certificate has expired",
    0x940E: "a bad signature",
    0x940F: "the amount is zero",
    0x9410: "the policy has expired",
    0x9411: "a sync is overdue",
    0x9412: "above the largest payment",
    0x9413: "the operations are used up until a sync",
    0x9414: "the sums are used up until a sync",
    0x9415: "above the largest balance",
    0x9416: "not enough money",
    0x9417: "enough money, but it waits for a sync",
    0x9418: "the evidence does not fit",
    0x9419: "not a newer policy of this card",
    0x941A: "one of the two purses does not know the other's suite",
    0x941B: "this card or the other is on the block list",
    0x941C: "not a newer block list of the ledger",
    0x941D: "a version below the policy's floor",
    0x941E: "a certificate that has not begun by the device's clock",
  ]
}
